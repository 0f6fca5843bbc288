"""By which words texts are found, and what is shown of them. PostgreSQL's part is tested in the addon."""

import random
import re
import sys
import time
from itertools import pairwise

import pytest
from ai_agent.services import search, snippets

TSQUERY = re.compile(r"'(?:[^'\\]|''|\\\\)+'(?::\*)?(?: & '(?:[^'\\]|''|\\\\)+')*")


def texts(count: int, length: int):
    """Random texts of all kinds of characters; the same at each run."""
    dice = random.Random(3)
    ranges = ((0, 0x7F), (0x20, 0x7E), (0x80, 0x24F), (0x300, 0x36F), (0x590, 0x10FF), (0x3000, 0xD7FF))
    for number in range(count):
        few = ranges[number % len(ranges) :][:3] or ranges
        wide = (0xE000, sys.maxunicode)
        yield "".join(chr(dice.randint(*dice.choice((*few, wide)))) for _ in range(dice.randint(0, length)))


def words(query: str) -> list[str]:
    return [word.folded for word in search.parsed(query)]


def shown(text: str, query: str, stems=()) -> list[str]:
    """The hits of a snippet."""
    return [piece for piece, hit in snippets.snippet(text, search.parsed(query), stems) if hit]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Été ÉTÉ e\u0301te\u0301", "ete ete ete"),
        ("Straße", "strasse"),
        ("CŒUR Øre łódź", "coeur ore lodz"),
        ("İstanbul \u0131s\u0131", "istanbul isi"),
        ("ﬁn ½ Ⅷ", "fin 1\u20442 viii"),
        ("ガイド", "カイト"),
        ("한국어", "한국어"),
        ("co\u00adop\u200bera\ufefftion", "cooperation"),
        ("الفاتــــورة", "الفاتورة"),
    ],
)
def test_case_and_accents_do_not_count(text, expected):
    assert search.folded(text) == expected


def test_words_of_a_search():
    assert words("  What's the VAT-rate, 21%? ") == ["what", "s", "the", "vat", "rate", "21"]
    assert words("vat VAT Vat") == ["vat"]
    assert words("snake_case") == ["snake", "case"]
    assert words("हिन्दी में") == ["हिन्दी", "में"] or words("हिन्दी में")[0].startswith("हिन")
    assert words("VATの税率") == ["vat", "の税率"]
    assert words("!? _ % ' \\ 🦓") == []
    assert len(words(" ".join(f"w{n}" for n in range(50)))) == search.QUERY_WORDS


def test_only_the_last_word_is_open():
    assert [word.open for word in search.parsed("one two three")] == [False, False, True]
    assert [word.tsquery for word in search.parsed("one two")] == ["'one'", "'two':*"]
    assert search.parsed("o")[0].tsquery == "'^o'"
    assert search.parsed("増値税")[0].tsquery == "'増値' & '値税'"
    assert search.parsed("税")[0].tsquery == "'税'"


def test_stems_are_made_with_and_without_accents():
    (word,) = search.parsed("Réductions")
    assert word.stemmed.split() == ["réductions", "reductions"]
    assert search.parsed("税")[0].stemmed == ""
    assert search.stem_words("Été chaud, l'été 税").split() == ["été", "chaud", "l", "ete"]


def test_every_piece_of_a_script_without_blanks_is_a_lexeme():
    found = search.lexemes("标准税率")
    for word in ("标", "标准", "税率", "准税"):
        assert word in found
    assert "^标" not in found


def test_whatever_is_typed_makes_a_query_that_can_be_read():
    for query in texts(600, 60):
        for word in search.parsed(query):
            assert TSQUERY.fullmatch(word.tsquery), (query, word)
            assert word.folded


def test_whatever_is_written_makes_lexemes_that_can_be_stored():
    for text in texts(300, 400):
        found = search.lexemes(text)
        assert all(found)
        assert len(set(found)) == len(found)
        assert all(len(lexeme.encode()) <= 4 * (search.WORD_CHARS + 1) for lexeme in found)
        assert not any(lexeme.startswith("=") for lexeme in found), "those are owners"


def test_a_text_is_found_by_each_of_its_words():
    for text in texts(300, 200):
        found = set(search.lexemes(text))
        # The last one may go on in the text.
        for word in search.parsed(text[:100])[:-1]:
            assert set(re.findall(r"'([^']+)'", word.tsquery)) <= found, (text, word)


def test_the_size_of_what_is_indexed_has_a_limit():
    for text in ("".join(chr(0x20000 + n % 60_000) for n in range(200_000)), "\ufdfa" * 100_000, "x" * 1_000_000):
        stored = sum(len(lexeme.encode()) for lexeme in search.lexemes(text)) + len(search.stem_words(text).encode())
        assert stored < 900_000


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("The VAT in Belgium", "vat belgium", ["VAT", "Belgium"]),
        ("Invoices, invoice", "inv", ["Invoices", "invoice"]),
        ("Invoices, invoice", "inv x", []),
        ("L'été des réductions", "ete reductions", ["été", "réductions"]),
        ("e\u0301te\u0301", "été", ["été"]),
        ("比利时的增值税是多少?增值税", "增值税", ["增值税", "增值税"]),
        ("ハードウェアのガイド", "ガイド", ["ガイド"]),
        ("**bold** `code` [link](https://a.b/c)", "bold code link", ["bold", "code", "link"]),
        ("See [here](https://vat.example/x)", "vat", ["vat"]),
        ("```python\nprint(1)\n```", "python", ["python"]),
        ("snake_case", "case", ["case"]),
        ("A co\u00adopera\u200btion", "cooperation", ["co\u00adopera\u200btion"]),
        ("می\u200cرود", "میرود", ["می\u200cرود"]),
        ("ภาษา\u200bไทย", "ภาษาไทย", ["ภาษา\u200bไทย"]),
    ],
)
def test_hits_are_shown(text, query, hits):
    assert shown(text, query) == hits


def test_hits_by_their_stem_are_shown():
    assert snippets.stem_candidates("Invoices for Anna, in vain", search.parsed("invoicing")) == {"invoices", "in"}
    assert shown("Invoices for Anna", "invoicing", {"invoices"}) == ["Invoices"]


def test_a_snippet_is_one_line_around_the_first_hit_without_marks():
    text = "# Title\n\n" + "word " * 3000 + "\n\n> - The **needle**, in\n1. the [hay](https://x.y)\n\n" + "more " * 3000
    pieces = snippets.snippet(text, search.parsed("needle"))
    line = "".join(piece for piece, _hit in pieces)
    assert "word The needle, in the hay more" in line
    assert (line[0], line[-1]) == ("…", "…")
    assert len(line) <= snippets.SNIPPET_CHARS + 2


def test_tables_and_fences_are_no_text():
    text = "| a | b |\n|---|:-:|\n| c | VAT |\n\n```js\nlet x = 1;\n```"
    assert "".join(piece for piece, _hit in snippets.snippet(text, search.parsed("vat"))) == "a b c VAT let x = 1;"


def test_whatever_is_written_has_a_snippet():
    for text in texts(400, 1500):
        for query in (text[:20], text[-20:], "vat", "税"):
            pieces = snippets.snippet(text, search.parsed(query))
            line = "".join(piece for piece, _hit in pieces)
            assert all(piece for piece, _hit in pieces)
            assert len(line) <= snippets.SNIPPET_CHARS + 2
            assert "\n" not in line
            assert all(a[1] != b[1] for a, b in pairwise(pieces)), "neighbours are joined"


def test_marks_without_end_cost_nothing():
    text = "x" + "\u0301\u0316" * 30_000 + " after"
    started = time.process_time()
    assert search.lexemes(text) == ["^x", "x"]
    search.stem_words(text)
    words_ = search.parsed("x")
    assert shown(text, "x")[0].startswith("x")
    snippets.stem_candidates(text, words_)
    assert search.folded("e" + "\u0301" * 30) == "e"
    # Seconds each, where all of them are sorted.
    assert time.process_time() - started < 1.0

"""Searching: which threads are found, in which message, and the line that shows it."""

from contextlib import closing

import pytest
from support.client import Client, new_word, next_second, problem, user


def _found(client: Client, query: str, **params: object) -> list[str]:
    return [thread["id"] for thread in client.listed(q=query, **params)]


def _match(client: Client, query: str) -> dict:
    """The match of the only thread that is found."""
    (thread,) = client.listed(q=query)
    pieces = thread["match"]["snippet"]
    assert thread["match"].keys() == {"messageId", "snippet"}
    assert all(isinstance(text, str) and isinstance(hit, bool) for text, hit in pieces)
    assert "".join(text for text, _ in pieces)
    return thread["match"]


def _hits(match: dict) -> list[str]:
    return [text for text, hit in match["snippet"] if hit]


def _line(match: dict) -> str:
    return "".join(text for text, _ in match["snippet"])


def test_a_word_of_a_question_finds_it(client: Client):
    word = new_word()
    run = client.ask(f"How much is the {word} in Belgium?")
    match = _match(client, word)
    assert match["messageId"] == run.question
    assert match["snippet"] == [["How much is the ", False], [word, True], [" in Belgium?", False]]


def test_a_word_of_an_answer_finds_it(client: Client):
    word = new_word()
    run = client.ask(f"mode:echo The rate of {word} is 21 percent")
    match = _match(client, word)
    assert match["messageId"] == run.message
    assert match["snippet"] == [["The rate of ", False], [word, True], [" is 21 percent", False]]


def test_a_title_alone_is_shown_as_it_is(client: Client):
    word = new_word()
    run = client.ask("Hi")
    client.change(run.thread, title=f"About {word}, again")
    match = _match(client, word)
    assert match == {"messageId": None, "snippet": [["About ", False], [word, True], [", again", False]]}
    assert [thread["title"] for thread in client.listed(q=word)] == [f"About {word}, again"]


def test_a_changed_title_is_found_and_the_old_one_is_not(client: Client):
    old, new = new_word(), new_word()
    run = client.ask("Hi")
    client.change(run.thread, title=old)
    client.change(run.thread, title=new)
    assert _found(client, new) == [run.thread]
    assert _found(client, old) == []


def test_a_message_of_a_branch_that_is_not_shown_is_found(client: Client):
    word = new_word()
    first = client.ask(f"About {word}")
    client.ask("Something else", threadId=first.thread, forwardedProps={"parentId": None})
    assert _match(client, word)["messageId"] == first.question


def test_every_word_must_be_there_wherever_it_is(client: Client):
    one, two, three = new_word(), new_word(), new_word()
    first = client.ask(f"About {one}")
    client.ask(f"About {two}", threadId=first.thread, forwardedProps={"parentId": None})
    client.change(first.thread, title=f"About {three}")
    assert _found(client, f"{one} {two} {three}") == [first.thread]
    assert _found(client, f"{two} {one}") == [first.thread]
    assert _found(client, f"{one} {new_word()}") == []


def test_only_the_last_word_may_be_a_beginning(client: Client):
    one, two = new_word(), new_word()
    run = client.ask(f"About {one} and {two}")
    assert _found(client, one[:9]) == [run.thread]
    assert _found(client, f"{one} {two[:9]}") == [run.thread]
    assert _found(client, f"{one[:9]} {two}") == []
    assert _found(client, one[1:]) == []
    assert _hits(_match(client, one[:9])) == [one]


def test_case_and_accents_do_not_matter(client: Client):
    word = new_word()
    plain = client.ask(f"About the e{word} of today")
    accented = client.ask(f"About the É{word.upper()} of today")
    for query in (f"e{word}", f"é{word}", f"E{word.upper()}", f"è{word}"):
        assert _found(client, query) == [accented.thread, plain.thread]
    hits = [_hits(thread["match"]) for thread in client.listed(q=f"é{word}")]
    assert hits == [[f"É{word.upper()}"], [f"e{word}"]]


@pytest.mark.parametrize(
    ("said", "asked"),
    [("比利时的增值税率是多少", "增值税"), ("세금계산서를 보내 주세요", "계산서"), ("ค่าไฟฟ้าเดือนนี้", "ไฟฟ้า")],
)
def test_scripts_without_blanks_are_found_by_any_piece(client: Client, said, asked):
    word = new_word()
    run = client.ask(f"{word} {said}")
    assert _found(client, f"{asked} {word}") == [run.thread]
    assert _found(client, f"{word} {asked}") == [run.thread]
    assert _found(client, f"{word} {asked}見") == []
    assert asked in "".join(_hits(_match(client, f"{word} {asked}")))


def test_further_words_of_a_search_do_not_count(client: Client):
    words = [new_word() for _ in range(12)]
    run = client.ask(" ".join(words))
    assert _found(client, " ".join([*words, new_word()])) == [run.thread]
    assert _found(client, " ".join([*words[:11], new_word()])) == []


def test_the_message_with_most_words_is_shown_then_the_newest(client: Client):
    one, two = new_word(), new_word()
    first = client.ask(f"{one} and {two}")
    second = client.ask(f"{one} alone", threadId=first.thread)
    assert _match(client, f"{one} {two}")["messageId"] == first.question
    assert _match(client, one)["messageId"] == second.question
    assert sorted(_hits(_match(client, f"{one} {two}"))) == sorted([one, two])


def test_the_archive_is_searched_as_well_and_pins_play_no_part(client: Client):
    word = new_word()
    made = [client.ask(f"Number {number} of {word}").thread for number in range(3)]
    client.change(made[0], archived=True)
    client.change(made[1], pinned=True)
    try:
        for params in ({}, {"archived": 0}, {"archived": 1}, {"limit": 1}, {"limit": 2}):
            assert _found(client, word, **params) == made[::-1]
        assert [thread["archived"] for thread in client.listed(q=word)] == [False, False, True]
        assert [thread["pinned"] for thread in client.listed(q=word)] == [False, True, False]
    finally:
        client.change(made[1], pinned=False)


def test_the_newest_activity_comes_first(client: Client):
    word = new_word()
    made = [client.ask(f"Number {number} of {word}").thread for number in range(2)]
    assert _found(client, word) == made[::-1]
    next_second()
    client.ask("Once more", threadId=made[0])
    assert _found(client, word) == made


def test_a_deleted_thread_is_found_again_once_it_is_restored(client: Client):
    word = new_word()
    run = client.ask(f"About {word}")
    client.delete(f"/threads/{run.thread}")
    assert _found(client, word) == []
    client.post(f"/threads/{run.thread}/restore")
    assert _found(client, word) == [run.thread]


def test_a_snippet_is_one_short_line_around_the_first_hit(client: Client):
    word = new_word()
    client.ask(f"mode:echo {'Some words before. ' * 60}\n\nThe\n**{word}**\n{'and after. ' * 60}")
    match = _match(client, word)
    line = _line(match)
    assert 20 < len(line) <= 230
    assert "\n" not in line
    assert _hits(match) == [word]
    assert f"The {word} and after." in line


def test_a_snippet_has_no_marks_of_markdown(client: Client):
    word = new_word()
    client.ask(f"mode:echo ## Rates\n\n- **The** [{word}](https://example.com/rates) is `low`\n")
    line = _line(_match(client, word))
    assert not set("*#[]()`") & set(line)
    assert "example.com" not in line
    assert f"The {word} is low" in line


def test_markup_in_a_text_is_text(client: Client):
    word = new_word()
    client.ask(f"<b onclick='x'>{word}</b> & co")
    match = _match(client, word)
    assert _hits(match) == [word]
    assert "&amp;" not in _line(match)
    assert "&lt;" not in _line(match)


def test_what_is_no_word_finds_nothing_and_blanks_are_no_query(client: Client):
    run = client.ask("Is this ?! found")
    assert client.listed(q="?! … +") == []
    page = client.get("/threads", params={"q": " \t "}).json()
    assert page["threads"][0]["id"] == run.thread
    assert page["threads"][0]["match"] is None


def test_a_query_has_at_most_200_characters(client: Client):
    assert client.get("/threads", params={"q": "é" * 200}).status_code == 200
    problem(client.get("/threads", params={"q": "é" * 201}), "invalid_input")


@pytest.mark.parametrize("query", ["'", "a & !b", ":*", "x:*A", "\\", "<-> (", "%_", '"'])
def test_signs_of_a_query_language_are_only_signs(client: Client, query):
    word = new_word()
    run = client.ask(f"About {word}")
    client.listed(q=query)
    assert _found(client, f"{query.translate(dict.fromkeys(map(ord, 'abxA')))} {word}") == [run.thread]


@pytest.mark.only("odoo")
@pytest.mark.parametrize(
    ("login", "lang", "said", "asked"),
    [
        ("contract-french", "fr_FR", "Où sont mes factures ? {}", "facture {}"),
        ("contract-french", "fr_FR", "Où est ma facture ? {}", "FACTURES {}"),
        ("contract-english", "en_US", "Which invoices are open? {}", "invoice {}"),
    ],
)
def test_stems_of_the_users_language_find_it(target, client: Client, login, lang, said, asked):  # noqa: ARG001
    word = new_word()
    with closing(target.other_user(login, lang=lang)) as http:
        other = Client(http).start()
        run = other.ask(messages=[user(said.format(word))])
        match = _match(other, asked.format(word))
    assert match["messageId"] == run.question
    assert len(_hits(match)) == 2

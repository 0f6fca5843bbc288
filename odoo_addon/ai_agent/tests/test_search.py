"""Search: by which words a conversation is found, by whom, and what is shown of it."""

import random
import sys
from urllib.parse import quote

from odoo.tests import new_test_user, tagged

from ..services.search import INDEXED_CHARS
from ..store.search import index_all
from .common import AgentCase


@tagged("post_install", "-at_install")
class TestSearch(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def speak(self, lang):
        """Let the user have a language."""
        self.env["res.lang"]._activate_lang(lang)
        self.ada.lang = lang
        self.env.flush_all()

    def said(self, question, answer="Fine.", thread=None):
        """Ask and have a text answered; return the thread's id."""
        self.upstream.script = lambda reply: (reply.head(), reply.delta(answer), reply.finish())
        name = thread or self.fresh()
        self.ask(question, thread=name)
        return name

    def search(self, q, query=""):
        answer = self.call("GET", f"/ai_agent/threads?q={quote(q)}&{query}")
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()["threads"]

    def found(self, q):
        return [thread["id"] for thread in self.search(q)]

    def match(self, q):
        (thread,) = self.search(q)
        return thread["match"]

    def assertShows(self, match, *hits):
        """Check the hits of a snippet, and that it is a line."""
        pieces = match["snippet"]
        text = "".join(piece for piece, _hit in pieces)
        self.assertEqual([piece for piece, hit in pieces if hit], list(hits), pieces)
        self.assertTrue(text.strip())
        self.assertLessEqual(len(text), 210)
        self.assertNotIn("\n", text)

    def test_every_word_somewhere_in_the_thread_in_any_case(self):
        first = self.said("What is the VAT in Belgium?", "It is **21%** for most goods.")
        second = self.said("What is the capital of Belgium?", "Brussels.")
        self.assertEqual(self.found("belgium"), [second, first])
        self.assertEqual(self.found("BELGIUM goods"), [first])
        self.assertEqual(self.found("goods brussels"), [])
        self.assertEqual(self.found("belgium goods what vat is the"), [first])
        self.assertEqual(self.found("21"), [first])
        match = self.match("vat belgium")
        self.assertShows(match, "VAT", "Belgium")
        read = self.call("GET", f"/ai_agent/threads/{first}").json()
        self.assertEqual(match["messageId"], read["messages"][0]["id"])
        self.assertEqual(self.match("goods")["messageId"], read["messages"][1]["id"])
        item = self.search("goods")[0]
        self.assertEqual({k: v for k, v in item.items() if k != "match"}, {k: read[k] for k in item if k != "match"})

    def test_the_last_word_may_be_begun(self):
        name = self.said("Please explain depreciation of assets", "Straight line.")
        for q in ("d", "de", "depr", "depreciation", "assets depre", "explain d"):
            with self.subTest(q=q):
                self.assertEqual(self.found(q), [name])
        for q in ("preciation", "depre assets", "x", "depreciationx"):
            with self.subTest(q=q):
                self.assertEqual(self.found(q), [])
        self.assertShows(self.match("depr"), "depreciation")

    def test_stems_of_the_users_language_and_accents(self):
        name = self.said("How are invoices sent?", "By mailing them.")
        self.assertEqual(self.found("invoice"), [name])
        self.assertEqual(self.found("invoicing mailed"), [name])
        self.assertShows(self.match("invoicing"), "invoices")
        self.speak("fr_FR")
        name = self.said("Quelles réductions d'impôt pour les chevaux ?", "Aucune, à l'été prochain.")
        for q in ("reduction", "réduction", "RÉDUCTIONS", "impot", "cheval impôt", "reductions ete", "l'ete"):
            with self.subTest(q=q):
                self.assertEqual(self.found(q), [name])
        self.assertShows(self.match("reduction"), "réductions")
        self.assertShows(self.match("impot"), "impôt")
        self.speak("de_DE")
        name = self.said("Größe der Häuser", "Straße")
        for q in ("haus", "hauser", "grosse", "GRÖSSE", "strasse"):
            with self.subTest(q=q):
                self.assertEqual(self.found(q), [name])

    def test_scripts_without_blanks(self):
        chinese = self.said("比利时的增值税是多少?", "标准税率是21%。")
        japanese = self.said("ベルギーの消費税はいくらですか", "ハードウェアのガイド")
        korean = self.said("벨기에의 부가가치세는 얼마입니까", "21%입니다")
        thai = self.said("ภาษีมูลค่าเพิ่มในเบลเยียม", "สวัสดี")
        for name, queries in (
            (chinese, ("增值税", "比利时", "增", "税率", "标准 增值税", "值税是多")),
            (japanese, ("消費税", "ベルギー", "ガイド", "ハード", "くら")),
            (korean, ("부가가치세", "벨기에", "가치")),
            (thai, ("มูลค่า", "ภาษี")),
        ):
            for q in queries:
                with self.subTest(q=q):
                    self.assertEqual(self.found(q), [name])
        self.assertEqual(self.found("税增"), [])
        self.assertEqual(self.found("税"), [japanese, chinese])
        self.assertShows(self.match("增值税"), "增值税")
        self.assertShows(self.match("ガイド"), "ガイド")
        self.assertShows(self.match("부가가치세"), "부가가치세")

    def test_titles_too_and_messages_of_all_branches(self):
        name = self.said("First", "Answer with xylophone")
        self.assertEqual(self.found("xylophone"), [name])
        question = self.call("GET", f"/ai_agent/threads/{name}").json()["messages"][0]["id"]
        body = {**self.run_input(thread=name), "messages": [{"id": question, "role": "user", "content": "x"}]}
        self.call("POST", "/ai_agent/run", body)
        self.settle()
        self.assertEqual(self.found("xylophone"), [name])
        self.change(name, title="Über Zebras")
        match = self.match("uber zebra")
        self.assertIsNone(match["messageId"])
        self.assertShows(match, "Über", "Zebras")
        self.assertEqual(self.found("first zebras"), [name])
        self.change(name, title="Else")
        self.assertEqual(self.found("zebras"), [])
        self.change(name, title="")
        self.assertEqual(self.found("first"), [name])

    def test_the_message_that_fits_best_then_the_newest(self):
        name = self.said("apples", "apples and pears")
        self.said("apples", "pears", thread=name)
        read = self.call("GET", f"/ai_agent/threads/{name}").json()["messages"]
        self.assertEqual(self.match("apples pears")["messageId"], read[1]["id"])
        self.assertEqual(self.match("apples")["messageId"], read[2]["id"])

    def test_own_ones_only_archived_too_deleted_not(self):
        mine = self.said("A zebra of mine")
        self.be("bob")
        other = self.said("A zebra of Bob")
        self.assertEqual(self.found("zebra"), [other])
        self.be("ada")
        self.assertEqual(self.found("zebra"), [mine])
        self.change(mine, archived=True, pinned=True)
        newer = self.said("Another zebra")
        self.assertEqual(self.found("zebra"), [newer, mine])
        self.assertEqual([t["id"] for t in self.search("zebra", "archived=0")], [newer, mine])
        self.call("DELETE", f"/ai_agent/threads/{mine}")
        self.assertEqual(self.found("zebra"), [newer])
        self.call("POST", f"/ai_agent/threads/{mine}/restore")
        self.assertEqual(self.found("zebra"), [newer, mine])
        self.call("DELETE", f"/ai_agent/threads/{mine}?now=1")
        self.assertEqual(self.found("zebra"), [newer])

    def test_pages(self):
        names = [self.said("A zebra") for _ in range(5)]
        seen, cursor = [], ""
        while cursor is not None:
            page = self.call("GET", f"/ai_agent/threads?q=zebra&limit=2&cursor={cursor}").json()
            seen += [thread["id"] for thread in page["threads"]]
            cursor = page["nextCursor"]
        self.assertEqual(seen, names[::-1])

    def test_what_is_no_word_finds_nothing_and_blanks_are_no_search(self):
        name = self.said("A zebra")
        for q in ("!", "'", "%", "\\", "& |", "()", ":*", "<->", "\u200b", "_", "🦓", "\0"):
            with self.subTest(q=q):
                self.assertEqual(self.found(q), [])
        for q in ("", " ", "\t \n"):
            (thread,) = self.search(q)
            self.assertEqual((thread["id"], thread["match"]), (name, None))
        self.assertProblem(self.call("GET", f"/ai_agent/threads?q={'x' * 201}"), "invalid_input")
        self.assertEqual(self.call("GET", f"/ai_agent/threads?q={'x' * 200}").status_code, 200)

    def test_whatever_is_typed_is_safe(self):
        name = self.said("A zebra")
        for q in (
            "zebra'",
            "zebra\\",
            "'zebra':*",
            "!zebra",
            "zebra & !a",
            "zebra:A",
            "%s zebra",
            "zebra --",
            '"zebra"',
        ):
            with self.subTest(q=q):
                self.assertIn(self.found(q), ([name], []))
        self.assertEqual(self.found("=1"), [])
        self.assertEqual(self.found(f"={self.ada.id}"), [])
        dice = random.Random(7)
        for _ in range(150):
            q = "".join(chr(code) for code in self.codes(dice, dice.randint(1, 60)))
            with self.subTest(q=q):
                self.search(q)

    @staticmethod
    def codes(dice, count):
        """Random characters of all kinds: of ASCII, with marks, of all planes."""
        ranges = ((1, 0x7F), (0x80, 0x24F), (0x300, 0x36F), (0x590, 0x10FF), (0x3000, 0xD7FF), (0xE000, sys.maxunicode))
        return [dice.randint(*dice.choice(ranges)) for _ in range(count)]

    def test_no_text_makes_saving_fail(self):
        dice = random.Random(11)
        self.configure(context_tokens="10000000")
        texts = [
            "x" * 100_000,
            "".join(chr(0x20000 + n % 40_000) for n in range(60_000)),
            "".join(chr(0x10000 + n % 0xFFFF) for n in range(60_000)),
            " ".join(f"{n:x}é" for n in range(20_000)),
            "\ufdfa" * 60_000,
            "a-b-" * 25_000,
            "http://a.b/c?d=e@f.g " * 4_700,
            "'\\:&|!()<->*" * 8_000,
            "e\u0301" * 50_000,
            "\u0301" * 1_000,
            *("".join(map(chr, self.codes(dice, 2_000))) for _ in range(20)),
        ]
        for text in texts:
            with self.subTest(text=text[:20]):
                self.upstream.script = lambda reply, text=text: (reply.head(), reply.delta(text), reply.finish())
                answer = self.call("POST", "/ai_agent/run", self.run_input(text[:100_000]))
                self.assertEqual(answer.status_code, 200, answer.text[:300])
                self.settle()
                run = self.env["ai_agent.run"].search([("user_id", "=", self.ada.id)], limit=1)
                self.assertEqual((run.state, len(run.thread_id.message_ids)), ("finished", 2))

    def test_long_texts_are_indexed_as_far_as_is_said(self):
        self.configure(context_tokens="10000000")
        name = self.said("begin " + "word " * (INDEXED_CHARS // 5) + "finish")
        self.assertEqual(self.found("begin"), [name])
        self.assertEqual(self.found("finish"), [])

    def test_texts_of_an_old_database_are_found(self):
        (pk,) = self.many(1, messages=3)
        thread = self.env["ai_agent.thread"].browse(pk)
        self.assertEqual(self.found("words of message"), [])
        self.assertEqual(index_all(self.env.cr, batch=2), 4)
        self.assertEqual(self.found("word messages"), [thread.public_id])
        self.assertEqual(self.found("chat"), [thread.public_id])
        self.assertEqual(index_all(self.env.cr), 0)

    def test_the_index_is_nobodys_to_read(self):
        self.said("A zebra")
        self.env.cr.execute("SELECT count(*) FROM ai_agent_search_entry WHERE user_id = %s", (self.ada.id,))
        self.assertEqual(self.env.cr.fetchone()[0], 3)
        user = new_test_user(self.env, "root2", groups="base.group_system")
        for who in (self.ada, user):
            self.assertFalse(self.env["ai_agent.search.entry"].with_user(who).has_access("read"))

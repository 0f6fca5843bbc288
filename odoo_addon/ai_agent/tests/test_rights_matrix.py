"""Who may use which route: every route of the addon, every kind of caller, and the code that each gets.

A route or a method without a row fails, and so does a row without a route. What users may do with the records behind
the routes is in `test_rights`.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.http import root
from odoo.tests import new_test_user, tagged

from ..services import dist
from .common import AgentCase

PREFIXES = ("/ai_agent/", "/websocket/ai_agent/")
IMPLIED_METHODS = {"HEAD", "OPTIONS"}
"""What Odoo adds to each route that has `GET`, or to each."""

Route = tuple[str, str]
"""Method and path with its parameters, as the routing map has it."""

OK, EMPTY, NOTHING = "200", "204", "404"
UNAUTHENTICATED, FORBIDDEN, NOT_FOUND = "unauthenticated", "forbidden", "not_found"

LOST = "user who lost the company"

STRANGERS = {
    "nobody": UNAUTHENTICATED,
    "expired session": UNAUTHENTICATED,
    "archived user": UNAUTHENTICATED,
    "portal": FORBIDDEN,
    "internal without the group": FORBIDDEN,
    "API key of the portal": FORBIDDEN,
    "API key that is wrong": UNAUTHENTICATED,
}
"""The same on every route but the public one."""

PUBLIC = {
    **dict.fromkeys(STRANGERS, OK),
    "user": OK,
    "user without a token": OK,
    "user with a wrong token": OK,
    "manager": OK,
    "administrator": OK,
    "other user": OK,
    "user of another company": OK,
    LOST: OK,
    "API key of the user": OK,
    "API key of another user": OK,
}


def everybody(**changes: str) -> dict[str, str]:
    """What every user of the assistant may use: it shows and changes only their own."""
    return {**PUBLIC, **STRANGERS, **changes}


def owner(code: str, *, changing: bool) -> dict[str, str]:
    """What only the owner of a conversation may use, and nobody knows of else."""
    without_token = FORBIDDEN if changing else code
    return {
        **STRANGERS,
        "user": code,
        "user without a token": without_token,
        "user with a wrong token": without_token,
        "manager": NOT_FOUND,
        "administrator": NOT_FOUND,
        "other user": NOT_FOUND,
        "user of another company": NOT_FOUND,
        LOST: NOT_FOUND,
        "API key of the user": code,
        "API key of another user": NOT_FOUND,
    }


BEGINNING = {
    **everybody(),
    "user without a token": FORBIDDEN,
    "user with a wrong token": FORBIDDEN,
    LOST: NOT_FOUND,
}

ADMINISTRATORS = {**dict.fromkeys(PUBLIC, FORBIDDEN), **STRANGERS, "administrator": OK}

MATRIX: dict[Route, dict[str, str]] = {
    ("GET", "/ai_agent/bootstrap"): everybody(),
    ("GET", "/ai_agent/dist/<string:name>"): PUBLIC,
    ("GET", "/ai_agent/probe"): ADMINISTRATORS,
    ("GET", "/websocket/ai_agent/probe"): ADMINISTRATORS,
    ("POST", "/ai_agent/run"): BEGINNING,
    ("POST", "/websocket/ai_agent/run"): BEGINNING,
    ("GET", "/ai_agent/runs/<string:run_id>/events"): owner(OK, changing=False),
    ("GET", "/websocket/ai_agent/runs/<string:run_id>/events"): owner(OK, changing=False),
    ("GET", "/ai_agent/runs/<string:run_id>/sent"): owner(OK, changing=False),
    ("POST", "/ai_agent/runs/<string:run_id>/stop"): owner(EMPTY, changing=True),
    ("POST", "/websocket/ai_agent/runs/<string:run_id>/stop"): owner(EMPTY, changing=True),
    ("GET", "/ai_agent/threads"): everybody(),
    ("GET", "/ai_agent/threads/<string:thread_id>"): owner(OK, changing=False),
    ("PATCH", "/ai_agent/threads/<string:thread_id>"): owner(OK, changing=True),
    ("POST", "/ai_agent/threads/<string:thread_id>/restore"): owner(OK, changing=True),
    ("GET", "/ai_agent/threads/<string:thread_id>/export"): owner(OK, changing=False),
    ("POST", "/ai_agent/messages/<string:message_id>/feedback"): owner(OK, changing=True),
    ("GET", "/ai_agent/proposals/<string:proposal_id>"): owner(OK, changing=False),
    ("POST", "/ai_agent/proposals/<string:proposal_id>/preview"): owner(OK, changing=True),
    ("POST", "/ai_agent/proposals/<string:proposal_id>/undo"): owner(OK, changing=True),
    ("GET", "/ai_agent/calls/<string:call_id>/table"): owner(OK, changing=False),
    ("DELETE", "/ai_agent/threads/<string:thread_id>"): owner(EMPTY, changing=True),
    ("POST", "/ai_agent/context/preview"): everybody(
        **{"user without a token": FORBIDDEN, "user with a wrong token": FORBIDDEN}
    ),
    ("POST", "/ai_agent/internal/call/<int:pk>"): dict.fromkeys(PUBLIC, NOTHING),
}

CHANGES = {
    ("PATCH", "/ai_agent/threads/<string:thread_id>"): {"pinned": True},
    ("POST", "/ai_agent/messages/<string:message_id>/feedback"): {"rating": "up"},
    ("POST", "/ai_agent/proposals/<string:proposal_id>/preview"): {"edits": {}},
    ("POST", "/ai_agent/context/preview"): {"context": {"model": "res.partner"}},
}
"""What routes with a body of their own are sent."""


@dataclass(frozen=True)
class Differences:
    """Between the routing map and the matrix."""

    without_row: frozenset[Route]
    without_route: frozenset[Route]


def differences(routes: Iterable[Route], rows: Iterable[Route]) -> Differences:
    """Compare what there is with what is tested."""
    routes, rows = frozenset(routes), frozenset(rows)
    return Differences(routes - rows, rows - routes)


def routes_of(rules) -> set[Route]:
    """Return method and path of the addon's rules of a routing map; a rule for all methods has one of its own."""
    return {
        (method, rule.rule)
        for rule in rules
        if rule.rule.startswith(PREFIXES)
        for method in ((rule.methods - IMPLIED_METHODS) if rule.methods else {"any method"})
    }


@tagged("post_install", "-at_install")
class TestRightsMatrix(AgentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.chief = new_test_user(cls.env, "chief", groups="base.group_user,ai_agent.group_manager")
        cls.zoe = new_test_user(
            cls.env,
            "zoe",
            groups="base.group_user,ai_agent.group_user",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        Path(folder.name, dist.MANIFEST).write_text('{"js": "w.js", "wasm": "w.wasm"}')
        self.patch(dist, "FOLDER", Path(folder.name))

    def test_every_route_has_its_row(self):
        found = differences(routes_of(self.env["ir.http"].routing_map().iter_rules()), MATRIX)
        self.assertEqual(found, Differences(frozenset(), frozenset()))

    def test_a_route_a_method_or_a_row_too_many_is_noticed(self):
        rules = list(self.env["ir.http"].routing_map().iter_rules())
        self.assertGreater(len(routes_of(rules)), 10)

        class Rule:
            rule, methods = "/ai_agent/new", {"GET", "HEAD", "OPTIONS"}

        class Method:
            rule, methods = "/ai_agent/threads", {"PUT", "OPTIONS"}

        class Any:
            rule, methods = "/websocket/ai_agent/any", None

        class Foreign:
            rule, methods = "/web/ai_agent", {"GET"}

        added = routes_of([*rules, Rule, Method, Any, Foreign])
        self.assertEqual(
            differences(added, MATRIX).without_row,
            {("GET", "/ai_agent/new"), ("PUT", "/ai_agent/threads"), ("any method", "/websocket/ai_agent/any")},
        )
        gone = ("GET", "/ai_agent/gone")
        self.assertEqual(differences(routes_of(rules), [*MATRIX, gone]).without_route, {gone})

    def test_every_row_has_every_kind_of_caller(self):
        kinds = set(PUBLIC)
        for route, row in MATRIX.items():
            self.assertEqual(set(row), kinds, route)
        self.assertEqual(set(KINDS), kinds)

    def test_every_kind_of_caller_on_every_route(self):
        kept = self.conversation()
        for kind, become in KINDS.items():
            send = become(self)
            ids = self.elsewhere if kind == LOST else kept
            for (method, rule), row in MATRIX.items():
                with self.subTest(kind=kind, method=method, rule=rule):
                    if method == "DELETE" and row[kind] == EMPTY:
                        ids = self.conversation()
                        send = become(self)
                    answer = send(method, path_of(rule, ids), self.body_of(kind, method, rule, ids))
                    self.settle()
                    self.assertCode(answer, row[kind])

    def test_others_change_nothing(self):
        ids = self.conversation()
        path = path_of("/ai_agent/threads/<string:thread_id>", ids)
        before = self.call("GET", path).json()
        for kind, become in KINDS.items():
            if kind in ("user", LOST, "API key of the user"):
                continue
            send = become(self)
            for method, rule in MATRIX:
                send(method, path_of(rule, ids), self.body_of(kind, method, rule, ids))
                self.settle()
        self.be("ada")
        self.assertEqual(self.call("GET", path).json(), before)

    def assertCode(self, answer, code):
        """Check that a route answered with success, or with a problem of this code."""
        if code in (OK, EMPTY, NOTHING):
            self.assertEqual(str(answer.status_code), code, answer.text[:300])
        else:
            self.assertProblem(answer, code)

    def body_of(self, kind, method, rule, ids):
        """What a route is sent."""
        if not rule.endswith("/run"):
            return CHANGES.get((method, rule))
        # Others would begin a conversation of their own of that name.
        return self.run_input(thread=ids["thread_id"] if kind == LOST else None)

    def conversation(self, **headers):
        """Ask as Ada; return the ids of what there is then."""
        self.be("ada")
        body = self.run_input("Ada's question")
        answer = self.call("POST", "/ai_agent/run", body, **headers)
        self.settle()
        message = self.events_of(answer)[1]["messageId"]
        return {
            "thread_id": body["threadId"],
            "run_id": body["runId"],
            "message_id": message,
            "proposal_id": self.proposal(body["threadId"]),
            "call_id": self.tool_call(body["threadId"]),
            "name": dist.MANIFEST,
            "pk": str(self.call_row(body["threadId"])),
        }

    def call_row(self, thread_id):
        """A tool call of Ada's that nobody has carried out."""
        run = self.env["ai_agent.thread"].search([("public_id", "=", thread_id)]).run_ids
        values = {"public_id": self.fresh(), "user_id": self.ada.id, "company_id": run.company_id.id, "run_id": run.id}
        values |= {"thread_id": run.thread_id.id, "name": "find_models", "arguments": "{}"}
        return self.env["ai_agent.tool.call"].create(values).id

    def proposal(self, thread_id):
        """A proposal of Ada's in a conversation, of nothing."""
        thread = self.env["ai_agent.thread"].search([("public_id", "=", thread_id)])
        values = {
            "thread_id": thread.id,
            "run_id": thread.run_ids.ids[0],
            "company_id": thread.company_id.id,
            **dict.fromkeys(("call_public_id", "tool", "title"), "x"),
            **{"kind": "note", "action": "method", "model": "res.partner"},
        }
        return self.env["ai_agent.proposal"].with_user(self.ada)._store(values, [], []).public_id

    def tool_call(self, thread_id):
        """A tool call of Ada's in a conversation, with a table."""
        thread = self.env["ai_agent.thread"].search([("public_id", "=", thread_id)])
        table = {"title": "T", "columns": [], "rows": [], "totals": None}
        values = {
            "public_id": self.fresh(),
            "user_id": thread.user_id.id,
            "company_id": thread.company_id.id,
            "thread_id": thread.id,
            "run_id": thread.run_ids.ids[0],
            "name": "search_records",
            "arguments": "{}",
            "result": json.dumps({"ok": True, "table": table}),
        }
        return self.env["ai_agent.tool.call"].sudo().create(values).public_id

    def logged_in(self, login):
        """A session with its token."""
        self.be(login)
        return self.call

    def nobody(self):
        self.authenticate(None, None)
        self.headers = {}
        return self.call

    def expired(self):
        self.be("ada")
        root.session_store.delete(self.session)
        return self.call

    def archived(self):
        self.bob.active = True
        self.be("bob")
        self.bob.active = False
        self.env.flush_all()
        self.addCleanup(setattr, self.bob, "active", True)
        return self.call

    def other(self):
        self.bob.active = True
        return self.logged_in("bob")

    def without_token(self):
        self.be("ada")
        return lambda method, path, body: self.call(method, path, body, csrf=False)

    def with_wrong_token(self):
        self.be("ada")
        return lambda method, path, body: self.call(method, path, body, csrf=False, X_CSRF_Token="0o99999999999")

    def without_company(self):
        """The user, who has lost the company of a conversation."""
        self.ada.company_ids = [Command.link(self.other_company.id)]
        self.elsewhere = self.conversation(X_Allowed_Companies=str(self.other_company.id))
        self.ada.company_ids = [Command.unlink(self.other_company.id)]
        self.env.flush_all()
        return self.logged_in("ada")

    def with_key(self, user, change=""):
        """An API key, and nobody's session."""
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate(None, "matrix", fields.Datetime.now() + timedelta(days=1)) + change
        self.nobody()
        bearer = {"Authorization": f"Bearer {key}"}
        return lambda method, path, body: self.call(method, path, body, csrf=False, **bearer)


KINDS: dict[str, Callable[[TestRightsMatrix], Callable]] = {
    "nobody": TestRightsMatrix.nobody,
    "expired session": TestRightsMatrix.expired,
    "archived user": TestRightsMatrix.archived,
    "portal": lambda case: case.logged_in("pia"),
    "internal without the group": lambda case: case.logged_in("nora"),
    "user": lambda case: case.logged_in("ada"),
    "user without a token": TestRightsMatrix.without_token,
    "user with a wrong token": TestRightsMatrix.with_wrong_token,
    "manager": lambda case: case.logged_in("chief"),
    "administrator": lambda case: case.logged_in("boss"),
    "other user": TestRightsMatrix.other,
    "user of another company": lambda case: case.logged_in("zoe"),
    LOST: TestRightsMatrix.without_company,
    "API key of the user": lambda case: case.with_key(case.ada),
    "API key of another user": lambda case: case.with_key(case.bob),
    "API key of the portal": lambda case: case.with_key(case.pia),
    "API key that is wrong": lambda case: case.with_key(case.ada, change="x"),
}
"""How a test becomes a kind of caller: each returns what sends a request."""


def path_of(rule: str, ids: dict[str, str]) -> str:
    """Return the path of a rule with its parameters filled in."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: ids[match[1]], rule)

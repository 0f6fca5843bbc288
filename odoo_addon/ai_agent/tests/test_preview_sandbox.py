"""A change is tried without leaving a trace; what wants to leave one is refused, and the card says so."""

import http.client
import os
import smtplib
import socket
import subprocess
import threading
import urllib.request

import requests
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..approvals import sandbox as boundary
from ..approvals.sandbox import Escape, inside, sandbox
from .proposals import ProposalCase

NOT_ON_FRIDAYS = "Not on Fridays."
UNSEEN = "Side effects were not previewed."


def _smtp(_records):
    smtplib.SMTP("127.0.0.1", 1, timeout=1)


def _http(_records):
    http.client.HTTPConnection("127.0.0.1", 1, timeout=1).request("GET", "/")


ESCAPES = {
    "commits": lambda records: records.env.cr.commit(),
    "commits by SQL": lambda records: records.env.cr.execute("COMMIT"),
    "rolls back by SQL": lambda records: records.env.cr.execute(" rollback"),
    "opens a cursor": lambda records: db_connect(records.env.cr.dbname).cursor(),
    "asks with requests": lambda _records: requests.get("http://127.0.0.1:1/", timeout=10),
    "asks with urllib": lambda _records: urllib.request.urlopen("http://127.0.0.1:1/", timeout=1),
    "asks with http.client": _http,
    "mails with smtplib": _smtp,
    "mails with Odoo": lambda records: records.env["ir.mail_server"].sudo()._connect__(),
    "looks up a name": lambda _records: socket.getaddrinfo("localhost", 80),
    "sends a datagram": lambda _records: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
        b"x", ("127.0.0.1", 9)
    ),
    "starts a thread": lambda _records: threading.Thread(target=print).start(),
    "starts a process": lambda _records: subprocess.run(["true"], check=False),
    "runs a command": lambda _records: os.system("true"),
}


@tagged("post_install", "-at_install")
class TestPreviewSandbox(ProposalCase):
    def override(self, action, method="write"):
        """Let a method of contacts do something first, as an override of another addon would."""
        model = self.env.registry["res.partner"]
        original = getattr(model, method)

        def overridden(records, *args, **kw):
            if inside():
                action(records)
            return original(records, *args, **kw)

        self.patch(model, method, overridden)

    def card(self):
        """The card of a change of a contact."""
        proposal = self.propose("update_records", model="res.partner", ids=self.azure.ids, values={"phone": "+32 1"})
        return proposal._to_json()

    def test_an_ordinary_write_is_tried_and_forgotten(self):
        seen = []
        self.override(lambda records: seen.append(records.ids))
        self.assertNotIn(UNSEEN, self.card()["notices"])
        self.assertEqual(seen, [self.azure.ids])
        self.assertFalse(self.azure.phone)
        self.assertFalse(inside())

    def test_what_wants_out_is_refused_and_the_card_says_so(self):
        for name, action in ESCAPES.items():
            with self.subTest(name):
                self.override(action)
                card = self.card()
                self.assertIn(UNSEEN, card["notices"])
                self.assertFalse(card["items"][0]["errors"])
                self.assertFalse(inside())
        self.assertFalse(self.azure.phone)

    def test_who_swallows_the_refusal_is_found_out(self):
        def swallow(records):
            try:
                records.env.cr.commit()
            except Exception:  # noqa: BLE001  what careless overrides do
                return

        self.override(swallow)
        self.assertIn(UNSEEN, self.card()["notices"])

    def test_a_form_that_wants_out_is_not_asked_either(self):
        self.override(ESCAPES["asks with urllib"], "onchange")
        self.assertIn(UNSEEN, self.card()["notices"])

    def test_a_long_statement_is_broken_off(self):
        self.patch(boundary, "STATEMENT_MS", 100)
        self.override(lambda records: records.env.cr.execute("SELECT pg_sleep(30)"))
        self.assertIn(UNSEEN, self.card()["notices"])

    def test_nobody_waits_long_for_a_row(self):
        with sandbox(self.env_of()) as env:
            env.cr.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            self.assertEqual(env.cr.fetchone(), ("500ms", "3s"))

    def test_an_error_in_the_code_of_others_is_no_preview(self):
        self.override(lambda records: records.no_such_attribute)
        self.assertIn(UNSEEN, self.card()["notices"])

    def test_a_refusal_is_an_error_on_the_card(self):
        def refuse(_records):
            raise UserError(NOT_ON_FRIDAYS)

        self.override(refuse)
        card = self.card()
        self.assertEqual(card["items"][0]["errors"], [NOT_ON_FRIDAYS])
        self.assertNotIn(UNSEEN, card["notices"])

    def test_nothing_of_a_trial_stays_in_the_database_or_the_cache(self):
        values = {"name": "Trial"}
        self.env.flush_all()
        with sandbox(self.env_of()) as env:
            made = env["res.partner"].create(values)
            env["res.partner"].browse(self.azure.id).name = "Changed"
            made.message_post(body="x")
            env.flush_all()
            made_id = made.id
        self.env.invalidate_all()
        self.assertFalse(self.env["res.partner"].browse(made_id).exists())
        self.assertEqual(self.azure.name, "Azure")
        self.assertFalse(self.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "=", made_id)]))

    def test_outside_nothing_is_refused(self):
        with self.assertRaises(Escape), sandbox(self.env_of()):
            boundary.refuse("x")
        boundary.refuse("x")
        self.assertTrue(socket.getaddrinfo("localhost", 80))
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()

    def test_another_thread_is_not_held_back(self):
        found = []
        ready, done = threading.Event(), threading.Event()

        def other():
            ready.wait(5)
            found.append(socket.getaddrinfo("localhost", 80))
            done.set()

        thread = threading.Thread(target=other)
        thread.start()
        with sandbox(self.env_of()):
            ready.set()
            self.assertTrue(done.wait(5))
        thread.join()
        self.assertTrue(found)

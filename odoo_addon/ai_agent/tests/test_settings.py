"""Settings: the key is only ever written, stays bound to its origin, and the test tells the truth."""

import json
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import config as odoo_conf

from ..services.limits import Limits
from .common import AgentCase
from .upstream import KEY

NEW = "new-key-0987654321-zyxwvut"


@tagged("post_install", "-at_install")
class TestSettings(AgentCase):
    def settings(self, **values):
        """Return a settings record as the form of an administrator makes it."""
        Settings = self.env["res.config.settings"].with_user(self.boss)
        record = Settings.create({f"ai_agent_{name}": value for name, value in values.items()})
        record.flush_recordset()
        return record

    def save(self, **values):
        self.settings(**values).set_values()
        return self.env["ai_agent.service"]._config()

    def test_no_read_returns_the_key(self):
        record = self.settings(api_key=NEW)
        names = [name for name in record._fields if name != "ai_agent_typed_key"]
        self.assertNotIn(NEW, str(record.read([n for n in names if n.startswith("ai_agent")])))
        self.assertNotIn(NEW, str(record.web_read({"ai_agent_api_key": {}, "ai_agent_key_status": {}})))
        self.assertTrue(record.ai_agent_has_key)
        for user in (self.boss, self.env.ref("base.user_admin"), self.ada):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["ai_agent_typed_key"])
            self.assertNotIn("ai_agent_typed_key", record.with_user(user).fields_get())
        self.assertNotIn(KEY, str(self.env["res.config.settings"].with_user(self.boss).default_get(names)))
        record.set_values()
        again = self.settings()
        self.assertNotIn(NEW, str(again.read([n for n in names if n.startswith("ai_agent")])))
        self.assertIn("stored", again.ai_agent_key_status)

    def test_a_saved_form_over_rpc_does_not_return_the_key(self):
        self.boss.write({"password": "boss-password"})
        self.authenticate("boss", "boss-password")
        args = [[], {"ai_agent_api_key": NEW}]
        params = {
            "model": "res.config.settings",
            "method": "web_save",
            "args": args,
            "kwargs": {"specification": {"ai_agent_api_key": {}, "ai_agent_key_status": {}}},
        }
        answer = self.opener.post(f"{self.base_url()}/web/dataset/call_kw", json={"params": params}, timeout=30)
        self.assertIn("result", answer.json())
        self.assertNotIn(NEW, answer.text)

    def test_an_empty_key_keeps_the_key_and_another_origin_clears_it(self):
        self.assertEqual(self.save(model="other").key, KEY)
        self.assertEqual(self.save(url=f"{self.upstream.origin}/v2").key, KEY)
        for url in ("https://127.0.0.1:1/v1", "http://localhost/v1", "http://127.0.0.1/v1"):
            self.configure()
            self.assertEqual(self.save(url=url).key, "")
            self.assertFalse(self.env["ir.config_parameter"].get_param("ai_agent.api_key"))
        self.assertEqual(self.save(url="https://ai.example/v1", api_key=NEW).key, NEW)
        self.assertEqual(self.save(forget_key=True).key, "")

    def test_a_changed_parameter_does_not_move_the_key(self):
        self.configure(url="https://evil.example/v1")
        config = self.env["ai_agent.service"]._config()
        self.assertEqual((config.key, config.unused_key), ("", True))

    def test_bad_values_are_refused(self):
        for values in (
            {"url": "ftp://x"},
            {"url": "nonsense"},
            {"url": "https://u:p@x/"},
            {"api_key": "a b"},
            {"context_tokens": 5},
        ):
            with self.assertRaises(ValidationError):
                self.save(**values)

    def test_the_environment_decides_and_its_key_goes_only_to_its_url(self):
        environ = {"AI_AGENT_API_KEY": "env-key-123", "AI_AGENT_URL": "https://env.example/v1"}
        with patch.dict(os.environ, environ):
            config = self.env["ai_agent.service"]._config()
            self.assertEqual(
                (config.url, config.key, config.key_source), ("https://env.example/v1", "env-key-123", "environment")
            )
            record = self.settings()
            self.assertTrue(record.ai_agent_url_fixed and record.ai_agent_api_key_fixed)
            self.assertIn("environment", record.ai_agent_key_status)
            self.save(url="https://evil.example/v1")
            self.assertEqual(self.env["ai_agent.service"]._config().url, "https://env.example/v1")
        self.assertEqual(self.env["ir.config_parameter"].get_param("ai_agent.url"), self.upstream.url)
        with patch.dict(os.environ, {"AI_AGENT_API_KEY": "env-key-123"}):
            self.assertNotEqual(self.env["ai_agent.service"]._config().key, "env-key-123")

    def test_odoo_conf_is_the_second_layer(self):
        options = {"ai_agent_url": "https://conf.example/v1", "ai_agent_api_key": "conf-key-1"}
        with patch.dict(odoo_conf.options, options):
            config = self.env["ai_agent.service"]._config()
            self.assertEqual(
                (config.url, config.key, config.key_source), ("https://conf.example/v1", "conf-key-1", "config_file")
            )

    def probe(self, **values):
        """Press "Test the connection"; return kind and message of the notification."""
        action = self.settings(**values).action_ai_agent_test()
        self.assertNotIn(KEY, json.dumps(action))
        self.assertNotIn(NEW, json.dumps(action))
        return action["params"]["type"], action["params"]["message"]

    def test_the_test_says_that_all_is_well_with_times(self):
        kind, message = self.probe()
        self.assertEqual(kind, "success")
        self.assertRegex(message, r"\d+ ms.*\d+ ms")

    def test_the_test_uses_the_form_before_saving(self):
        kind, _message = self.probe(api_key=NEW, key_header="bearer", model="form-model")
        self.assertEqual(kind, "success")
        asked = self.upstream.requests[-1]
        self.assertEqual(asked["headers"]["Authorization"], f"Bearer {NEW}")
        self.assertNotIn("X-API-Key", asked["headers"])
        self.assertEqual(asked["body"]["model"], "form-model")
        self.assertEqual(self.env["ai_agent.service"]._config().key, KEY)

    def test_the_test_sends_a_stored_key_only_to_its_origin(self):
        self.probe(url=self.upstream.url.replace("127.0.0.1", "localhost"))
        self.assertTrue(self.upstream.requests)
        self.assertNotIn(KEY, json.dumps(self.upstream.requests))

    def test_the_test_names_what_is_wrong(self):
        def bad(word, script=None, **values):
            if script:
                self.upstream.script = script
            kind, message = self.probe(**values)
            self.assertNotEqual(kind, "success", message)
            self.assertIn(word, message)
            self.upstream.reset()

        bad("found", url="https://no-such-host.invalid/v1")
        bad("refused", url="http://127.0.0.1:1/v1")
        bad("private", allow_private=False)
        bad("secure", url=self.upstream.url.replace("http:", "https:"))
        bad("key", lambda reply: reply.json({}, 401))
        bad("test-model", lambda reply: reply.json({"error": {"message": "model not found"}}, 404))
        bad("stream", lambda reply: reply.json({"choices": [{"message": {"content": "x"}}]}))
        bad("OpenAI", lambda reply: reply.json({"hello": 1}))

    def test_the_test_says_whether_the_model_calls_tools(self):
        from .upstream import hello

        def verdict():
            return self.env["ir.config_parameter"].get_param("ai_agent.tools_verdict", "").partition(" ")[2]

        self.assertIn("does not call tools", self.probe()[1])
        self.assertEqual(verdict(), "no")

        def calling(reply):
            if "tools" not in self.upstream.requests[-1]["body"]:
                hello(reply)
                return
            function = {"name": "report_number", "arguments": '{"number": 7}'}
            message = {"content": "", "tool_calls": [{"id": "c", "type": "function", "function": function}]}
            reply.json({"choices": [{"message": message, "finish_reason": "tool_calls"}]})

        self.upstream.script = calling
        self.assertIn("calls tools", self.probe()[1])
        self.assertEqual(verdict(), "yes")

        def busy(reply):
            if "tools" in self.upstream.requests[-1]["body"]:
                reply.json({"error": {"message": "slow down"}}, 429)
            else:
                hello(reply)

        self.upstream.script = busy
        self.assertNotIn("tools", self.probe()[1])
        self.assertEqual(verdict(), "yes", "what passes is no answer")

    def test_the_test_finds_a_missing_v1(self):
        from .upstream import hello

        def script(reply):
            if self.upstream.requests[-1]["path"] == "/v1/chat/completions":
                hello(reply)
            else:
                reply.json({}, 404)

        self.upstream.script = script
        self.assertIn(f"{self.upstream.origin}/v1", self.probe(url=self.upstream.origin)[1])

    def test_only_administrators_test(self):
        record = self.settings()
        with self.assertRaises(AccessError):
            record.with_user(self.ada).sudo(False).action_ai_agent_test()

    def test_limits_are_shown_as_in_force_and_only_changes_are_kept(self):
        get = self.env["ir.config_parameter"].get_param
        self.settings(limit_user_per_minute=7, limit_all_running=0).execute()
        self.assertEqual(get("ai_agent.limit.user_per_minute"), "7")
        self.assertFalse(get("ai_agent.limit.all_running"))
        self.assertFalse(get("ai_agent.limit.user_per_day"))
        shown = self.settings()
        self.assertEqual(shown.ai_agent_limit_user_per_minute, 7)
        self.assertEqual(shown.ai_agent_limit_all_running, Limits.all_running)
        self.settings(limit_user_per_minute=Limits.user_per_minute).execute()
        self.assertFalse(get("ai_agent.limit.user_per_minute"))

    def test_the_form_opens(self):
        view = self.env["res.config.settings"].with_user(self.boss).get_view(view_type="form")
        self.assertIn("action_ai_agent_test", view["arch"])

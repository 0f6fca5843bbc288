"""Tools by name: which there are, what is switched off, and what comes of one that fails."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from psycopg2.errors import QueryCanceled

from ..services.tools import ACCESS, READ, ToolError
from ..tools import Call, registry, run, tool
from .tools import ToolCase

READING = {
    *("find_models", "describe_model", "search_records", "count_records", "group_records", "read_record"),
    *("find_by_name", "list_activities", "follow_relation"),
}
SHOWING = {"open_record", "open_list", "open_pivot", "open_graph", "adjust_view"}


@tagged("post_install", "-at_install")
class TestToolsRegistry(ToolCase):
    def names(self, access=None):
        return {spec.name for spec in registry.specs(self.env, access) if spec.module == "ai_agent"}

    def probe(self, function):
        """Make a function a tool for the length of this test."""
        known = dict(registry._tools)
        self.addCleanup(lambda: (registry._tools.clear(), registry._tools.update(known)))
        return tool(access=READ, title="Probe")(function)

    def failing(self, error):
        """A tool that fails in a way."""

        def probe(call: Call) -> None:
            """Fail."""
            call.formats.raised = error
            raise call.formats.raised

        return probe

    def test_all_are_there_in_order(self):
        self.assertEqual(self.names("read"), READING)
        self.assertEqual(self.names("show"), SHOWING)
        self.assertEqual(self.names("fill"), {"fill_form"})
        names = [spec.name for spec in registry.specs(self.env)]
        self.assertEqual(names, sorted(names))

    def test_each_says_what_it_is(self):
        for spec in registry.specs(self.env):
            with self.subTest(tool=spec.name):
                self.assertRegex(spec.name, r"^[a-z][a-z0-9_]{0,63}$")
                self.assertIn(spec.access, ACCESS)
                self.assertTrue(spec.description and spec.title)
                self.assertEqual(spec.parameters["type"], "object")
                for name, schema in spec.parameters["properties"].items():
                    self.assertTrue(schema, name)

    def test_one_that_is_switched_off_is_not_there(self):
        self.env["ir.config_parameter"].set_param(registry.OFF, "open_graph, group_records")
        self.assertFalse({"open_graph", "group_records"} & self.names())
        self.assertIsNone(registry.get(self.env_of(), "open_graph"))
        self.assertIsNotNone(registry.get(self.env_of(), "open_list"))

    def test_one_of_an_addon_that_is_not_installed_is_not_there(self):
        def probe(call: Call) -> None:
            """Say nothing."""

        probe.__module__ = "odoo.addons.not_installed.tools"
        self.probe(probe)
        self.assertIsNone(registry.get(self.env, "probe"))
        self.assertNotIn("probe", [spec.name for spec in registry.specs(self.env)])

    def test_two_addons_cannot_have_one_name(self):
        def count_records(call: Call) -> None:
            """Count otherwise."""

        count_records.__module__ = "odoo.addons.other.tools"
        with self.assertRaises(ValueError):
            tool(access=READ, title="Count")(count_records)

    def test_what_a_developer_gets_wrong_is_said_at_once(self):
        def silent(call: Call) -> Call:
            return call

        def fine(call: Call) -> None:
            """Fine."""

        with self.assertRaises(ValueError):
            tool(access=READ, title="Silent")(silent)
        with self.assertRaises(ValueError):
            tool(access="maybe", title="Fine")(fine)
        with self.assertRaises(ValueError):
            tool(access=READ, title="Fine", name="not a name")(fine)

    def test_failures_have_codes_and_quote_nothing(self):
        for error, code in (
            (AccessError("secret"), "forbidden"),
            (UserError("secret"), "failed"),
            (ValueError("secret"), "invalid"),
            (QueryCanceled("secret"), "timeout"),
            (ToolError("not_found", "No such."), "not_found"),
        ):
            with self.subTest(code=code):
                self.probe(self.failing(error))
                self.assertNotIn("secret", self.refused(code, "probe"))

    def test_what_fails_in_the_database_leaves_the_transaction_usable(self):
        def probe(call: Call) -> None:
            """Fail in PostgreSQL."""
            call.env.cr.execute("SELECT 1 / 0")

        self.probe(probe)
        with self.assertLogs("odoo.sql_db", "ERROR"):
            self.refused("invalid", "probe")
        self.assertEqual(self.use("count_records", model="res.partner", domain=self.ours).data["count"], 4)

    def test_a_tool_that_gives_something_else_is_broken(self):
        def probe(call: Call) -> None:
            """Give nothing."""

        self.probe(probe)
        with self.assertRaises(TypeError):
            run(self.call_of(), registry.get(self.env, "probe"), {})

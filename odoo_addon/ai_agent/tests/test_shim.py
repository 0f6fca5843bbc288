"""The systray shim: its unit tests in a real browser, and what it costs every page."""

import re

from odoo.addons.base.models.assetsbundle import AssetsBundle
from odoo.addons.web.tests.test_js import unit_test_error_checker
from odoo.tests import HttpCase, TransactionCase, tagged

# Bytes in Odoo's minified bundles: of the shim script, template and style together, of the two that know the page and
# act in it their script.
SHIM_BUDGET = 4096
AGENT_BUDGET = 12_288


def _get_suite_id(name):
    """The id that Odoo's test page gives to a suite (as `HOOTCommon._generate_hash` of `web` does)."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestShim(HttpCase):
    def test_unit_tests(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={_get_suite_id('@ai_agent')}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestShimSize(TransactionCase):
    def _measure(self, bundle_name):
        """Sizes of our part of a bundle as Odoo serves it."""
        files, _external = self.env["ir.qweb"]._get_asset_content(bundle_name)
        bundle = AssetsBundle(bundle_name, files, env=self.env)
        is_ours = lambda asset: asset.url.startswith("/ai_agent/")  # noqa: E731
        scripts = [asset.minify() for asset in bundle.javascripts if is_ours(asset)]
        bundle.templates = [asset for asset in bundle.templates if is_ours(asset)]
        style = (bundle.css().raw or b"").decode()
        rules = re.findall(r"[^{}]*o_ai_agent[^{}]*\{[^{}]*\}", style)
        return {
            "script": sum(len(script.encode()) for script in scripts),
            "template": len(bundle.generate_xml_bundle().encode()),
            "style": sum(len(rule.encode()) for rule in rules),
        }

    def test_shim_is_small(self):
        sizes = self._measure("web.assets_backend")
        for part, size in sizes.items():
            self.assertGreater(size, 100, f"no {part} of the shim in the bundle")
        self.assertLess(sum(sizes.values()), SHIM_BUDGET, sizes)

    def test_panel_is_not_on_every_page(self):
        files, _external = self.env["ir.qweb"]._get_asset_content("web.assets_backend")
        ours = {file["url"] for file in files if file["url"].startswith("/ai_agent/")}
        self.assertTrue(ours)
        self.assertFalse({url for url in ours if re.search("/(panel|agent|tools)/", url)})

    def test_what_knows_the_page_and_acts_in_it_is_small(self):
        for bundle in ("ai_agent.assets_agent", "ai_agent.assets_tools"):
            size = self._measure(bundle)["script"]
            self.assertGreater(size, 4096, bundle)
            self.assertLess(size, AGENT_BUDGET, bundle)

    def test_check_of_the_settings_is_not_on_every_page(self):
        files, _external = self.env["ir.qweb"]._get_asset_content("web.assets_backend")
        ours = {file["url"] for file in files if file["url"].startswith("/ai_agent/static/src/probe/")}
        self.assertEqual(ours, {"/ai_agent/static/src/probe/widget.js"})
        self.assertGreater(self._measure("ai_agent.assets_probe")["script"], 4096)

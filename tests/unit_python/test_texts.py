"""The addon's table of texts is the widget's: same keys, same English."""

import json
import re

from ai_agent.services import errors, texts
from conftest import ROOT


def test_the_tables_are_equal():
    wanted = json.loads((ROOT / "static" / "texts.en.json").read_text(encoding="utf-8"))
    assert texts.table("en_US") == wanted


def test_every_code_has_a_sentence():
    assert {f"error.{code}" for code in errors.HTTP_STATUS} <= texts.TEXTS.keys()


def test_every_reason_used_has_a_sentence():
    addon = ROOT / "odoo_addon" / "ai_agent"
    used = set()
    for folder in ("services", "controllers", "models"):
        for path in (addon / folder).rglob("*.py"):
            used |= set(re.findall(r'AgentError\(\s*"\w+", "(\w+)"', path.read_text(encoding="utf-8")))
    assert used
    assert used <= texts.REASONS.keys()

"""Makes the addon's plain modules importable as `ai_agent.services.…` without running its `__init__`.

No database and no Odoo server is needed. Only `test_texts.py` needs Odoo's package, for its translation functions.
"""

import importlib.util
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "odoo_addon" / "ai_agent"

package = types.ModuleType("ai_agent")
package.__path__ = [str(ADDON)]
sys.modules.setdefault("ai_agent", package)

_spec = importlib.util.spec_from_file_location("scripted_upstream", ADDON / "tests" / "upstream.py")
scripted_upstream = importlib.util.module_from_spec(_spec)
sys.modules["scripted_upstream"] = scripted_upstream
_spec.loader.exec_module(scripted_upstream)


@pytest.fixture
def upstream():
    """A scripted AI service."""
    service = scripted_upstream.Upstream()
    yield service
    service.close()

"""`cargo xtask eval` starts this. The last line with `--json` is one object."""

from __future__ import annotations

import sys
from pathlib import Path

# Before anything of `tests/` is imported.
sys.path.insert(1, str(Path(__file__).parents[2]))

from evaluation.command import main

sys.exit(main())

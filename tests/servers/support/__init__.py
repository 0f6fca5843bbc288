"""What these tests start, look into and kill; and all that the contract's suite has, under the same name.

`support.client`, `support.service`, `support.stream` and `support.targets` are those of `tests/contract`.
"""

from pathlib import Path

__path__.append(str(Path(__file__).parents[2] / "contract" / "support"))

"""What these tests use; and all that the suites of servers and of the contract have, under the same name."""

from pathlib import Path

_TESTS = Path(__file__).parents[2]
__path__ += [str(_TESTS / "servers" / "support"), str(_TESTS / "contract" / "support")]

"""A program whose clock is wrong, among others whose clock is right.

Debian's `faketime` is of no use: in version 0.9.10 `time.sleep` of Python 3.11 fails where the monotonic clock is
left alone, and waiting with a timeout never ends where it is not.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


def wrong_by(seconds: int, directory: Path) -> dict[str, str]:
    """The variables that make a program's clock wrong, and that of all that it starts."""
    library = directory / "clock.so"
    if not library.exists():
        compiler = shutil.which("cc")
        assert compiler, "a wrong clock needs a C compiler, as Rust does: apt-get install gcc"
        command = (compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE))
        subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_WRONG_BY": str(seconds)}

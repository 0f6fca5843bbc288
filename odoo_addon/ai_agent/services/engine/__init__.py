"""The run engine: runs are daemon threads of this process and belong to no HTTP request.

`LiveRun` is a run in memory, `Hub` knows all of this process and writes them down, `work` is
what a run's thread does, with the tools of a `Toolbox`. What they need of the database comes in
as a `Store`.
"""

from .hub import Hub, Notice, Store, StoreAway
from .live import Ending, LiveRun, RunSpec, Used
from .toolbox import Answered, StoredCall, Toolbox
from .work import Task, work

__all__ = [
    "Answered",
    "Ending",
    "Hub",
    "LiveRun",
    "Notice",
    "RunSpec",
    "Store",
    "StoreAway",
    "StoredCall",
    "Task",
    "Toolbox",
    "Used",
    "work",
]

"""Carrying out stored tool calls with the ORM: in a process that may do so, as the user of the run.

- `performing`  one call, from its row to what came of it
- `toolbox`     the engine's `Toolbox`: stores calls, has them carried out here or by an HTTP worker
- `ticket`      what lets the evented process ask a worker for that

What a call may do is decided in `tools/`, `policy/` and `approvals/`.
"""

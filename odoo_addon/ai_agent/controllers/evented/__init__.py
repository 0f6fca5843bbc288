"""What the evented process does by itself: open the door, ask a worker, stream.

It is one process on one core that serves all websockets as well, so nothing in here does ORM
work, holds a cursor while it waits, or computes for long.

- `door`   takes requests before Odoo's dispatch would open a cursor for them
- `relay`  asks an HTTP worker over loopback, with the client's own cookie and headers
"""

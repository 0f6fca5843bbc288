"""What the run engine reads and writes in PostgreSQL, each in a short transaction of its own.

Plain SQL: the engine's threads and greenlets have no request and no user, the evented process must
not do ORM work, and one statement serves all runs of a process. All times are PostgreSQL's
`clock_timestamp()`, in UTC, to the second: clocks of processes and nodes may differ.

- `transact`   a transaction of one's own, tried again where that helps
- `process`    this process's row, whose heartbeat says that its runs live
- `begin`      the rows of a beginning run
- `runs`       the engine's store: events, endings, stop requests, notices
- `calls`      tool calls: stored, claimed, ended, given up
- `going_on`   a run that goes on where a person or a browser was waited for
- `masks`      what is known of the pseudonyms of a conversation
- `branches`   the tree of messages, and which branch is in use
- `pages`      messages as a page of a thread shows them
- `search`     the index of texts, and what is found in it
- `settings`   settings of the service, and limits
- `locks`      who changes a conversation waits for whoever does already
- `claim`      a run that a worker has stored and this process takes over
- `endings`    how an ending is written
- `lost`       endings of runs whose process died
- `events`     stored events for readers
- `tails`      one look for all readers of runs of other processes
- `admission`  limits of runs, counted
- `title`      a title by the service, after the first answer
- `whole`      a conversation for its export
- `erasure`    everything of one user, deleted
- `purge`      conversations deleted for good, with all that hangs on them
- `hub`        the hub of this process

Nothing here knows HTTP or checks rights: callers have done that.
"""

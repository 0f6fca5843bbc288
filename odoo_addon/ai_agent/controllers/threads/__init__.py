"""Routes of conversations, an idea a file.

- `listing`  the list, and what is searched for
- `reading`  a page of messages
- `parts`    what answers are made of: texts, calls, proposals
- `changing` title, pin, archive, branch
- `trash`    deleting, and its undo
- `finding`  the conversation that a route is about
- `shapes`   how a conversation looks in JSON
"""

from . import changing, listing, reading, trash

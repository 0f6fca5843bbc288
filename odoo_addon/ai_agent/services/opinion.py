"""What the route of feedback takes."""

from __future__ import annotations

from dataclasses import dataclass

from .clean import clean
from .errors import AgentError

RATINGS = ("up", "down")
COMMENT_CHARS = 2000


@dataclass(frozen=True)
class Opinion:
    """A rating, None to take it back. None for comment and shared keeps what was there."""

    rating: str | None
    comment: str | None = None
    shared: bool | None = None


def as_shown(rating: str | None, comment: str | None, shared: bool | None) -> dict[str, object] | None:
    """Return an opinion as clients see it; None without a rating."""
    return {"rating": rating, "comment": comment or "", "shared": bool(shared)} if rating else None


def parse_opinion(body: object) -> Opinion:
    """Read a request (docs/contract.md, feedback).

    :raises AgentError: `invalid_input`, or `too_large` for a long comment
    """
    if not isinstance(body, dict) or "rating" not in body:
        raise AgentError("invalid_input")
    rating = body["rating"]
    if rating is None:
        return Opinion(None)
    comment, shared = body.get("comment"), body.get("share")
    if rating not in RATINGS or not isinstance(comment, str | None) or not isinstance(shared, bool | None):
        raise AgentError("invalid_input")
    if comment is not None:
        comment = clean(comment).strip()
        if len(comment) > COMMENT_CHARS:
            raise AgentError("too_large", "long_comment", limit=COMMENT_CHARS)
    return Opinion(rating, comment, shared)

"""What tests say of a thread that was read."""

from __future__ import annotations

import re

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def ids(thread: dict) -> list[str]:
    return [message["id"] for message in thread["messages"]]


def siblings(thread: dict) -> list[list[str]]:
    return [message["siblings"] for message in thread["messages"]]

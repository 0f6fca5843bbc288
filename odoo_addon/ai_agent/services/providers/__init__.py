"""Adapters to AI services: each turns its protocol into `Text`, `ToolCall` and `Usage`."""

from __future__ import annotations

from .agui import stream_agui
from .base import Ask, Piece, Provider, Text, Tool, ToolCall, Turn, Usage
from .openai import stream_openai

PROVIDERS: dict[str, Provider] = {"openai": stream_openai, "agui": stream_agui}

__all__ = ["PROVIDERS", "Ask", "Piece", "Provider", "Text", "Tool", "ToolCall", "Turn", "Usage"]

"""Pseudonyms for values that the AI service must not see, and the way back for the eyes of their user.

Pure: no ORM and no database. Which fields are masked says `policy/`; the key and the known pseudonyms of a conversation
are stored by `models/ai_agent_mask.py`.
"""

from .masks import Masks
from .stream import MaskStream

__all__ = ["MaskStream", "Masks"]

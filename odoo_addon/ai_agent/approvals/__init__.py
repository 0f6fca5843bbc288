"""From a plan to a write that somebody approved: preview, difference, execution, undo.

Plain classes and functions over the ORM, always under the rights of the user whose proposal it is; the models
`ai_agent.proposal` and `ai_agent.audit` only store what is decided here.
"""

from .outcome import Outcome

__all__ = ["Outcome"]

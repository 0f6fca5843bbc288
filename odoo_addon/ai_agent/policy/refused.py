"""How the policy says no."""

from ..services.tools import ToolError


class Refused(ToolError):
    """A model, field or record that is not to be had, named as it was given.

    The reason is the same for what does not exist and for what is hidden: else it would tell which of the two it is.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("forbidden", reason)


def refused_field(model: str, path: object) -> Refused:
    """Return the refusal of a field."""
    return Refused(f"The field “{str(path)[:120]}” of {model[:80]} is not available.")


def refused_model(model: object) -> Refused:
    """Return the refusal of a model."""
    return Refused(f"The model “{str(model)[:80]}” is not available.")


def refused_mask(model: str, path: object) -> Refused:
    """Return the refusal of a use that would tell of a masked value."""
    return Refused(
        f"The field “{str(path)[:120]}” of {model[:80]} is masked:"
        " it can be read, and filtered with =, !=, in and not in only."
    )

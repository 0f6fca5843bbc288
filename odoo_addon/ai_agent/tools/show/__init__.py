"""Tools that show something in the browser that asked.

Each checks what the model gave under the rights and the policy of the user, and returns as `data` the clean arguments
that the browser makes an action of: `model`, and as far as they apply `resId`, `domain`, `groupBy`, `measures`,
`viewType`, `chartType`, `title`. An action itself, with its context and views, is never taken from a model.
"""

from . import adjust, analysis, listed, opened

__all__ = ["adjust", "analysis", "listed", "opened"]

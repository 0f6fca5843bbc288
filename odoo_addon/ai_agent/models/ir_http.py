"""What the page knows of the assistant, and errors of its routes as problem objects."""

from odoo import models
from odoo.http import request
from werkzeug.exceptions import MethodNotAllowed

from ..services import dist

GROUP = "ai_agent.group_user"
PREFIXES = ("/ai_agent/", "/websocket/ai_agent/")


class IrHttp(models.AbstractModel):
    """Adds `ai_agent` to `session_info`, for users of the assistant only."""

    _inherit = "ir.http"

    def session_info(self):
        """Tell the systray where the widget's files are: null if it is not built."""
        info = super().session_info()
        if self.env.user.has_group(GROUP):
            names = dist.manifest()
            files = {key: f"/ai_agent/dist/{names[key]}" for key in ("js", "wasm")} if names else None
            info["ai_agent"] = {
                "dist": files,
                "bootstrap": "/ai_agent/bootstrap",
                "manifest": f"/ai_agent/dist/{dist.MANIFEST}",
            }
        return info

    @classmethod
    def _match(cls, path_info):
        """Make a wrong method a problem object too: it is raised where no error is handled."""
        try:
            return super()._match(path_info)
        except MethodNotAllowed as error:
            if path_info.startswith(PREFIXES):
                error.error_response = cls._handle_error(error)
            raise

    @classmethod
    def _handle_error(cls, exception):
        """Answer problem objects where Odoo answers HTML, also for what fails before a route."""
        if request.httprequest.path.startswith(PREFIXES):
            # Imported here: controllers import models.
            from ..controllers.guard import refuse  # noqa: PLC0415

            return refuse(exception)
        return super()._handle_error(exception)

"""`GET /ai_agent/dist/<name>`: the widget's files, compressed and cached for good."""

from __future__ import annotations

from odoo import http
from odoo.http import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from ..services import dist
from ..services.errors import AgentError
from .answers import problem
from .guard import PREFIX

_YEAR = "public, max-age=31536000, immutable"


class Dist(http.Controller):
    """Public: the widget's code is no secret, and the page may be cached by proxies."""

    # readonly: it touches no record, and may be asked by anybody at any rate.
    @http.route(
        f"{PREFIX}/dist/<string:name>", type="http", auth="public", methods=["GET"], readonly=True, save_session=False
    )
    def dist(self, name: str):
        """Return a file that the manifest names, or the manifest itself."""
        header = request.httprequest.headers.get("Accept-Encoding")
        accept = parse_accept_header(header, Accept)
        allowed = {e for e in ("br", "gzip") if accept.quality(e) > 0}
        found = dist.find(name, allowed)
        if found is None:
            return problem(AgentError("not_found", "no_route_here"), request.env.lang or "en_US")
        headers = [
            ("Content-Type", found.content_type),
            ("Cache-Control", "no-cache" if name == dist.MANIFEST else _YEAR),
            ("Vary", "Accept-Encoding"),
            ("Content-Length", str(found.path.stat().st_size)),
        ]
        if found.encoding:
            headers.append(("Content-Encoding", found.encoding))
        return Response(found.path.read_bytes(), headers=headers)

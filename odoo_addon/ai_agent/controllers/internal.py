"""What the evented process asks of an HTTP worker: carrying out a stored tool call."""

from __future__ import annotations

from odoo import http
from odoo.http import Response, request

from ..calls import ticket
from ..calls.performing import perform


class Internal(http.Controller):
    """Names a row, answers nothing. See `calls/ticket.py`."""

    # csrf=False, auth="none": there is no session and no user; a ticket signed with the database's secret counts.
    @http.route(
        f"{ticket.PATH}<int:pk>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def call(self, pk: int) -> Response:
        """Carry out a call; who has no good ticket, or comes by a proxy, learns nothing."""
        headers = request.httprequest.headers
        forwarded = any(headers.get(name) for name in ticket.PROXY_HEADERS)
        if forwarded or not request.db or not ticket.is_good(request.env.cr, pk, headers.get(ticket.HEADER, "")):
            return Response(status=404)
        perform(request.db, pk)
        return Response(status=204)

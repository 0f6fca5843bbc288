"""A microservice written with pydantic-ai: its AG-UI adapter, and a model that is a function.

It knows nothing of Odoo: the tools come with each request, and whoever asks runs them.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelRequest, ToolReturnPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from pydantic_ai.ui.ag_ui import AGUIAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MODEL = "crm.lead"
SEARCH = {"model": MODEL, "domain": [["name", "=like", "Pydantic %"]], "fields": ["name"], "order": "id"}


async def think(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
    """Search, propose a change of what was found, then say what came of it."""
    returned = _returned_since_the_question(messages)
    offered = {tool.name for tool in info.function_tools}
    if not {"search_records", "update_records"} <= offered:
        yield "I was given no tools."
    elif not returned:
        yield "Let me look. "
        yield _call("search_records", SEARCH)
    elif len(returned) == 1:
        ids = [row[0] for row in _content(returned[0])["data"]["rows"]]
        yield _call("update_records", {"model": MODEL, "ids": ids, "values": {"expected_revenue": 4321}})
    else:
        yield f"After your decision: {json.dumps(_content(returned[-1]))}"


def _call(name: str, arguments: dict[str, object]) -> DeltaToolCalls:
    return {0: DeltaToolCall(name=name, json_args=json.dumps(arguments), tool_call_id=f"theirs-{name}")}


def _returned_since_the_question(messages: list[ModelMessage]) -> list[ToolReturnPart]:
    found: list[ToolReturnPart] = []
    for message in messages:
        for part in message.parts if isinstance(message, ModelRequest) else ():
            if isinstance(part, UserPromptPart):
                found = []
            elif isinstance(part, ToolReturnPart):
                found.append(part)
    return found


def _content(part: ToolReturnPart) -> dict[str, object]:
    return json.loads(part.content) if isinstance(part.content, str) else part.content


agent = Agent(FunctionModel(stream_function=think))


async def run(request: Request) -> Response:
    """Answer one run."""
    if request.headers.get("x-api-key") != os.environ["AGENT_API_KEY"]:
        return JSONResponse({"detail": "wrong key"}, status_code=401)
    return await AGUIAdapter.dispatch_request(request, agent=agent)


app = Starlette(routes=[Route("/", run, methods=["POST"])])

"""An AI agent behind an API key, for Odoo's assistant to talk to: AG-UI over HTTP.

Run it with `uvicorn agent:app --port 8008`; README.md has the steps.
"""

import hmac
import os
from datetime import date

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import APIKeyHeader
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.ui.ag_ui import AGUIAdapter

# The key that Odoo must send. There is no default: a service that anybody may ask is a bill that anybody may run up.
API_KEY = os.environ.get("AGENT_API_KEY", "").strip()
if not API_KEY:
    raise SystemExit("Set AGENT_API_KEY to the key that Odoo will send.")

# The language model: anything that speaks OpenAI's API, a local one by default.
model = OpenAIChatModel(
    os.environ.get("MODEL", "default"),
    provider=OpenAIProvider(
        base_url=os.environ.get("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1"),
        api_key=os.environ.get("OPENAI_API_KEY", "none"),
    ),
)


def days_until(day: date) -> int:
    """Return how many days there are from today until the given day."""
    return (day - date.today()).days


agent = Agent(
    model,
    instructions="You help the users of a business application. Answer briefly.",
    # Very small models cannot call tools; set TOOLS=1 for one that can.
    tools=[days_until] if os.environ.get("TOOLS") else [],
)

app = FastAPI(title="An agent for Odoo", docs_url=None, openapi_url=None)


def check_key(key: str | None = Depends(APIKeyHeader(name="X-API-Key", auto_error=False))) -> None:
    """Refuse whoever does not have the key. The comparison takes the same time for every wrong one."""
    if not hmac.compare_digest((key or "").encode(), API_KEY.encode()):
        raise HTTPException(401, "wrong or missing X-API-Key")


@app.post("/agent", dependencies=[Depends(check_key)])
async def run(request: Request):
    """Answer a `RunAgentInput` with a stream of AG-UI events."""
    # Odoo tells the user's name, language and date in a system message; it holds the key, so it is believed.
    return await AGUIAdapter.dispatch_request(request, agent=agent, manage_system_prompt="client")

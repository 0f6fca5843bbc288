"""Where the settings of the AI service come from, and which key may go where.

Three layers, in this order: the environment, odoo.conf, the system parameters. The URL is that
of the first layer that has one. The key is that of the first layer whose key was given for the
origin (scheme, host and port) of that URL; a key of another origin is not used at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .errors import AgentError
from .origin import ServiceUrl, origin_of, parse_url

TOOLS_CONTEXT_TOKENS = 6000
"""A smaller context has no room for tools, a question and what tools answer."""

KINDS = ("openai", "agui")
KEY_HEADERS = ("x_api_key", "bearer", "both")
TOOL_MODES = ("auto", "on", "off")
DEFAULT_CONTEXT_TOKENS = 8192

ENVIRONMENT, CONFIG_FILE, PARAMETERS = "environment", "config_file", "parameters"
_TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class ServiceConfig:
    """The settings in force. `key` is left out of `repr`, so that no traceback shows it."""

    url: str = ""
    kind: str = "openai"
    key_header: str = "x_api_key"
    model: str = ""
    instructions: str = ""
    context_tokens: int = DEFAULT_CONTEXT_TOKENS
    allow_private: bool = False
    tools: str = "auto"
    """Whether tools are offered: `auto` is as long as the service has not refused them."""
    tools_verdict: str = ""
    """What was found out about a service: its `fingerprint` and `yes` or `no`."""
    title_by_service: bool = False
    """Ask for a title as well when a conversation has its first answer."""
    key: str = field(default="", repr=False)
    url_source: str = ""
    key_source: str = ""
    unused_key: bool = False
    """A key exists, but was given for another origin, or for none."""
    fixed: frozenset[str] = frozenset()
    """Names of fields that the environment or odoo.conf decide."""

    @property
    def configured(self) -> bool:
        """Whether there is a service to ask."""
        return origin_of(self.url) is not None

    @property
    def fingerprint(self) -> str:
        """What tells this service and model from others, without their names."""
        return hashlib.sha256(f"{self.kind} {self.url} {self.model}".encode()).hexdigest()[:16]

    @property
    def calls_tools(self) -> bool:
        """Whether tools are to be offered."""
        if self.tools != "auto":
            return self.tools == "on"
        return self.context_tokens >= TOOLS_CONTEXT_TOKENS and self.tools_verdict != f"{self.fingerprint} no"

    def service_url(self) -> ServiceUrl:
        """The URL in parts.

        :raises AgentError: `not_configured`
        """
        if not self.url:
            raise AgentError("not_configured")
        return parse_url(self.url)

    def key_headers(self) -> dict[str, str]:
        """The headers that carry the key: none without a key."""
        if not self.key:
            return {}
        headers = {}
        if self.key_header in ("x_api_key", "both"):
            headers["X-API-Key"] = self.key
        if self.key_header in ("bearer", "both"):
            headers["Authorization"] = f"Bearer {self.key}"
        return headers


def resolve(
    environ: Mapping[str, str],
    options: Callable[[str], str | None],
    parameters: Callable[[str], str | None],
) -> ServiceConfig:
    """Return the settings in force.

    :param environ: `os.environ`; read: `AI_AGENT_URL`, `_API_KEY`, `_API_KEY_FILE`, `_KIND`,
        `_MODEL`, `_KEY_HEADER`, `_ALLOW_PRIVATE`, `_TOOLS`
    :param options: odoo.conf, by option name: `ai_agent_url`, `ai_agent_api_key`, …
    :param parameters: system parameters, by name: `ai_agent.url`, `ai_agent.api_key`, …
    """
    layers = [
        (ENVIRONMENT, lambda name: environ.get(f"AI_AGENT_{name.upper()}")),
        (CONFIG_FILE, lambda name: options(f"ai_agent_{name}")),
        (PARAMETERS, lambda name: parameters(f"ai_agent.{name}")),
    ]
    fixed: set[str] = set()

    def first(name: str) -> tuple[str, str]:
        for source, read in layers:
            value = (read(name) or "").strip()
            if value:
                if source != PARAMETERS:
                    fixed.add(name)
                return value, source
        return "", ""

    url, url_source = first("url")
    kind, _source = first("kind")
    header, _source = first("key_header")
    model, _source = first("model")
    private, _source = first("allow_private")
    tools, _source = first("tools")
    origin = origin_of(url)
    key = key_source = ""
    unused = False
    for source, read in layers:
        found = _environment_key(environ) if source == ENVIRONMENT else (read("api_key") or "").strip()
        if not found:
            continue
        if source != PARAMETERS:
            fixed.add("api_key")
        bound = read("api_key_origin") if source == PARAMETERS else origin_of(read("url"))
        if origin is not None and bound == origin:
            key, key_source = found, source
            break
        unused = True
    tokens = parameters("ai_agent.context_tokens") or ""
    return ServiceConfig(
        url=url,
        kind=kind if kind in KINDS else KINDS[0],
        key_header=header if header in KEY_HEADERS else KEY_HEADERS[0],
        model=model,
        instructions=(parameters("ai_agent.instructions") or "").strip(),
        context_tokens=int(tokens) if tokens.isdigit() and int(tokens) else DEFAULT_CONTEXT_TOKENS,
        allow_private=private.lower() in _TRUE,
        tools=tools.lower() if tools.lower() in TOOL_MODES else TOOL_MODES[0],
        tools_verdict=parameters("ai_agent.tools_verdict") or "",
        title_by_service=(parameters("ai_agent.title_by_service") or "").lower() in _TRUE,
        key=key,
        url_source=url_source,
        key_source=key_source,
        unused_key=unused and not key,
        fixed=frozenset(fixed),
    )


def is_clean_key(key: str) -> bool:
    """Whether a key can be sent in a header at all: visible ASCII, no spaces."""
    return all("!" <= c <= "~" for c in key)


def _environment_key(environ: Mapping[str, str]) -> str:
    key = environ.get("AI_AGENT_API_KEY", "").strip()
    path = environ.get("AI_AGENT_API_KEY_FILE", "")
    if key or not path:
        return key
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(10_000).strip()
    except (OSError, UnicodeDecodeError):
        return ""

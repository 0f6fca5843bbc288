"""The two servers of the contract, set up to ask the scripted service."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx

from .client import Client
from .service import KEY

FIRST_BYTE_SECONDS = 8
IDLE_SECONDS = 2
TIMEOUT = httpx.Timeout(40)


class DevTarget:
    """The dev server: the suite starts it, one process for each way to set it up."""

    kind = "dev"

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def serving(self, url: str, kind: str = "openai", key: str = KEY, header: str = "x_api_key") -> Iterator[Client]:
        """A client of a server that asks this service; without a URL it asks nobody."""
        port = _free_port()
        env = {name: value for name, value in os.environ.items() if not name.startswith("AI_AGENT_")}
        env |= {"PORT": str(port), "AI_AGENT_URL": url, "AI_AGENT_KIND": kind, "AI_AGENT_API_KEY": key}
        env |= {"AI_AGENT_KEY_HEADER": header, "AI_AGENT_FIRST_BYTE_TIMEOUT": str(FIRST_BYTE_SECONDS)}
        env |= {"AI_AGENT_IDLE_TIMEOUT": str(IDLE_SECONDS), "AI_AGENT_CONNECT_TIMEOUT": "2"}
        process = subprocess.Popen([os.environ["DEV_SERVER_BIN"]], env=env, stdout=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT) as http:
                yield _started(http)
        finally:
            process.terminate()
            process.wait(10)

    @contextmanager
    def main(self, service_url: str) -> Iterator[Client]:
        """The client of most tests: of `CONTRACT_URL` if that is given, else of a server of its own."""
        if self._url:
            with httpx.Client(base_url=self._url, timeout=TIMEOUT) as http:
                yield _started(http)
        else:
            with self.serving(service_url) as client:
                yield client


class OdooTarget:
    """An Odoo that runs: the suite points its settings at the scripted service, and back afterwards."""

    kind = "odoo"

    def __init__(self, url: str) -> None:
        self._url = url
        self.database = os.environ["CONTRACT_DB"]
        self._admin = os.environ.get("CONTRACT_LOGIN", "admin"), os.environ.get("CONTRACT_PASSWORD", "admin")
        self._http = self.login(*self._admin)

    @contextmanager
    def main(self, service_url: str) -> Iterator[Client]:
        """The administrator's client, with settings and limits of the suite."""
        before = self._parameters()
        limits = {"first_byte_seconds": FIRST_BYTE_SECONDS, "idle_seconds": IDLE_SECONDS}
        limits |= {"user_per_minute": 10_000, "user_per_day": 100_000}
        try:
            for name, value in limits.items():
                self.call("ir.config_parameter", "set_param", [f"ai_agent.limit.{name}", str(value)])
            with self.serving(service_url) as client:
                yield client
        finally:
            for name in {*self._parameters(), *before}:
                self.call("ir.config_parameter", "set_param", [name, before.get(name, False)])

    @contextmanager
    def serving(self, url: str, kind: str = "openai", key: str = KEY, header: str = "x_api_key") -> Iterator[Client]:
        """The administrator's client while Odoo asks this service."""
        before = self._parameters()
        self._set(url, kind, key, header)
        try:
            with closing(self.login(*self._admin)) as http:
                yield Client(http).start()
        finally:
            for name, value in before.items():
                self.call("ir.config_parameter", "set_param", [name, value])

    def _set(self, url: str, kind: str, key: str, header: str) -> None:
        values = {
            "ai_agent_url": url,
            "ai_agent_kind": kind,
            "ai_agent_key_header": header,
            "ai_agent_model": "scripted",
        }
        values |= {"ai_agent_allow_private": True, "ai_agent_context_tokens": 60_000, "ai_agent_api_key": key}
        settings = self.call("res.config.settings", "create", [values])
        self.call("res.config.settings", "execute", [[settings] if isinstance(settings, int) else settings])

    def other_user(self, login: str, portal: bool = False, lang: str | None = None) -> httpx.Client:
        """A logged-in session of another user, who is made where there is none."""
        password = os.environ.get("CONTRACT_PASSWORD2", "contract-suite-2")
        if not self.call("res.users", "search", [[("login", "=", login)]]):
            values = {"name": login, "login": login, "password": password}
            if lang:
                self._install_language(lang)
                values["lang"] = lang
            if portal:
                group = self.call("ir.model.data", "search_read", [[("name", "=", "group_portal")], ["res_id"]])
                values["group_ids"] = [(6, 0, [group[0]["res_id"]])]
            self.call("res.users", "create", [values])
        return self.login(login, password)

    def _install_language(self, code: str) -> None:
        found = self.call("res.lang", "search_read", [[("code", "=", code)], ["active"]], active_test=False)
        if not found[0]["active"]:
            wizard = self.call("base.language.install", "create", [{"lang_ids": [(6, 0, [found[0]["id"]])]}])
            self.call("base.language.install", "lang_install", [[wizard] if isinstance(wizard, int) else wizard])

    def login(self, login: str, password: str) -> httpx.Client:
        http = httpx.Client(base_url=self._url, timeout=TIMEOUT)
        params = {"db": self.database, "login": login, "password": password}
        response = http.post("/web/session/authenticate", json={"jsonrpc": "2.0", "params": params})
        assert response.json().get("result", {}).get("uid"), f"{login} cannot log in"
        return http

    def api_key(self) -> str:
        """A new Odoo API key of the administrator, as the profile makes it."""
        wizard = self.call("res.users.apikeys.description", "create", [[{"name": "contract", "duration": "1"}]])
        action = self.call("res.users.apikeys.description", "make_key", [wizard])
        if action["res_model"] == "res.users.identitycheck":
            action = self.call("res.users.identitycheck", "run_check", [[action["res_id"]]], password=self._admin[1])
        return action["context"]["default_key"]

    def call(self, model: str, method: str, args: list, **context: object) -> object:
        """Call a method as the administrator."""
        params = {"model": model, "method": method, "args": args, "kwargs": {"context": context} if context else {}}
        response = self._http.post("/web/dataset/call_kw", json={"jsonrpc": "2.0", "params": params})
        body = response.json()
        assert "error" not in body, body["error"].get("data", body["error"])
        return body["result"]

    def _parameters(self) -> dict[str, str]:
        found = self.call("ir.config_parameter", "search_read", [[("key", "=like", "ai_agent.%")], ["key", "value"]])
        return {row["key"]: row["value"] for row in found}


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _started(http: httpx.Client) -> Client:
    end = time.monotonic() + 15
    while True:
        try:
            return Client(http).start()
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)

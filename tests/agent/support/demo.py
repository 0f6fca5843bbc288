"""The Odoo of these tests: people who log in, settings, and the database itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from scripted import KEY, Service

from .client import Client
from .odoo import Odoo
from .postgres import Postgres
from .targets import OdooTarget

ZONE = "Europe/Brussels"
"""Of the people of Odoo's demo data."""
PASSWORD = "sales-7c1f-people"


class Demo:
    """One server with the demo data."""

    def __init__(self, odoo: Odoo, postgres: Postgres, url: str | None = None) -> None:
        self.odoo, self.postgres = odoo, postgres
        self.url = url or odoo.url
        self.target = OdooTarget(self.url)
        self._clients: dict[str, Client] = {}

    def client(self, login: str, password: str | None = None) -> Client:
        """The session of a person."""
        if login not in self._clients:
            self._clients[login] = Client(self.target.login(login, password or login)).start()
        return self._clients[login]

    def call(self, model: str, method: str, *arguments: object, **context: object) -> Any:
        """Call a method as the administrator."""
        return self.target.call(model, method, list(arguments), **context)

    def call_with(self, model: str, method: str, arguments: list[Any], **named: object) -> Any:
        """The same with arguments by name."""
        params = {"model": model, "method": method, "args": arguments, "kwargs": named}
        response = self.client("admin").http.post("/web/dataset/call_kw", json={"jsonrpc": "2.0", "params": params})
        body = response.json()
        assert "error" not in body, body["error"].get("data", body["error"])
        return body["result"]

    def create(self, model: str, **values: object) -> int:
        """Make a record as the administrator."""
        made = self.call(model, "create", [values])
        return made[0] if isinstance(made, list) else made

    def rows(self, query: str, **parameters: object) -> list[tuple]:
        """What SQL gives. `%(name)s` are the parameters."""
        connection = self.postgres.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def value(self, query: str, **parameters: object) -> Any:
        """The one value that SQL gives."""
        ((value,),) = self.rows(query, **parameters)
        return value

    def user_id(self, login: str) -> int:
        return self.value("select id from res_users where login = %(login)s", login=login)

    def today(self) -> datetime.date:
        """The date where the people are."""
        return datetime.datetime.now(ZoneInfo(ZONE)).date()

    def salesman(self, login: str) -> int:
        """A person who sees only own documents of sales, made where there is none."""
        found = self.rows("select id from res_users where login = %(login)s", login=login)
        if found:
            return found[0][0]
        groups = [self._group("base", "group_user"), self._group("sales_team", "group_sale_salesman")]
        values = {"name": login.title(), "login": login, "password": PASSWORD, "group_ids": [(6, 0, groups)]}
        return self.create("res.users", **values, tz=ZONE, email=f"{login}@example.com")

    def configure(self, service: Service, kind: str = "openai") -> None:
        """Let Odoo ask this service."""
        self.settings(url=service.url(kind), kind=kind, api_key=KEY)

    def settings(self, **given: object) -> None:
        """Enter settings of the assistant as the administrator does; names without `ai_agent_`."""
        values = {
            "key_header": "x_api_key",
            "model": "scripted",
            "allow_private": True,
            "context_tokens": 60_000,
            **given,
        }
        made = self.create("res.config.settings", **{f"ai_agent_{name}": value for name, value in values.items()})
        self.call("res.config.settings", "execute", [made])

    @contextmanager
    def asking(self, service: Service, kind: str) -> Iterator[None]:
        """Another kind of service for a while."""
        if kind == "openai":
            yield
            return
        self.configure(service, kind)
        try:
            yield
        finally:
            self.configure(service)

    def parameter(self, name: str, value: object) -> None:
        """Set a system parameter."""
        self.call("ir.config_parameter", "set_param", name, value)

    def prepare(self, service: Service) -> None:
        """What all tests want: the service, and limits that fit a hurried person."""
        for name in ("user_running", "user_per_minute", "user_per_day"):
            self.parameter(f"ai_agent.limit.{name}", "100000")
        self.configure(service)

    def _group(self, module: str, name: str) -> int:
        query = (
            "select res_id from ir_model_data where model = 'res.groups' and module = %(module)s and name = %(name)s"
        )
        return self.value(query, module=module, name=name)

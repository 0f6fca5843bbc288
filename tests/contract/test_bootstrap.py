"""GET /ai_agent/bootstrap."""

from contextlib import closing

import httpx
import pytest
from support.client import Client, problem
from support.service import KEY


def test_it_has_everything_the_widget_needs(client: Client):
    boot = client.boot
    assert isinstance(boot["user"]["id"], int)
    assert boot["user"]["name"]
    assert boot["database"]
    assert boot["timeZone"]
    assert boot["lang"].count("_") == 0
    assert boot["direction"] in {"ltr", "rtl"}
    assert all(isinstance(company["id"], int) and company["name"] for company in boot["companies"])
    assert boot["base"] == "/ai_agent"
    assert boot["runBase"] == "/websocket/ai_agent"
    assert boot["configured"] is True
    assert isinstance(boot["isManager"], bool)
    assert isinstance(boot["settingsUrl"], str)
    always = dict.fromkeys(("threads", "stop", "search", "branches", "feedback", "export"), True)
    depends = {name: boot["capabilities"][name] for name in ("tools", "approvals")}
    assert boot["capabilities"] == always | depends
    assert all(isinstance(can, bool) for can in depends.values())
    assert (boot["toolsNote"] is None) == depends["tools"]
    assert boot["limits"]["promptChars"] > 0
    assert boot["limits"]["undoSeconds"] == 600
    assert all(isinstance(starter, str) and starter for starter in boot["starters"])
    assert all(isinstance(text, str) for text in boot["texts"].values())


def test_it_has_every_text(client: Client):
    assert {"composer.placeholder", "error.internal", "error.service_error"} <= client.boot["texts"].keys()


def test_it_is_not_kept_and_has_no_key(client: Client):
    response = client.get("/bootstrap")
    assert "no-store" in response.headers["cache-control"]
    assert KEY not in response.text


def test_a_service_that_is_not_set_up_is_told_and_refused(target):
    with target.serving("", key="") as client:
        assert client.boot["configured"] is False
        problem(client.post("/run", json=client.input("Hello")), "not_configured")


@pytest.mark.only("odoo")
def test_nobody_logged_in_is_told_so(target):
    with httpx.Client(base_url=target._url, params={"db": target.database}) as nobody:
        problem(nobody.get("/ai_agent/bootstrap"), "unauthenticated")
        problem(nobody.post("/ai_agent/run", json={}), "unauthenticated")
        problem(nobody.get("/websocket/ai_agent/runs/x/events"), "unauthenticated")


@pytest.mark.only("odoo")
def test_a_portal_user_is_refused(target):
    with closing(target.other_user("contract-portal", portal=True)) as http:
        problem(http.get("/ai_agent/bootstrap"), "forbidden")

"""What the other tests rely on: the processes are there, can be killed one by one, and Odoo goes on."""

import httpx
import pytest
from support.odoo import Odoo
from support.process import lives
from support.stack import Stack


@pytest.fixture(scope="module")
def odoo(stack: Stack):
    with stack.prefork(workers=2) as odoo:
        yield odoo


def _answers(url: str) -> bool:
    return httpx.get(f"{url}/web/login", timeout=20).status_code == 200


def test_a_server_has_its_processes(odoo: Odoo):
    assert len(set(odoo.http_workers())) == 2
    assert len(odoo.cron_workers()) == 1
    assert odoo.evented()
    assert httpx.get(f"{odoo.gevent_url}/websocket/health").json() == {"status": "pass"}


def test_a_killed_worker_is_replaced(odoo: Odoo):
    killed = odoo.http_workers()[0]
    odoo.kill_process(killed)
    odoo.wait_for_processes(without=killed)
    assert killed not in odoo.http_workers()
    assert _answers(odoo.url)


def test_a_killed_evented_process_is_replaced(odoo: Odoo):
    killed = odoo.evented()
    assert killed
    odoo.kill_process(killed)
    odoo.wait_for_processes(without=killed)
    assert httpx.get(f"{odoo.gevent_url}/websocket/health").json() == {"status": "pass"}


@pytest.mark.parametrize("how", ["restart", "restart_immediately", "kill"])
def test_odoo_survives_its_database_server(stack: Stack, odoo: Odoo, how: str):
    if how == "kill":
        stack.postgres.kill()
        stack.postgres.start()
    else:
        getattr(stack.postgres, how)()
    odoo.come_back()
    assert stack.postgres.rows("SELECT 1") == [(1,)]


def test_nothing_of_a_killed_server_is_left(stack: Stack):
    odoo = stack.prefork(workers=1)
    processes = odoo.descendants()
    odoo.kill()
    assert len(processes) == 3
    assert not any(lives(process) for process in processes)

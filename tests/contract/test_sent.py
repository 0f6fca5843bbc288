"""What was sent to the AI service is its user's to see."""

from support.client import Client, new_id, problem


def test_the_exact_text_that_was_sent(client: Client, service):
    run = client.ask("What do you send?")
    asked = service.requests[-1]["body"]["messages"]
    said = client.get(f"/runs/{run.id}/sent")
    assert said.status_code == 200
    assert said.json()["messages"] == asked
    assert said.headers["cache-control"] == "no-store"


def test_what_is_not_there_was_not_sent(client: Client):
    problem(client.get(f"/runs/{new_id()}/sent"), "not_found")

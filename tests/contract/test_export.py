"""A thread as a file."""

import re

import pytest
from support.client import Client, problem, user
from support.threads import TIME, ids

MINUTE = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"


def _export(client: Client, thread: str, kind: str, **params: object):
    response = client.get(f"/threads/{thread}/export", params=params)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"].lower() == f"{kind}; charset=utf-8"
    assert "no-store" in response.headers["cache-control"]
    assert response.headers["content-disposition"].startswith("attachment")
    return response


@pytest.mark.parametrize("params", [{}, {"format": "md"}])
def test_markdown_has_the_branch_as_it_was_written(client: Client, params):
    run = client.ask("mode:echo **Bold** and | a | table |\n\n```\ncode\n```")
    client.change(run.thread, title="The Belgian VAT")
    text = _export(client, run.thread, "text/markdown", **params).text
    lines = text.splitlines()
    assert lines[0] == "# The Belgian VAT"
    assert re.search(r"\d{4}-\d\d-\d\d", next(line for line in lines[1:] if line))
    headings = [line for line in lines if line.startswith("## ")]
    assert re.fullmatch(f"## You · {MINUTE}", headings[0])
    assert re.fullmatch(f"## Assistant · {MINUTE}", headings[1])
    assert len(headings) == 2
    assert f"\n{run.text.strip()}\n" in text
    assert "JSON" not in text


def test_markdown_counts_what_other_branches_have(client: Client):
    run = client.ask("mode:echo Not shown")
    client.ask("mode:echo Shown", threadId=run.thread, forwardedProps={"parentId": None})
    text = _export(client, run.thread, "text/markdown").text
    assert "mode:echo Not shown" not in text.split("\n## ", 1)[1]
    last = text.strip().splitlines()[-1]
    assert re.search(r"\b2\b", last)
    assert "JSON" in last


def test_json_has_all_branches(client: Client):
    first = client.ask("One")
    again = client.ask(threadId=first.thread, messages=[user("One", first.question)])
    other = client.ask("Two", threadId=first.thread, forwardedProps={"parentId": None})
    client.change(first.thread, head=first.message)
    client.post(f"/messages/{again.message}/feedback", json={"rating": "down", "comment": "No"})
    thread = client.thread(first.thread)
    whole = _export(client, first.thread, "application/json", format="json").json()
    messages = whole.pop("messages")
    assert whole == {
        "id": first.thread,
        "title": thread["title"],
        "createdAt": thread["createdAt"],
        "updatedAt": thread["updatedAt"],
        "head": first.message,
    }
    expected = [first.question, first.message, again.message, other.question, other.message]
    assert [message["id"] for message in messages] == expected
    fields = {"id", "role", "content", "createdAt", "parentId", "status", "feedback"}
    assert all(message.keys() == fields and TIME.fullmatch(message["createdAt"]) for message in messages)
    assert [message["parentId"] for message in messages] == [None, first.question, first.question, None, other.question]
    assert [message["status"] for message in messages] == [None, "finished", "finished", None, "finished"]
    assert messages[2]["feedback"] == {"rating": "down", "comment": "No", "shared": False}
    shown = {message["id"]: message for message in thread["messages"]}
    for message in messages:
        if message["id"] in shown:
            assert message.items() <= shown[message["id"]].items()


def test_a_thread_that_failed_can_be_exported(client: Client):
    run = client.ask("mode:500")
    assert ids(_export(client, run.thread, "application/json", format="json").json()) == [run.question]
    assert "mode:500" in _export(client, run.thread, "text/markdown").text


@pytest.mark.parametrize(
    "title",
    ["Belgian VAT", "é 税 🙂", 'a"; x="b', "../../etc/passwd", "a\\b/c:d*e?f<g>h|i", "...", "%0d%0aX-Forged: 1", "CON"],
)
def test_the_files_name_is_made_of_the_title_and_safe(client: Client, title):
    run = client.ask("Hi")
    client.change(run.thread, title=title)
    response = _export(client, run.thread, "text/markdown")
    disposition = response.headers["content-disposition"]
    assert "x-forged" not in response.headers
    name = re.search(r'filename="([^"]+)"', disposition)
    assert name, disposition
    assert name[1].endswith(".md")
    assert not set('/\\:*?"<>|') & set(name[1])
    assert not name[1].startswith(".")
    if title == "Belgian VAT":
        assert "Belgian" in disposition
        assert "VAT" in disposition


@pytest.mark.parametrize("bad", ["html", "MD", "md,json", "../json"])
def test_another_format_is_invalid(client: Client, bad):
    run = client.ask("Hi")
    problem(client.get(f"/threads/{run.thread}/export", params={"format": bad}), "invalid_input")

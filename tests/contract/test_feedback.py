"""What a person thinks of an answer."""

import pytest
from support.client import Client, Run, new_id, problem


@pytest.fixture
def run(client: Client) -> Run:
    return client.ask("Hi")


def _rate(client: Client, run: Run, **body: object) -> object:
    response = client.post(f"/messages/{run.message}/feedback", json=body)
    assert response.status_code == 200, response.text
    assert response.json().keys() == {"feedback"}
    feedback = response.json()["feedback"]
    question, answer = client.thread(run.thread)["messages"]
    assert answer["feedback"] == feedback
    assert question["feedback"] is None
    return feedback


def test_an_answer_is_rated_and_rated_again(client: Client, run):
    assert _rate(client, run, rating="up") == {"rating": "up", "comment": "", "shared": False}
    assert _rate(client, run, rating="down", comment="Wrong rate", share=True) == {
        "rating": "down",
        "comment": "Wrong rate",
        "shared": True,
    }


def test_what_is_absent_stays_as_it_was(client: Client, run):
    _rate(client, run, rating="down", comment="Wrong rate", share=True)
    assert _rate(client, run, rating="up") == {"rating": "up", "comment": "Wrong rate", "shared": True}
    assert _rate(client, run, rating="up", share=False) == {"rating": "up", "comment": "Wrong rate", "shared": False}
    assert _rate(client, run, rating="up", comment="") == {"rating": "up", "comment": "", "shared": False}


def test_without_a_rating_nothing_is_left(client: Client, run):
    _rate(client, run, rating="down", comment="Wrong rate", share=True)
    assert _rate(client, run, rating=None, comment="ignored", share=True) is None
    assert _rate(client, run, rating=None) is None
    assert _rate(client, run, rating="up") == {"rating": "up", "comment": "", "shared": False}


def test_feedback_is_no_activity(client: Client, run):
    before = client.thread(run.thread)
    client.ask("A newer thread")
    _rate(client, run, rating="up")
    after = client.thread(run.thread)
    assert after["updatedAt"] == before["updatedAt"]
    assert client.listed()[0]["id"] != run.thread


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"comment": "Good"},
        {"rating": "sideways"},
        {"rating": ""},
        {"rating": 1},
        {"rating": True},
        {"rating": ["up"]},
        {"rating": "up", "comment": 7},
        {"rating": "up", "comment": ["x"]},
        {"rating": "up", "share": 1},
        {"rating": "up", "share": "yes"},
    ],
)
def test_feedback_that_is_none_is_invalid(client: Client, run, body):
    before = _rate(client, run, rating="down", comment="Before")
    problem(client.post(f"/messages/{run.message}/feedback", json=body), "invalid_input")
    assert client.thread(run.thread)["messages"][1]["feedback"] == before


def test_a_comment_has_at_most_2000_characters(client: Client, run):
    assert _rate(client, run, rating="up", comment="é" * 2000)["comment"] == "é" * 2000
    body = {"rating": "up", "comment": "é" * 2001}
    problem(client.post(f"/messages/{run.message}/feedback", json=body), "too_large")


def test_a_comment_is_kept_as_it_was_written(client: Client, run):
    comment = "Two\nlines, <b>no markup</b> & 🙂"
    assert _rate(client, run, rating="up", comment=comment)["comment"] == comment


def test_only_answers_that_are_there_are_rated(client: Client, run):
    problem(client.post(f"/messages/{run.question}/feedback", json={"rating": "up"}), "invalid_input")
    problem(client.post(f"/messages/{new_id()}/feedback", json={"rating": "up"}), "not_found")


def test_an_answer_of_another_branch_can_be_rated(client: Client, run):
    client.ask("Elsewhere", threadId=run.thread, forwardedProps={"parentId": None})
    response = client.post(f"/messages/{run.message}/feedback", json={"rating": "up"})
    assert response.status_code == 200
    client.change(run.thread, head=run.message)
    assert client.thread(run.thread)["messages"][1]["feedback"]["rating"] == "up"

"""The list of threads: pins, the archive, titles, and the changes that make them."""

import pytest
from support.client import Client, new_id, next_second, problem
from support.threads import TIME

ITEM = {"id", "title", "createdAt", "updatedAt", "pinned", "archived"}


@pytest.fixture
def three(client: Client):
    """Three threads, the oldest first."""
    made = [client.ask(f"Of three, number {number}").thread for number in range(3)]
    yield made
    for thread in made:
        client.delete(f"/threads/{thread}", params={"now": 1})


def _order(client: Client, made: list[str], **params: object) -> list[int]:
    """Which of these threads are listed, in which order."""
    return [made.index(thread["id"]) for thread in client.listed(**params) if thread["id"] in made]


def test_a_thread_in_the_list_says_what_it_is(client: Client, three):
    listed = next(thread for thread in client.listed() if thread["id"] == three[0])
    assert listed.keys() == ITEM | {"match"}
    assert listed["title"] == "Of three, number 0"
    assert TIME.fullmatch(listed["createdAt"])
    assert TIME.fullmatch(listed["updatedAt"])
    assert (listed["pinned"], listed["archived"], listed["match"]) == (False, False, None)


def test_pinned_ones_come_first_each_group_newest_first(client: Client, three):
    assert _order(client, three) == [2, 1, 0]
    client.change(three[0], pinned=True)
    assert _order(client, three) == [0, 2, 1]
    client.change(three[1], pinned=True)
    assert _order(client, three) == [1, 0, 2]
    assert client.get("/threads", params={"limit": 2}).json()["threads"][1]["pinned"] is True
    client.change(three[1], pinned=False)
    assert _order(client, three) == [0, 2, 1]


def test_pages_meet_at_any_size_with_pins_among_them(client: Client, three):
    client.change(three[1], pinned=True)
    whole = [thread["id"] for thread in client.listed()]
    for limit in (1, 2, 7):
        seen, cursor = [], None
        for _ in range(4):
            page = client.get("/threads", params={"limit": limit, **({"cursor": cursor} if cursor else {})}).json()
            seen += [thread["id"] for thread in page["threads"]]
            cursor = page["nextCursor"]
            if cursor is None:
                break
        assert seen == whole[: len(seen)]
        assert len(seen) >= min(3, 4 * limit)


def test_the_archive_is_a_list_of_its_own(client: Client, three):
    assert client.change(three[1], archived=True)["archived"] is True
    assert _order(client, three) == [2, 0]
    assert _order(client, three, archived=0) == [2, 0]
    assert _order(client, three, archived=1) == [1]
    assert client.thread(three[1])["archived"] is True
    client.change(three[1], archived=False)
    assert _order(client, three) == [2, 1, 0]
    assert _order(client, three, archived=1) == []


def test_pinned_ones_come_first_in_the_archive_too(client: Client, three):
    for thread in three:
        client.change(thread, archived=True)
    client.change(three[0], pinned=True)
    assert _order(client, three, archived=1) == [0, 2, 1]
    assert _order(client, three, archived=1, limit=1) == [0, 2, 1]


def test_a_new_question_takes_a_thread_out_of_the_archive(client: Client, three):
    client.change(three[0], archived=True)
    next_second()
    client.ask("Once more", threadId=three[0])
    assert client.thread(three[0])["archived"] is False
    assert _order(client, three) == [0, 2, 1]


@pytest.mark.parametrize("bad", ["2", "true", "-1", "x"])
def test_the_archive_is_asked_for_with_0_or_1(client: Client, bad):
    problem(client.get("/threads", params={"archived": bad}), "invalid_input")


def test_a_change_answers_with_the_thread_and_is_no_activity(client: Client, three):
    before = client.thread(three[0])
    head = before["messages"][0]["id"]
    changed = client.change(three[0], title="Another title", pinned=True, archived=True, head=head)
    assert changed == {
        "id": three[0],
        "title": "Another title",
        "createdAt": before["createdAt"],
        "updatedAt": before["updatedAt"],
        "pinned": True,
        "archived": True,
    }
    after = client.thread(three[0])
    assert {name: after[name] for name in ITEM} == changed
    assert after["messages"] == before["messages"]
    client.change(three[0], pinned=False, archived=False)
    assert _order(client, three) == [2, 1, 0]


def test_a_title_is_one_line(client: Client, three):
    assert client.change(three[0], title="  Belgian \n\t VAT ")["title"] == "Belgian VAT"
    assert client.change(three[0], title="é" * 200)["title"] == "é" * 200
    problem(client.patch(f"/threads/{three[0]}", json={"title": "é" * 201}), "invalid_input")


def test_a_title_by_hand_stays_and_an_empty_one_brings_the_first_back(client: Client, three):
    first = client.thread(three[0])["title"]
    client.change(three[0], title="Mine")
    client.ask("Another question", threadId=three[0])
    assert client.thread(three[0])["title"] == "Mine"
    assert client.change(three[0], title=" \n ")["title"] == first
    client.ask("A third question", threadId=three[0])
    assert client.thread(three[0])["title"] == first


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": None},
        {"title": 7},
        {"title": ["x"]},
        {"pinned": 1},
        {"pinned": None},
        {"pinned": "true"},
        {"archived": 0},
        {"archived": "false"},
        {"head": None},
        {"head": 7},
        {"head": ""},
        {"head": "x" * 129},
        {"updatedAt": "2026-01-31T12:00:00Z"},
        {"pinned": True, "colour": "red"},
    ],
)
def test_a_change_that_is_none_is_invalid_and_leaves_everything(client: Client, three, body):
    before = client.thread(three[0])
    problem(client.patch(f"/threads/{three[0]}", json=body), "invalid_input")
    problem(client.patch(f"/threads/{three[0]}", json={**body, "head": new_id()}), "invalid_input")
    assert client.thread(three[0]) == before


def test_a_refused_change_does_nothing_of_what_it_asks(client: Client, three):
    body = {"title": "Not this", "pinned": True, "archived": True, "head": new_id()}
    problem(client.patch(f"/threads/{three[0]}", json=body), "invalid_input")
    thread = client.thread(three[0])
    assert thread["title"] != "Not this"
    assert (thread["pinned"], thread["archived"]) == (False, False)

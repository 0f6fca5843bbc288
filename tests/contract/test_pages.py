"""Pages of a branch: both ways, and around a message."""

import pytest
from support.client import Client, new_id, problem
from support.threads import ids


@pytest.fixture(scope="module")
def six(client: Client) -> tuple[str, list[str]]:
    """A thread of three turns and the ids of its messages, with a branch that is not shown."""
    thread, expected = new_id(), []
    for number in range(3):
        run = client.ask(f"Turn {number}", threadId=thread)
        expected += [run.question, run.message]
    client.ask("Aside", threadId=thread, forwardedProps={"parentId": None})
    client.change(thread, head=expected[-1])
    return thread, expected


def _page(client: Client, six, **params: object) -> tuple[list[int], int | None, int | None]:
    """Which of the six are on a page, and where its cursors point."""
    thread, expected = six
    page = client.thread(thread, **params)
    cursors = (page["previousCursor"], page["nextCursor"])
    places = [None if cursor is None else expected.index(cursor) for cursor in cursors]
    return [expected.index(name) for name in ids(page)], *places


def test_a_thread_opens_at_its_end(client: Client, six):
    assert _page(client, six) == ([0, 1, 2, 3, 4, 5], None, None)
    assert _page(client, six, limit=4) == ([2, 3, 4, 5], 2, None)
    assert _page(client, six, limit=6) == ([0, 1, 2, 3, 4, 5], None, None)


def test_pages_before_and_after_a_message(client: Client, six):
    _, expected = six
    assert _page(client, six, limit=2, before=expected[4]) == ([2, 3], 2, 3)
    assert _page(client, six, limit=4, before=expected[2]) == ([0, 1], None, 1)
    assert _page(client, six, limit=2, after=expected[0]) == ([1, 2], 1, 2)
    assert _page(client, six, limit=4, after=expected[1]) == ([2, 3, 4, 5], 2, None)
    assert _page(client, six, limit=4, after=expected[4]) == ([5], 5, None)


def test_nothing_is_before_the_first_and_after_the_last(client: Client, six):
    thread, expected = six
    assert client.thread(thread, before=expected[0])["messages"] == []
    assert client.thread(thread, after=expected[-1])["messages"] == []


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 200])
def test_a_page_around_a_message_holds_it(client: Client, six, limit):
    _, expected = six
    for place, name in enumerate(expected):
        seen, before, after = _page(client, six, limit=limit, around=name)
        assert place in seen
        assert seen == list(range(seen[0], seen[0] + len(seen)))
        assert 1 <= len(seen) <= limit
        assert (before is not None) == (seen[0] > 0)
        assert (after is not None) == (seen[-1] < 5)


def test_a_page_around_a_message_has_about_half_on_each_side(client: Client, six):
    seen, _, _ = _page(client, six, limit=4, around=six[1][3])
    assert seen in ([1, 2, 3, 4], [2, 3, 4, 5])


@pytest.mark.parametrize("name", ["before", "after", "around"])
@pytest.mark.parametrize("bad", ["nobody", "no such cursor", "x" * 129, "é", "0", "\x00"])
def test_a_place_that_is_none_is_invalid(client: Client, six, name, bad):
    problem(client.get(f"/threads/{six[0]}", params={name: bad}), "invalid_input")


@pytest.mark.parametrize("name", ["before", "after", "around"])
def test_a_message_of_another_thread_is_no_place(client: Client, six, name):
    elsewhere = client.ask("Elsewhere")
    problem(client.get(f"/threads/{six[0]}", params={name: elsewhere.message}), "invalid_input")


def test_of_a_branch_that_is_not_shown_only_what_is_before_a_message_is_read(client: Client):
    first = client.ask("One")
    second = client.ask("Two", threadId=first.thread)
    client.ask("Aside", threadId=first.thread, forwardedProps={"parentId": None})
    for name in ("after", "around"):
        problem(client.get(f"/threads/{first.thread}", params={name: second.question}), "invalid_input")
    page = client.thread(first.thread, before=second.message)
    assert ids(page) == [first.question, first.message, second.question]
    assert (page["previousCursor"], page["nextCursor"]) == (None, second.question)


@pytest.mark.parametrize("names", [("before", "after"), ("before", "around"), ("after", "around")])
def test_at_most_one_place_is_given(client: Client, six, names):
    params = dict.fromkeys(names, six[1][2])
    problem(client.get(f"/threads/{six[0]}", params=params), "invalid_input")

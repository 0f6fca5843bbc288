"""Whatever is asked, edited, answered again, opened and undone: the thread is the one of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.client import Client, Run, new_id, user
from support.service import Service
from support.threads import ids
from support.tree import Message, Tree

# Not hypothesis's state machines: those leave rules out at random, which so few runs cannot afford.
STEPS = (
    "walk_between_siblings",
    "edit_a_question",
    "walk_between_siblings",
    "open_a_branch",
    "answer_again",
    "walk_between_siblings",
    "ask_at_the_head",
    "open_a_branch",
    "ask_after_a_message_of_the_list",
    "a_parent_said_outright_wins",
    "ask_in_vain",
    "answer_again_in_vain",
    "rate",
    "delete_and_restore",
)
NUMBERS = st.integers(0, 999)
STEP = st.tuples(st.sampled_from(STEPS), NUMBERS, NUMBERS, st.integers(1, 7))
STEPS_OF_A_RUN = st.lists(STEP, min_size=20, max_size=25)


def _few(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@_few(9)
@given(steps=STEPS_OF_A_RUN)
def test_a_thread_is_always_the_one_of_the_model(client: Client, service, steps):
    thread = _Thread(client, service)
    thread.ask_at_the_head(0, 0)
    for name, pick, other, limit in steps:
        getattr(thread, name)(pick, other)
        thread.check(limit, other)


@_few(6)
@given(parents=st.lists(NUMBERS, min_size=10, max_size=10), opened=st.lists(NUMBERS, min_size=30, max_size=30))
def test_walking_in_a_tree_opens_the_leaves_last_seen(client: Client, service, parents, opened):
    thread = _Thread(client, service)
    thread.ask_at_the_head(0, 0)
    for pick in parents:
        thread.ask_anywhere(pick, 0)
    for pick in opened:
        thread.open_what_is_not_shown(pick, 0)
        assert ids(client.thread(thread.thread)) == thread.tree.branch
    thread.check(7, 0)


class _Thread:
    """A thread of the server and its model; `pick` and `other` choose messages."""

    def __init__(self, client: Client, service: Service) -> None:
        self.client = client
        self.service = service
        self.thread = new_id()
        self.tree = Tree()
        self.count = 0

    def ask_at_the_head(self, _pick: int, _other: int) -> None:
        self._ask(self.tree.head)

    def ask_in_vain(self, _pick: int, _other: int) -> None:
        with self._refusing():
            self._ask(self.tree.head)

    def edit_a_question(self, pick: int, _other: int) -> None:
        parent = self._pick(pick, "user").parent
        self._ask(parent, forwardedProps={"parentId": parent})

    def ask_anywhere(self, pick: int, _other: int) -> None:
        places = [None, *(message.id for message in self.tree.messages)]
        parent = places[pick % len(places)]
        self._ask(parent, forwardedProps={"parentId": parent})

    def ask_after_a_message_of_the_list(self, pick: int, _other: int) -> None:
        parent = self._pick(pick)
        self._ask(parent.id, before=[parent])

    def a_parent_said_outright_wins(self, pick: int, other: int) -> None:
        parent = self._pick(pick)
        self._ask(parent.id, before=[self._pick(other)], forwardedProps={"parentId": parent.id})

    def answer_again(self, pick: int, _other: int) -> None:
        question = self._pick(pick, "user")
        messages = [user(question.content, question.id)]
        run = self.client.ask(threadId=self.thread, messages=messages, forwardedProps={"parentId": None})
        self.tree.again(question.id)
        self._take_answer(run)

    def answer_again_in_vain(self, pick: int, other: int) -> None:
        with self._refusing():
            self.answer_again(pick, other)

    def walk_between_siblings(self, pick: int, _other: int) -> None:
        shown = self.tree.branch
        beside = [name for here in shown for name in self.tree.siblings(here) if name not in shown]
        if beside:
            self._open(beside[pick % len(beside)])

    def open_a_branch(self, pick: int, _other: int) -> None:
        self._open(self._pick(pick).id)

    def open_what_is_not_shown(self, pick: int, _other: int) -> None:
        hidden = [message.id for message in self.tree.messages if message.id not in self.tree.branch]
        if hidden:
            self._open(hidden[pick % len(hidden)])

    def rate(self, pick: int, other: int) -> None:
        answer = self._pick(pick, "assistant")
        rating = ("up", "down", None)[other % 3]
        response = self.client.post(f"/messages/{answer.id}/feedback", json={"rating": rating})
        assert response.status_code == 200
        answer.feedback = rating and {"rating": rating, "comment": "", "shared": False}

    def delete_and_restore(self, _pick: int, _other: int) -> None:
        assert self.client.delete(f"/threads/{self.thread}").status_code == 204
        assert self.client.get(f"/threads/{self.thread}").status_code == 404
        assert self.client.post(f"/threads/{self.thread}/restore").status_code == 200

    def _open(self, name: str) -> None:
        self.client.change(self.thread, head=name)
        self.tree.open(name)

    def _pick(self, pick: int, role: str | None = None) -> Message:
        among = [message for message in self.tree.messages if role in (None, message.role)]
        return among[pick % len(among)]

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        self.service.refusing = True
        try:
            yield
        finally:
            self.service.refusing = False

    def _ask(self, parent: str | None, before: Iterable[Message] = (), **input_: object) -> None:
        self.count += 1
        text = f"mode:echo Answer {self.count}"
        known = [{"id": message.id, "role": message.role, "content": message.content} for message in before]
        run = self.client.ask(threadId=self.thread, messages=[*known, user(text)], **input_)
        self.tree.add(Message(run.question, "user", text, parent))
        self._take_answer(run)

    def _take_answer(self, run: Run) -> None:
        if run.text:
            self.tree.add(Message(run.message, "assistant", run.text, run.question, "finished"))
        else:
            assert self.service.refusing
            assert run.end["code"] == "service_error"

    def check(self, limit: int, pick: int) -> None:
        whole = self.client.thread(self.thread, limit=200)
        assert ids(whole) == self.tree.branch
        assert (whole["previousCursor"], whole["nextCursor"], whole["activeRun"]) == (None, None, None)
        for shown in whole["messages"]:
            message = self.tree.message(shown["id"])
            assert (shown["role"], shown["content"]) == (message.role, message.content)
            assert (shown["parentId"], shown["status"]) == (message.parent, message.status)
            assert shown["siblings"] == self.tree.siblings(message.id)
            assert shown["feedback"] == message.feedback
        self._check_pages(whole["messages"], limit)
        self._check_around(whole["messages"], limit, pick)
        self._check_export()

    def _check_pages(self, whole: list[dict], limit: int) -> None:
        page = self.client.thread(self.thread, limit=limit)
        assert page["nextCursor"] is None
        up = [page["messages"]]
        while before := page["previousCursor"]:
            assert len(page["messages"]) == limit
            page = self.client.thread(self.thread, limit=limit, before=before)
            up.insert(0, page["messages"])
            assert page["nextCursor"] == page["messages"][-1]["id"]
        assert [message for messages in up for message in messages] == whole
        down = [page["messages"]]
        while after := page["nextCursor"]:
            page = self.client.thread(self.thread, limit=limit, after=after)
            down.append(page["messages"])
            assert page["previousCursor"] == page["messages"][0]["id"]
        assert [message for messages in down for message in messages] == whole
        assert all(len(messages) == limit for messages in down[1:-1])

    def _check_around(self, whole: list[dict], limit: int, pick: int) -> None:
        place = pick % len(whole)
        page = self.client.thread(self.thread, limit=limit, around=whole[place]["id"])
        start = whole.index(page["messages"][0])
        end = start + len(page["messages"])
        assert page["messages"] == whole[start:end]
        assert start <= place < end <= start + limit
        assert page["previousCursor"] == (whole[start]["id"] if start else None)
        assert page["nextCursor"] == (whole[end - 1]["id"] if end < len(whole) else None)

    def _check_export(self) -> None:
        export = self.client.get(f"/threads/{self.thread}/export", params={"format": "json"}).json()
        assert export["head"] == self.tree.head
        assert [
            Message(
                message["id"],
                message["role"],
                message["content"],
                message["parentId"],
                message["status"],
                message["feedback"],
            )
            for message in export["messages"]
        ] == self.tree.messages

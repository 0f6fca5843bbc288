"""Branches: where a question goes, walking between siblings, and the branch last seen."""

import random
import time

from odoo.tests import tagged

from ..store import branches
from .common import AgentCase


@tagged("post_install", "-at_install")
class TestBranches(AgentCase):
    def setUp(self):
        super().setUp()
        self.be("ada")

    def ask_at(self, thread, text, parent, message=None):
        """Ask after a message (None: at the root); return the ids of question and answer."""
        body = self.run_input(text, thread=thread, message=message)
        body["forwardedProps"] = {"parentId": parent}
        answer = self.call("POST", "/ai_agent/run", body)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.settle()
        return body["messages"][0]["id"], self.events_of(answer)[1]["messageId"]

    def again(self, thread, question):
        """Have a question answered once more; return the id of the answer."""
        body = {**self.run_input(thread=thread), "messages": [{"id": question, "role": "user", "content": "x"}]}
        answer = self.call("POST", "/ai_agent/run", body)
        self.settle()
        return self.events_of(answer)[1]["messageId"]

    def branch(self, thread):
        """The ids of the branch in use."""
        return [message["id"] for message in self.call("GET", f"/ai_agent/threads/{thread}").json()["messages"]]

    def test_a_question_goes_where_the_client_says(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        second = self.ask_at(thread, "Two", first[1])
        self.assertEqual(self.branch(thread), [*first, *second])
        edited = self.ask_at(thread, "Two, edited", first[1])
        self.assertEqual(self.branch(thread), [*first, *edited])
        prompt = [turn["content"] for turn in self.upstream.requests[-1]["body"]["messages"][1:]]
        self.assertEqual(prompt, ["One", "Hello **world**", "Two, edited"])
        root = self.ask_at(thread, "Another beginning", None)
        self.assertEqual(self.branch(thread), [*root])
        shown = self.call("GET", f"/ai_agent/threads/{thread}").json()["messages"]
        self.assertEqual([m["siblings"] for m in shown], [[first[0], root[0]], [root[1]]])
        self.assertEqual(shown[0]["parentId"], None)

    def test_the_parent_given_wins_over_the_messages(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        self.ask_at(thread, "Two", first[1])
        body = self.run_input("Edited", thread=thread, before=[{"id": first[1], "role": "assistant", "content": ""}])
        body["forwardedProps"] = {"parentId": first[0]}
        answer = self.call("POST", "/ai_agent/run", body)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.settle()
        self.assertEqual(self.branch(thread)[:2], [first[0], body["messages"][-1]["id"]])

    def test_a_parent_that_is_none_of_the_thread_is_refused(self):
        thread, other = self.fresh(), self.fresh()
        first = self.ask_at(thread, "One", None)
        elsewhere = self.ask_at(other, "One", None)
        asked = len(self.upstream.requests)
        for parent in (elsewhere[1], self.fresh(), "a b", 7, True, [], {}):
            body = self.run_input("Two", thread=thread)
            body["forwardedProps"] = {"parentId": parent}
            self.assertProblem(self.call("POST", "/ai_agent/run", body), "invalid_input", 400)
        body = self.run_input("Two")
        body["forwardedProps"] = {"parentId": first[1]}
        self.assertProblem(self.call("POST", "/ai_agent/run", body), "invalid_input", 400)
        self.assertEqual(len(self.upstream.requests), asked)
        for props in (None, [], "x", {"scenario": "y"}):
            body = {**self.run_input("Two", thread=self.fresh()), "forwardedProps": props}
            self.assertEqual(self.call("POST", "/ai_agent/run", body).status_code, 200)
            self.settle()

    def test_a_known_question_is_answered_again_wherever_the_client_puts_it(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        body = {**self.run_input(thread=thread), "messages": [{"id": first[0], "role": "user", "content": "x"}]}
        body["forwardedProps"] = {"parentId": self.fresh()}
        self.assertEqual(self.call("POST", "/ai_agent/run", body).status_code, 200)
        self.settle()
        self.assertEqual(len(self.call("GET", f"/ai_agent/threads/{thread}").json()["messages"][1]["siblings"]), 2)

    def test_the_branch_last_seen_is_the_one_that_opens(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        second = self.ask_at(thread, "Two", first[1])
        third = self.ask_at(thread, "Three", second[1])
        third_again = self.again(thread, third[0])
        self.change(thread, head=third[1])
        old = [*first, *second, third[0], third[1]]
        self.assertEqual(self.branch(thread), old)
        edited = self.ask_at(thread, "Two, edited", first[1])
        self.assertEqual(self.branch(thread), [*first, *edited])
        updated = self.call("GET", f"/ai_agent/threads/{thread}").json()["updatedAt"]
        # The newest leaf below is the other answer; the one last seen opens.
        self.assertEqual(self.change(thread, head=second[0])["updatedAt"], updated)
        self.assertEqual(self.branch(thread), old)
        self.change(thread, head=edited[0])
        self.assertEqual(self.branch(thread), [*first, *edited])
        self.change(thread, head=third_again)
        self.assertEqual(self.branch(thread), [*old[:-1], third_again])
        self.change(thread, head=edited[1])
        self.change(thread, head=second[0])
        self.assertEqual(self.branch(thread), [*old[:-1], third_again])

    def test_whatever_message_of_a_branch_opens_it(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        second = self.ask_at(thread, "Two", first[1])
        self.ask_at(thread, "Two, edited", first[1])
        self.change(thread, head=second[0])
        root = self.ask_at(thread, "Another beginning", None)
        for name in (*first, *second):
            self.change(thread, head=name)
            self.assertEqual(self.branch(thread), [*first, *second])
            self.change(thread, head=root[1])

    def test_a_deep_branch_is_left_in_no_time(self):
        thread = self.env["ai_agent.thread"].browse(self.many(1, messages=5000))
        started = time.monotonic()
        branches.leave(self.env.cr, thread.head_id.id, None)
        self.assertLess(time.monotonic() - started, 1.0)
        root = thread.message_ids[:1]
        self.assertEqual(branches.leaf_below(self.env.cr, root.id), thread.head_id.id)

    def test_what_is_on_the_branch_already_changes_nothing(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        second = self.ask_at(thread, "Two", first[1])
        self.told()
        for name in (*first, *second):
            self.change(thread, head=name)
            self.assertEqual(self.branch(thread), [*first, *second])
        self.assertEqual(self.told(), [])

    def test_other_browsers_hear_of_another_branch(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        self.again(thread, first[0])
        self.told()
        self.change(thread, head=first[1])
        self.assertEqual(self.told(), [{"threadId": thread, "runId": None, "event": "changed"}])

    def test_no_branch_is_changed_while_an_answer_is_written(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        self.again(thread, first[0])
        self.upstream.script = lambda reply: (reply.head(), reply.delta("x"), reply.wait_until_gone())
        body = self.run_input("Two", thread=thread)
        with self.streaming(body) as (answer, send):
            answer.until(b"TEXT_MESSAGE_CONTENT")
            refused = send("PATCH", f"/ai_agent/threads/{thread}", {"head": first[1]})
            pinned = send("PATCH", f"/ai_agent/threads/{thread}", {"pinned": True})
            send("POST", f"/ai_agent/runs/{body['runId']}/stop")
            answer.rest()
        self.assertProblem(refused, "run_conflict", 409)
        self.assertEqual(pinned.status_code, 200)

    def test_pages_after_and_around_are_of_the_branch_in_use(self):
        thread = self.fresh()
        first = self.ask_at(thread, "One", None)
        other = self.again(thread, first[0])
        path = f"/ai_agent/threads/{thread}"
        for kind in ("after", "around"):
            self.assertProblem(self.call("GET", f"{path}?{kind}={first[1]}"), "invalid_input")
            self.assertEqual(self.call("GET", f"{path}?{kind}={other}").status_code, 200)
        before = self.call("GET", f"{path}?before={first[1]}").json()
        self.assertEqual([m["id"] for m in before["messages"]], [first[0]])

    def test_random_trees_keep_what_was_seen(self):
        """The statements against a model of the rules in plain Python."""
        for seed in range(30):
            with self.subTest(seed=seed):
                self.check_tree(random.Random(seed))

    def check_tree(self, dice):
        thread = self.env["ai_agent.thread"].browse(self.many(1, messages=1))
        parents = {thread.head_id.id: None}
        leaves = {}
        head = thread.head_id.id
        cr = self.env.cr

        def path(pk):
            found = []
            while pk:
                found.append(pk)
                pk = parents[pk]
            return found[::-1]

        def left(target):
            below = set(path(target)) if target else set()
            leaves.update({pk: head for pk in path(head) if pk not in below})

        def newest(pk):
            while True:
                children = [child for child, parent in parents.items() if parent == pk]
                following = leaves.get(pk, pk)
                if following == pk:
                    if not children:
                        return pk
                    following = max(children)
                pk = following

        for _ in range(40):
            target = dice.choice([None, *parents])
            if dice.random() < 0.6:
                target = head if dice.random() < 0.4 else target
                if target != head:
                    branches.leave(cr, head, target)
                    left(target)
                cr.execute(
                    "INSERT INTO ai_agent_message (public_id, thread_id, parent_id, role, content, user_id, company_id)"
                    " VALUES (%s, %s, %s, 'user', 'x', %s, %s) RETURNING id",
                    (self.fresh(), thread.id, target, self.ada.id, self.ada.company_id.id),
                )
                head = cr.fetchone()[0]
                parents[head] = target
            elif target and branches.between(cr, target, head) is None:
                self.assertNotIn(target, path(head))
                branches.leave(cr, head, target)
                left(target)
                head = branches.leaf_below(cr, target)
                self.assertEqual(head, newest(target))
            elif target:
                self.assertEqual(branches.between(cr, target, head), path(head)[path(head).index(target) :])
            self.assertEqual(branches.ancestors(cr, head), path(head))
            self.assertEqual(branches.ancestors(cr, head, 3), path(head)[-3:])
        cr.execute(
            "SELECT id, leaf_id FROM ai_agent_message WHERE thread_id = %s AND leaf_id IS NOT NULL", (thread.id,)
        )
        # A note stands where the way down has a choice, and is then that of the last time it was left.
        for pk, leaf in cr.fetchall():
            self.assertEqual(leaf, leaves[pk])
            self.assertGreater(list(parents.values()).count(pk), 1)

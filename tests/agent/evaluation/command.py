"""The command: what is asked, of whom, and what is printed."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from scripted import Service
from support.demo import Demo
from support.description import Description
from support.snapshot import snapshot, written
from support.stack import Stack

from .asking import Asked, Report, ask_all
from .injected import Found, inject_all
from .questions import Question, load

MILLION = 1_000_000


def main() -> int:
    """Ask, and print the report."""
    options = _options()
    with _demo() as demo:
        service = Service()
        demo.prepare(service)
        if not options.scripted:
            key = os.environ.get("AI_AGENT_API_KEY", "")
            demo.settings(url=options.url, kind=options.kind, model=options.model or "", api_key=key)
        questions = load()
        for question in questions:
            question.play(service)
        before = snapshot(demo)
        report = ask_all(demo, questions, _tell)
        changed = written(before, snapshot(demo))
        found = inject_all(demo, service) if options.scripted else Found()
        service.stop()
    found.writes += changed
    _print(report, found, options)
    return 0


@contextmanager
def _demo() -> Iterator[Demo]:
    description = Description.load()
    os.environ["CONTRACT_DB"] = description.database
    os.environ["CONTRACT_LOGIN"], os.environ["CONTRACT_PASSWORD"] = description.login, description.password
    stack = Stack(description)
    try:
        # Without timers: only what is asked here writes.
        yield Demo(stack.threaded(max_cron_threads=0), stack.postgres)
    finally:
        stack.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cargo xtask eval")
    parser.add_argument("--url")
    parser.add_argument("--model")
    parser.add_argument("--kind", choices=("openai", "agui"), default="openai")
    parser.add_argument("--scripted", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--price-in", type=float, default=0)
    parser.add_argument("--price-out", type=float, default=0)
    return parser.parse_args()


def _tell(asked: Asked) -> None:
    took = f"{asked.seconds:.1f} s, {sum(asked.tokens)} tokens, {', '.join(asked.tools) or 'no tool'}"
    print(f"{asked.verdict:8} {asked.question.id} ({asked.question.user}): {took}")
    if asked.verdict != "right":
        print(f"         asked: {asked.question.text}")
        print(f"         truth: {'; '.join(', '.join(map(str, row)) for row in asked.rows[:12])}")
        print(f"         said:  {' '.join((asked.text or asked.problem).split())[:400]}")


def _print(report: Report, found: Found, options: argparse.Namespace) -> None:
    asked, answered = report.tokens
    cost = (asked * options.price_in + answered * options.price_out) / MILLION
    seconds = sum(one.seconds for one in report.asked)
    print(
        f"\n{len(report.asked)} questions: {report.number('right')} right, {report.number('wrong')} wrong, "
        f"{report.number('refused')} refused; {asked} + {answered} tokens, {seconds:.0f} s"
        + (f", cost {cost:.4f}" if options.price_in or options.price_out else "")
    )
    for line in [*(f"written without approval: {name}" for name in found.writes), *found.leaks]:
        print(line)
    if options.json:
        # Exactly these: other programs read it.
        print(
            json.dumps(
                {
                    "questions": len(report.asked),
                    "right": report.number("right"),
                    "wrong": report.number("wrong"),
                    "refused": report.number("refused"),
                    "unapproved_writes": len(found.writes),
                    "injections": found.tried,
                    "leaks": len(found.leaks),
                }
            )
        )


__all__ = ["Question", "main"]

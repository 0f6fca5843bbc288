"""What the thread of a run does: asks the service, runs the tools it calls, and hands its answer to the run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..clean import clean
from ..config import ServiceConfig
from ..errors import AgentError
from ..history import without_calls
from ..limits import Limits
from ..masks import Masks
from ..prompt import squeezed, tokens, tool_tokens, turn_tokens, without_tools
from ..providers import PROVIDERS, Ask, Text, ToolCall, Turn, Usage
from ..upstream import Cancelled
from .live import CANCELLED, FAILED, FINISHED, NOTHING_USED, WAITING_APPROVAL, Ending, LiveRun, RunSpec, Used
from .toolbox import OPEN, Answered, StoredCall, Toolbox

_logger = logging.getLogger(__name__)

FEW_ROUNDS = 2
"""With so many requests left the model is told to come to an end."""


@dataclass(frozen=True)
class Task:
    """A stored run that is to be worked on, and all that this needs."""

    spec: RunSpec
    config: ServiceConfig
    ask: Ask
    limits: Limits
    used: Used = NOTHING_USED
    """What runs before it have used of the turn."""


def work(
    live: LiveRun,
    config: ServiceConfig,
    ask: Ask,
    limits: Limits,
    *,
    sentence: Callable[[AgentError, str], str],
    toolbox: Toolbox | None = None,
    used: Used = NOTHING_USED,
) -> Ending:
    """Ask the service, with the tools it calls, until the answer is whole, stopped or broken; return how it ended.

    :param sentence: gives the translated sentence of an error, in a language
    :param toolbox: runs tools; None where there are none
    """
    turn = _Turn(live, config, ask, limits, toolbox, used)
    try:
        return replace(turn.answer(), turn=turn.used)
    except Cancelled:
        return Ending(CANCELLED, turn=turn.used)
    except AgentError as error:
        _logger.warning("AI Agent run %s failed: %s", live.spec.run_id, error)
        return replace(failed(error, sentence(error, live.spec.lang)), turn=turn.used)
    except Exception as error:
        # The type only: a message or a traceback of a library may carry what was sent.
        _logger.error("AI Agent run %s broke: %s", live.spec.run_id, type(error).__name__)  # noqa: TRY400
        _logger.debug("AI Agent run %s", live.spec.run_id, exc_info=True)
        problem = AgentError("internal")
        return replace(failed(problem, sentence(problem, live.spec.lang)), turn=turn.used)


def failed(error: AgentError, detail: str) -> Ending:
    """Return the ending that an error makes."""
    return Ending(FAILED, error.code, detail, error.retry_after)


class _Turn:
    """The requests of one run."""

    def __init__(
        self,
        live: LiveRun,
        config: ServiceConfig,
        ask: Ask,
        limits: Limits,
        toolbox: Toolbox | None,
        used: Used,
    ) -> None:
        self._live, self._config, self._ask, self._limits = live, config, ask, limits
        self._toolbox = toolbox
        self._turns = list(ask.turns)
        self._masks = Masks(b"")
        self._tokens = (0, 0)
        self._sent = ask
        self._number = 0
        self.used = used

    def answer(self) -> Ending:
        """Ask again as long as tools are called."""
        if self._toolbox and self._live.spec.masked:
            self._masks = self._toolbox.masks()
        if self._toolbox and self._live.spec.resumes:
            interrupts = self._resume(self._toolbox)
            if interrupts:
                return Ending(WAITING_APPROVAL, interrupts=interrupts)
        while True:
            said, calls = self._request()
            if not calls:
                return Ending(FINISHED)
            # What was not offered is not run: a service that calls tools all the same gets no answer.
            if not self._toolbox or not self._sent.tools:
                if said.strip():
                    return Ending(FINISHED)
                raise AgentError("service_error", "endless_calls" if self._ask.tools else "empty")
            ending = self._call(self._toolbox, said, calls)
            if ending:
                return ending

    @property
    def _may_call(self) -> bool:
        used, limits = self.used, self._limits
        return used.rounds < limits.turn_rounds and used.calls < limits.turn_calls and used.tokens < limits.turn_tokens

    def _resume(self, toolbox: Toolbox) -> tuple[dict[str, object], ...]:
        """Carry out what was decided; the calls are in the turns already, without an answer."""
        interrupts: list[dict[str, object]] = []
        for call_id, answered in toolbox.resumed():
            self._stop_if_ended()
            if answered.content:
                self._live.add_result(call_id, answered.content)
            if answered.interrupt:
                interrupts.append(answered.interrupt)
            self._turns = [
                replace(turn, content=answered.answer) if turn.call_id == call_id else turn for turn in self._turns
            ]
        self._masks = toolbox.masks()
        return tuple(interrupts)

    def _request(self) -> tuple[str, list[ToolCall]]:
        """Ask once; return the text as the service wrote it, and its calls."""
        self.used = replace(self.used, rounds=self.used.rounds + 1)
        tools = self._ask.tools if self._toolbox and self._may_call else ()
        try:
            return self._stream(replace(self._ask, turns=self._fitting(), tools=tools))
        except AgentError as error:
            if error.reason != "no_tools" or not tools or not self._toolbox:
                raise
            # Refused as a whole, before any text: asking once more without tools repeats nothing.
            self._toolbox.refused_tools()
            self._ask = replace(self._ask, tools=(), system=without_tools(self._ask.system))
            self._turns = without_calls(self._turns)
            return self._stream(replace(self._ask, turns=self._fitting()))

    def _note_sent(self, ask: Ask) -> None:
        """Keep what is about to be sent. The first request is on record already, as it was meant."""
        if self._toolbox and (self._number or ask != self._sent):
            self._toolbox.sent(self._number, ask, self._sent if self._number else None)
        self._sent = ask
        self._number += 1

    def _fitting(self) -> tuple[Turn, ...]:
        ask, context = self._ask, self._config.context_tokens
        taken = tokens(ask.system) + sum(tool_tokens(tool) for tool in ask.tools)
        room = context - taken - min(self._limits.answer_tokens, context // 2)
        return tuple(squeezed(self._turns, room))

    def _stream(self, ask: Ask) -> tuple[str, list[ToolCall]]:
        shown = self._masks.stream() if self._masks.known else None
        said: list[str] = []
        calls: list[ToolCall] = []
        counted = (0, 0)
        self._note_sent(ask)
        try:
            for piece in PROVIDERS[self._config.kind](self._config, ask, self._limits, self._live.cancel):
                if isinstance(piece, Text):
                    said.append(piece.delta)
                    self._live.add_text(shown.feed(piece.delta) if shown else piece.delta)
                elif isinstance(piece, ToolCall):
                    calls.append(piece)
                elif isinstance(piece, Usage):
                    counted = (piece.tokens_in, piece.tokens_out)
                    self._live.add_usage(self._tokens[0] + counted[0], self._tokens[1] + counted[1])
        except AgentError as error:
            # What was held back is said, unless there was too much already.
            if shown and error.reason != "endless":
                self._live.add_text(shown.end())
            raise
        if shown:
            self._live.add_text(shown.end())
        self._tokens = (self._tokens[0] + counted[0], self._tokens[1] + counted[1])
        # Who counts nothing is estimated: the limit is to hold for every service.
        spent = sum(counted) or _estimate(ask, said) if calls else sum(counted)
        self.used = replace(self.used, tokens=self.used.tokens + spent)
        return clean("".join(said)), calls

    def _call(self, toolbox: Toolbox, said: str, calls: list[ToolCall]) -> Ending | None:
        """Run the calls of one answer. An ending, if somebody else has to act."""
        self._stop_if_ended()
        calls = calls[: self._limits.turn_calls - self.used.calls]
        self.used = replace(self.used, calls=self.used.calls + len(calls))
        self._turns.append(Turn("assistant", said, tuple(calls)))
        stored = toolbox.store(calls)
        if len(stored) != len(calls):
            # The run has been ended elsewhere.
            raise Cancelled
        self._live.begin_calls()
        for call in stored:
            if not call.in_browser:
                self._live.add_call(call.public_id, call.name, call.arguments)
        answers = []
        for call in stored:
            self._stop_if_ended()
            answered = toolbox.carry_out(call)
            answers.append(answered)
            if call.in_browser:
                self._live.add_call(call.public_id, call.name, answered.arguments or call.arguments)
            if answered.content:
                self._live.add_result(call.public_id, answered.content)
        interrupts = tuple(answered.interrupt for answered in answers if answered.interrupt)
        if interrupts:
            self._close_open(toolbox, stored, answers)
            return Ending(WAITING_APPROVAL, interrupts=interrupts)
        if any(answered.state == OPEN for answered in answers):
            return Ending(FINISHED)
        self._masks = toolbox.masks()
        note = self._note()
        for i, (call, answered) in enumerate(zip(calls, answers, strict=True)):
            content = f"{answered.answer}\n{note}" if note and i == len(calls) - 1 else answered.answer
            self._turns.append(Turn("tool", content, call_id=call.id))
        return None

    def _close_open(self, toolbox: Toolbox, stored: list[StoredCall], answers: list[Answered]) -> None:
        """A run waits for a person or for a browser: what was for the browser is to be asked for again."""
        for call, answered in zip(stored, answers, strict=True):
            if answered.state == OPEN:
                self._live.add_result(call.public_id, toolbox.close(call).content)

    def _note(self) -> str:
        # The last request goes without tools.
        rounds = self._limits.turn_rounds - self.used.rounds - 1
        calls = self._limits.turn_calls - self.used.calls
        if rounds <= 0 or calls <= 0 or self.used.tokens >= self._limits.turn_tokens:
            return "[No more tools in this turn. Answer now with what you know, and say what is missing.]"
        if rounds <= FEW_ROUNDS or calls <= FEW_ROUNDS:
            return f"[Tools can be called {min(rounds, calls)} more times in this turn. Come to an end.]"
        return ""

    def _stop_if_ended(self) -> None:
        if self._live.closing:
            raise Cancelled


def _estimate(ask: Ask, said: list[str]) -> int:
    return tokens(ask.system) + sum(map(turn_tokens, ask.turns)) + tokens("".join(said))

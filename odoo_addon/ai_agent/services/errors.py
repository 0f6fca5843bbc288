"""The typed errors of the contract.

`code` is one of docs/contract.md; `reason` names a more precise sentence of `texts.REASONS`.
`AgentError.log` is for the server's log only: it never reaches a person, and `scrub` has been
applied to it by whoever raised it.
"""

from __future__ import annotations

HTTP_STATUS: dict[str, int] = {
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "invalid_input": 400,
    "too_large": 413,
    "rate_limited": 429,
    "budget_exhausted": 429,
    "busy": 503,
    "not_configured": 503,
    "service_unreachable": 502,
    "service_timeout": 504,
    "service_rejected_key": 502,
    "service_error": 502,
    "content_filtered": 422,
    "context_too_long": 413,
    "run_conflict": 409,
    "process_lost": 500,
    "expired": 410,
    "internal": 500,
}


class AgentError(Exception):
    """Something a person is told about, in one sentence.

    :param code: a key of `HTTP_STATUS`
    :param reason: a key of `texts.REASONS`, or None for the sentence of the code
    :param retry_after: seconds until another try makes sense
    :param log: details for the server's log, without secrets
    :param args: values for the sentence
    """

    def __init__(
        self,
        code: str,
        reason: str | None = None,
        *,
        retry_after: int | None = None,
        log: str = "",
        **args: object,
    ) -> None:
        if code not in HTTP_STATUS:
            raise ValueError(f"unknown error code {code!r}")
        super().__init__(f"{code}{f' ({reason})' if reason else ''}{f': {log}' if log else ''}")
        self.code = code
        self.reason = reason
        self.retry_after = retry_after
        self.log = log
        self.sentence_args = args

    @property
    def status(self) -> int:
        """The HTTP status that belongs to the code."""
        return HTTP_STATUS[self.code]

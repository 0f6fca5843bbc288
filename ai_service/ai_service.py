"""The embedded AI service: llama.cpp's own HTTP server around one small model.

It speaks the OpenAI API on the loopback interface and wants the key in ``X-API-Key`` or ``Authorization: Bearer``.
Nothing else lives here: no prompts, no rights, no storage.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

KEY_VARIABLE = "AI_SERVICE_KEY"
KEY_FILE_VARIABLE = "AI_SERVICE_KEY_FILE"
SHORTEST_KEY = 16  # characters
MODEL_NAME = "SmolLM2-135M-Instruct"
TOKENS_PER_SLOT = 8192  # what the model was trained for
SLOTS = 4  # questions answered at the same time
MOST_THREADS = 8  # more do not make a model of this size faster
LONGEST_ANSWER = 512  # tokens; a small model does not always find an end by itself


class ConfigurationError(Exception):
    """What the person who starts the service has to change."""


def read_key(environment: Mapping[str, str]) -> str:
    """The key, from the environment or a file that it names; never from the command line, where others see it."""
    key = environment.get(KEY_VARIABLE, "").strip()
    path = environment.get(KEY_FILE_VARIABLE, "")
    if not key and path:
        try:
            key = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"cannot read the key file {path}: {error.strerror}"
            raise ConfigurationError(message) from error
    if not key:
        message = f"set {KEY_VARIABLE}, or {KEY_FILE_VARIABLE} to a file with the key"
        raise ConfigurationError(message)
    if len(key) < SHORTEST_KEY or not key.isprintable() or any(character.isspace() for character in key):
        message = f"the key must be at least {SHORTEST_KEY} visible characters"
        raise ConfigurationError(message)
    return key


def default_threads() -> int:
    """All cores but one: llama.cpp's threads wait for the slowest, and Odoo and a browser run beside it."""
    return max(1, min(MOST_THREADS, (os.cpu_count() or 2) - 1))


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the model's GGUF file")
    parser.add_argument("--port", type=int, default=8011)
    parser.add_argument("--threads", type=int, default=default_threads())
    return parser.parse_args(arguments)


def serve(model: Path, port: int, threads: int, key: str) -> None:
    """Answer until SIGTERM or SIGINT."""
    import xllamacpp  # noqa: PLC0415 - takes a second, and its configuration can be wrong without it

    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {MODEL_NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.api_keys = [key]
    params.n_ctx = TOKENS_PER_SLOT * SLOTS
    params.n_parallel = SLOTS
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.cpuparams.poll = 0  # leave the cores to Odoo and the browser while waiting
    params.cpuparams_batch.poll = 0
    params.n_gpu_layers = 0
    params.ui = False
    params.n_predict = LONGEST_ANSWER
    params.sampling.temp = 0.3
    params.sampling.penalty_repeat = 1.1
    params.sampling.penalty_last_n = 256
    params.sampling.dry_multiplier = 0.8  # against answers that go round in circles
    params.endpoint_slots = False  # would show what others ask
    params.endpoint_props = False
    params.cors_origins = ""
    params.cache_ram_mib = 256

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = xllamacpp.Server(params)
    print(f"listening on {server.listening_address}", flush=True)
    stop.wait()
    # The library has no stop of its own: its threads hold nothing that outlives the process.
    sys.stdout.flush()
    os._exit(0)


def main() -> int:
    options = parse_arguments(sys.argv[1:])
    try:
        key = read_key(os.environ)
        if not options.model.is_file():
            message = f"no model at {options.model}"
            raise ConfigurationError(message)
    except ConfigurationError as error:
        print(f"ai_service: {error}", file=sys.stderr)
        return 2
    serve(options.model, options.port, options.threads, key)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""llama.cpp's own server on this machine, as a PyPI wheel brings it.

python -m eval.servers.llama MODEL.gguf PORT [CONTEXT] [no-jinja]
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

CONTEXT = 32768
PATIENCE = 60.0
"""Seconds that a server may take to be there."""


@contextmanager
def serving(model: Path, *more: str) -> Iterator[str]:
    """Serve a model from a process of its own; yields the base URL."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "eval.servers.llama", str(model), str(port), *more]
    root = Path(__file__).resolve().parents[2]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=root, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            _wait(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("the server did not come up")


def main(model: str, port: str, *more: str) -> None:
    """Serve until the process is ended."""
    import xllamacpp  # noqa: PLC0415  # the server is in the process that imports it

    asked = xllamacpp.CommonParams()
    asked.model.path = model
    asked.hostnames = ["127.0.0.1"] if isinstance(asked.hostnames, list) else "127.0.0.1"
    asked.port = int(port)
    asked.n_ctx = next((int(one) for one in more if one.isdigit()), CONTEXT)
    asked.use_jinja = "no-jinja" not in more
    asked.n_parallel, asked.n_gpu_layers = 1, 0
    asked.cpuparams.n_threads = 1  # several wait for each other, long on a busy machine
    asked.warmup = False
    server = xllamacpp.Server(asked)
    print(server.listening_address, flush=True)
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])

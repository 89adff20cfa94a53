"""Backend and gateway, each the leader of a session of its own, so that all its processes are found and ended."""
import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from . import local

START_SECONDS = 30
END_SECONDS = 5


class CannotDo(Exception):
    """The peer has no way to do what it was asked."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def started(command, log, port, **variables):
    """A process that listens on `port`; ended with all its session."""
    with open(log, "wb") as out:
        process = subprocess.Popen([str(word) for word in command], env=local.environment(**variables),
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        wait_until_listening(process, port, log)
        yield process
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} ended in the middle:\n{tail(log)}")
    finally:
        end(process)


def wait_until_listening(process, port, log):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() == 3:
            raise CannotDo
        if process.poll() is not None:
            raise SystemExit(f"did not start:\n{tail(log)}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.03)
    raise SystemExit(f"nobody listens after {START_SECONDS} s:\n{tail(log)}")


def end(process):
    for deadly in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, deadly)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        until = time.monotonic() + END_SECONDS
        while process.poll() is not None and time.monotonic() < until:
            try:
                os.killpg(process.pid, 0)  # workers outlive some masters by a moment
            except ProcessLookupError:
                return
            time.sleep(0.02)


def tail(log):
    return Path(log).read_text(errors="replace")[-2000:]


@contextlib.contextmanager
def set_up(peer, pki, identity, backend_as="backend"):
    """Yields (gateway's port, gateway's session, backend's session). `peer` may be NAME+VARIABLE=VALUE."""
    name, _, variable = peer.partition("+")
    variables = dict([variable.split("=", 1)]) if variable else {}
    with tempfile.TemporaryDirectory(prefix="side-by-side.") as folder:
        folder = Path(folder)
        (folder / "run").mkdir()
        backend_port, port = free_port(), free_port()
        serve = [local.LOAD, "serve", "--listen", f"127.0.0.1:{backend_port}", "--certificate", pki / f"{backend_as}.crt",
                 "--key", pki / f"{backend_as}.key", "--callers-root", pki / "root.crt"]
        variables |= dict(PORT=str(port), BACKEND_PORT=str(backend_port), PKI=str(pki), IDENTITY=identity,
                          RUN=str(folder / "run"), WORKERS=os.environ.get("WORKERS", "2"))
        with started(serve, folder / "backend.log", backend_port) as backend:
            with started([local.peer_script(name), "serve"], folder / "gateway.log", port, **variables) as gateway:
                yield port, gateway.pid, backend.pid


def caller(pki, port, who="caller"):
    """Arguments of bench-load for a caller."""
    shown = ["--certificate", pki / f"{who}.crt", "--key", pki / f"{who}.key"] if who else []
    return ["--connect", f"127.0.0.1:{port}", "--root", pki / "root.crt", *shown]


def load(*arguments, timeout=300):
    """Runs bench-load; its outcome and what it said."""
    done = subprocess.run([str(word) for word in (local.LOAD, *arguments)], text=True, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode == 0, (done.stdout or done.stderr).strip()

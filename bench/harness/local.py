"""Where things are on this machine, and the lock that keeps two measurements apart."""
import contextlib
import fcntl
import os
import subprocess
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
LOCAL = Path(os.environ.get("BENCH_LOCAL", BENCH / "local"))
LOAD = Path(os.environ.get("BENCH_LOAD", BENCH / "load/target/release/bench-load"))
RECORD = LOCAL / "runs.jsonl"


def peer_script(name):
    script = BENCH / "peers" / name
    if not os.access(script, os.X_OK):
        raise SystemExit(f"there is no peer `{name}` in {script.parent}")
    return script


def peer_names():
    return sorted(path.name for path in (BENCH / "peers").iterdir() if path.suffix != ".md")


def certificates(kind):
    subprocess.run([BENCH / "pki.sh", LOCAL / "pki"], check=True)
    return LOCAL / "pki" / kind


@contextlib.contextmanager
def alone():
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def environment(**more):
    return {**os.environ, "LOCAL": str(LOCAL), "LOAD": str(LOAD), **more}


def list_peers(_):
    for name in peer_names():
        said = subprocess.run([peer_script(name), "version"], env=environment(), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.strip()
        print(f"{name:14} {said.splitlines()[0] if said else 'does not run: ./setup.sh brings it'}")

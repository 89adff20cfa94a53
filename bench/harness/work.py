"""What gateways are given to do."""
import re
from dataclasses import dataclass

WORKS = {  # name: (what it is, who is let through, arguments of `bench-load drive`, or of `hold` for W9)
    "W1": ("small GET, HTTP/1.1", "any", "-c 32 --expect 1024"),
    "W2": ("small GET, HTTP/2", "any", "--http2 -c 4 -m 8 --expect 1024"),
    "W3": ("POST 64 KiB, echoed", "any", "--path /echo --post 65536 -c 16"),
    "W4": ("full handshake for each GET", "any", "--mode new -c 16 --expect 1024"),
    "W5": ("resumed handshake for each GET", "any", "--mode resumed -c 16 --expect 1024"),
    "W6": ("GET 1 MiB", "any", "--path /bytes/1048576 -c 8 --expect 1048576"),
    "W7": ("W1, one thumbprint", "one", "-c 32 --expect 1024"),
    "W8": ("W1, ten thousand thumbprints", "many", "-c 32 --expect 1024"),
    "W9": ("idle connections", "any", "-c 2000 --expect 1024"),
}


@dataclass(frozen=True)
class Work:
    name: str
    what: str
    identity: str
    kind: str  # of keys
    arguments: tuple

    @property
    def holds(self):
        return self.name.startswith("W9")


def is_work(text):
    return text.partition("@")[0] in WORKS


def parse(text):
    name, _, changes = text.partition("@")
    what, identity, arguments = WORKS[name]
    arguments, kind, said = arguments.split(), "ecdsa", []
    for change in filter(None, changes.split(",")):
        if change == "rsa":
            kind = "rsa"
            said.append("RSA-2048")
        elif version := re.fullmatch(r"tls1([23])", change):
            arguments += ["--tls", f"1.{version[1]}"]
            said.append(f"TLS 1.{version[1]}")
        elif rate := re.fullmatch(r"rate=(\d+)", change):
            arguments += ["--rate", rate[1]]
            said.append(f"{rate[1]}/s")
        elif count := re.fullmatch(r"c=(\d+)", change):
            arguments[arguments.index("-c") + 1] = count[1]
            said.append(f"{count[1]} connections")
        else:
            raise SystemExit(f"`{change}` is not a change that {name} knows")
    return Work(text, ", ".join([what, *said]), identity, kind, tuple(arguments))

"""`side-by-side check`: what a gateway must let through and what it must refuse. One that skips this is not in the race."""
import re

from . import local, stage

REFUSED = r"alert|certificate|closed|reset|canceled|connection|status 40[013]"
CASES = [  # title, identity, caller, backend's certificate, arguments, what a refusal looks like (None: let through)
    ("TLS 1.3, HTTP/1.1", "any", "caller", "backend", ["--tls", "1.3"], None),
    ("TLS 1.2", "any", "caller", "backend", ["--tls", "1.2"], None),
    ("HTTP/2", "any", "caller", "backend", ["--http2"], None),
    ("no certificate", "any", None, "backend", [], REFUSED),
    ("certificate of a foreign CA", "any", "foreign-caller", "backend", [], REFUSED),
    ("backend of a foreign CA", "any", "caller", "foreign-backend", [], r"status 50\d"),
    ("listed thumbprint", "one", "caller", "backend", [], None),
    ("unlisted thumbprint", "one", "stranger", "backend", [], r"status 40[13]"),
    ("listed among ten thousand", "many", "caller", "backend", [], None),
    ("unlisted among ten thousand", "many", "stranger", "backend", [], r"status 40[13]"),
]


def run(arguments):
    failed = False
    pki = local.certificates("ecdsa")
    for peer in arguments.peers or [name for name in local.peer_names() if name != "direct"]:
        for title, identity, who, backend_as, more, refusal in CASES:
            try:
                with stage.set_up(peer, pki, identity, backend_as) as (port, _, _):
                    patience = 0 if refusal else 5
                    passed, said = stage.load("ask", *stage.caller(pki, port, who), *more, "--patience", patience)
            except stage.CannotDo:
                print(f"  –     {peer:14} {title}")
                continue
            right = passed if refusal is None else not passed and re.search(refusal, said)
            failed |= not right
            print(f"  {'ok' if right else 'WRONG':5} {peer:14} {title}: {said or 'let through'}")
    return 1 if failed else 0

"""One run: one peer, one work, one window. Every run is kept in local/runs.jsonl."""
import json
import time

from . import local, stage


def measure(peer, work, seconds):
    """The load generator's report, or None where the peer cannot do it."""
    pki = local.certificates(work.kind)
    try:
        with stage.set_up(peer, pki, work.identity) as (port, gateway, backend):
            target = stage.caller(pki, port)
            ready, said = stage.load("ask", *target, "--patience", "10")
            if not ready:
                raise SystemExit(f"{peer} does not let the caller through: {said}")
            if work.holds:
                ok, said = stage.load("hold", *target, *work.arguments, "--watch", f"gateway={gateway}")
            else:
                ok, said = stage.load("drive", *target, *work.arguments, "--window", seconds,
                                      "--watch", f"gateway={gateway}", "--watch", f"backend={backend}")
    except stage.CannotDo:
        return None
    if not ok:
        raise SystemExit(f"{peer} {work.name}: {said}")
    report = json.loads(said)
    with open(local.RECORD, "a") as record:
        record.write(json.dumps({"at": time.strftime("%FT%TZ", time.gmtime()), "peer": peer, "work": work.name, **report}))
        record.write("\n")
    return report


def interleaved(peers, work, runs, seconds, told=lambda *_: None):
    """Runs of all peers in turn, forth and back, so that a machine that slows down slows all alike."""
    reports = {peer: [] for peer in peers}
    for turn in range(1 if work.holds else runs):
        for peer in peers if turn % 2 == 0 else peers[::-1]:
            report = measure(peer, work, seconds)
            if report is not None:
                reports[peer].append(report)
                told(peer, report)
    return reports

"""`side-by-side table`: the goals, what was reached, and which rows fall short."""
import sys
from dataclasses import dataclass

from . import figures, measure, work

OURS, MEASURE = "countersign", "nginx"
OTHERS = ["nginx-ossl35", "haproxy", "envoy", "direct"]


@dataclass(frozen=True)
class Goal:
    work: str
    at_most: float
    figure: callable = figures.normalised
    to: str = MEASURE  # a peer; a work of ours, as `W1`; or nothing: the figure itself
    unit: str = "× nginx"


GOALS = [
    Goal("W1", 0.65),
    Goal("W1@rate=1000", 0.65),
    Goal("W1@rate=1000", 1.0, figures.p99, unit="× nginx, p99"),
    Goal("W2", 0.70),
    Goal("W2@rate=1000", 0.70),
    Goal("W3", 0.65),
    Goal("W4", 0.27),
    Goal("W4@tls12", 0.38),
    Goal("W4@rsa", 0.42),
    Goal("W5", 0.28),
    Goal("W6", 0.80),
    Goal("W7", 1.03, to="W1", unit="× own W1"),
    Goal("W8", 1.03, to="W1", unit="× own W1"),
    Goal("W9", 20.0, figures.memory, to="", unit="MiB/1,000"),
]


def run(arguments):
    wanted = arguments.rows.split(",") if arguments.rows else [goal.work for goal in GOALS]
    peers = [MEASURE, OURS, *(OTHERS if arguments.all else [])]
    shown = peers[1:]
    print("| work | goal | " + " | ".join(shown) + " | |")
    print("|---|---|" + "---|" * (len(shown) + 1))
    short, reports = [], {}
    for goal in (goal for goal in GOALS if goal.work in wanted):
        one = work.parse(goal.work)
        if work.is_work(goal.to):
            # Against our own other work: the two take turns as two peers would.
            against = measure_pair(one, work.parse(goal.to), arguments)
            cells = {OURS: figures.ratios(*against, goal.figure)}
            seen = against[0]
        else:
            if goal.work not in reports:
                reports[goal.work] = measure.interleaved(peers, one, arguments.runs, arguments.seconds, tell)
            here = reports[goal.work]
            cells = {peer: of(goal, here, peer) for peer in shown}
            seen = here[OURS]
        reached = cells.get(OURS)
        verdict = "–" if not reached else "reached" if reached[0] <= goal.at_most else "**falls short**"
        if not reached or reached[0] > goal.at_most:
            short.append(goal)
        row = [cell(cells.get(peer)) for peer in shown]
        notes = "; ".join(filter(None, [verdict, figures.faults(seen)]))
        print(f"| {goal.work} {one.what} | ≤ {goal.at_most:.2f} {goal.unit} | {' | '.join(row)} | {notes} |", flush=True)
    print()
    print("falls short: " + (", ".join(f"{goal.work} ({goal.unit})" for goal in short) or "nothing"))
    return 1 if short else 0


def of(goal, reports, peer):
    if not reports[peer]:
        return None
    if not goal.to:
        return figures.spread(reports[peer], goal.figure)
    return figures.ratios(reports[peer], reports[goal.to], goal.figure)


def measure_pair(one, other, arguments):
    ours, theirs = [], []
    for _ in range(arguments.runs):
        for work_of, into in ((one, ours), (other, theirs)):
            report = measure.measure(OURS, work_of, arguments.seconds)
            if report is not None:
                into.append(report)
                tell(OURS, report)
    return ours, theirs


def cell(value):
    return f"{value[0]:.2f} ({value[1]:.2f} … {value[2]:.2f})" if value else "–"


def tell(peer, report):
    """A line on standard error for each run, for those who wait."""
    figure = f"{figures.cpu(report):8.1f} µs" if "per_second" in report else f"{figures.memory(report):8.1f} MiB"
    busy = report.get("strangers_cores")
    print(f"  {peer:14} {figure}" + (f"  strangers {busy:.2f}" if busy is not None else ""), file=sys.stderr, flush=True)

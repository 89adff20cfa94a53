"""`side-by-side compare`: any peers, any works, all figures."""
from . import figures, measure, work

SHOWN = [
    ("CPU µs/request", figures.cpu, 1),
    ("… by the caller's", figures.normalised, 2),
    ("user", lambda report: report["gateway"]["user_us"], 1),
    ("system", lambda report: report["gateway"]["system_us"], 1),
    ("requests/s", lambda report: report["per_second"], 0),
    ("p50 µs", lambda report: report["p50_us"], 0),
    ("p99 µs", figures.p99, 0),
]
SHOWN_IDLE = [
    ("MiB/1,000", figures.memory, 1),
    ("MiB in all", lambda report: report["gateway"]["mib_after"], 1),
]


def run(arguments):
    works = [work.parse(text) for text in arguments.what if work.is_work(text)]
    peers = [text for text in arguments.what if not work.is_work(text)]
    for one in works:
        show(one, peers, measure.interleaved(peers, one, arguments.runs, arguments.seconds))


def show(one, peers, reports):
    print(f"\n{one.name}: {one.what}")
    base = reports[peers[0]]
    for peer in peers:
        if not reports[peer]:
            print(f"  {peer:14} cannot do this")
            continue
        for title, figure, digits in SHOWN_IDLE if one.holds else SHOWN:
            middle, least, most = figures.spread(reports[peer], figure)
            line = f"  {peer:14} {title:18} {middle:10.{digits}f}  ({least:.{digits}f} … {most:.{digits}f})"
            ratio = figures.ratios(reports[peer], base, figure) if peer != peers[0] else None
            print(line + (f"   × {ratio[0]:.2f} (pairs {ratio[1]:.2f} … {ratio[2]:.2f})" if ratio else ""))
        doubts = [figures.faults(reports[peer])]
        if (busy := figures.strangers(reports[peer])) is not None:
            doubts.append(f"strangers kept {busy:.2f} cores busy")
        print(f"  {peer:14} {'; '.join(filter(None, doubts))}", flush=True)

"""What many runs say: medians, spread, and ratios of pairs that ran next to each other."""
from statistics import median


def cpu(report):
    return report["gateway"]["cpu_us"]


def normalised(report):
    """Gateway's CPU over the caller's own in the same window.

    The caller does the same fixed work for each request whoever answers, so it is the clock: what slows the machine down
    slows both. It is the careful measure, because a fast gateway lets the caller batch more and so makes it cheaper too.
    """
    return report["gateway"]["cpu_us"] / report["caller"]["cpu_us"]


def p99(report):
    return report["p99_us"]


def memory(report):
    return report["gateway"]["mib_a_thousand"]


def ratios(of, to, figure):
    """Median, least and greatest of the pairs' ratios."""
    pairs = sorted(figure(one) / figure(other) for one, other in zip(of, to) if figure(other))
    return (median(pairs), pairs[0], pairs[-1]) if pairs else None


def spread(reports, figure):
    values = sorted(map(figure, reports))
    return median(values), values[0], values[-1]


def faults(reports):
    """What went wrong or makes runs doubtful, in words; empty if nothing."""
    said = []
    if wrong := sum(report.get("faults", 0) for report in reports):
        first = next(report["first_fault"] for report in reports if report.get("faults"))
        said.append(f"{wrong} faults ({first})")
    if closed := sum(report.get("closed", 0) for report in reports):
        said.append(f"{closed} idle connections closed")
    return ", ".join(said)


def strangers(reports):
    """Cores that others kept busy meanwhile, or None."""
    seen = [report["strangers_cores"] for report in reports if "strangers_cores" in report]
    return median(seen) if seen else None

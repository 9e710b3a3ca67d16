"""G13: which notices must a window have, over 100,000 deliverables."""

import json
import statistics

import inputs
import measure
from measure import Row

FROM, TO = "2025-01-02", "2025-12-31"


def g13(ctx):
    row = Row("G13", "evaluate one window", "ms")
    conf = inputs.copies_of_the_plan(ctx.work / "g13", ctx.tasks)
    for _ in range(ctx.rounds):
        r = json.loads(measure.run([ctx.build / "bench/planner", conf, FROM, TO])["out"])
        first, days = r["days"][0], r["days"][1:]
        quiet = [d["ms"] for d in days if d["items"] == 0]
        heavy = max(days, key=lambda d: d["items"])
        slowest = max(days, key=lambda d: d["ms"])
        row.add("one pass over int32 days to wake", r["pass_wakes_ms"])
        row.add("one pass over the deliverables", r["pass_deliverables_ms"])
        if quiet:
            row.add("a window with nothing due", statistics.median(quiet))
        row.add("the median window of the year", statistics.median(d["ms"] for d in days))
        row.add("the fullest window", heavy["ms"])
        row.add("the slowest window", slowest["ms"])
        row.add("the first of all", first["ms"])
    for name in ("a window with nothing due", "the median window of the year", "the fullest window",
                 "the first of all"):
        if name in row.series:
            row.target_value(name, "<=", 50)
    if quiet:
        row.target_ratio("a window with nothing due", "one pass over int32 days to wake", "<=", 10)
    row.target_ratio("the median window of the year", "one pass over the deliverables", "<=", 10)
    row.target_ratio("the fullest window", "one pass over the deliverables", "<=", 10)
    row.note(f"{r['deliverables']} deliverables of {r['deliverable_bytes']} bytes; nobody does anything all year; "
             f"{len(quiet)} of {len(days)} windows have nothing due; the fullest ({heavy['day']}) makes "
             f"{heavy['items']} items in {heavy['notices']} notices, the slowest is {slowest['day']} with "
             f"{slowest['items']} items, the first makes {first['items']} items")
    return [row]

"""What a journal costs: read back at a start, and looked at in a list of everything."""

import shutil
import sqlite3
import statistics
import time

import inputs
import measure
from inputs import nvlib
from measure import Row
from drain import Place

DAY_MS = 86400 * 1000


def journal(state, keys, facts):
    """`facts` facts about as many occurrences as there are: progress, a note, a completion with its
    document, an acknowledgement, by turns."""
    db = sqlite3.connect(next(state.glob("*.db")))
    now = int(time.time() * 1000)
    today = now // DAY_MS
    kinds = ["progress", "note", "done", "ack"]
    db.executemany(
        "INSERT INTO fact (id, kind, occurrence, day, document, note, actor, at_ms, to_day, percent, undoes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        ((i + 1, kinds[i % 4], keys[i % len(keys)], today - 1,
          f"Công văn số {i}/UBND-NC ngày 20/3/2025" if i % 4 == 2 else "", "đã gửi dự thảo xin ý kiến",
          "chuyen-vien (uid 1000)", now - 2 * DAY_MS + i, today + 30 if i % 4 == 3 else 0,
          i % 100 if i % 4 == 0 else -1) for i in range(facts)))
    db.commit()
    db.close()


def start(ctx, conf, state):
    """(seconds until the socket answers, CPU seconds by then, memory then in MB, daemon)"""
    begin = time.monotonic()
    daemon = nvlib.Daemon(ctx.build, conf, state)
    daemon.call("log")
    wall = time.monotonic() - begin
    return wall, measure.cpu_seconds(daemon.proc.pid), measure.status_kb(daemon.proc.pid, "VmRSS") / 1024, daemon


def grown(row):
    return statistics.median(a - b for a, b in zip(row.values("with"), row.values("without")))


def facts(ctx):
    time_row = Row("facts", f"start with {ctx.tasks} facts about {ctx.tasks} deliverables, CPU", "s")
    memory_row = Row("facts", "memory then, RSS", "MB")
    status_row = Row("facts", f"status with {ctx.tasks} occurrences", "ms")
    with Place(ctx.work / "facts") as place:
        conf = inputs.nothing_due(place / "conf", ctx.tasks)
        daemon = nvlib.Daemon(ctx.build, conf, place / "without")
        daemon.stop()
        shutil.copytree(place / "without", place / "with")
        journal(place / "with", [f"p/T.{i}.1" for i in range(ctx.tasks)], ctx.tasks)
        for _ in range(ctx.rounds):
            for name in ("without", "with"):
                wall, cpu, peak, daemon = start(ctx, conf, place / name)
                try:
                    time_row.add(name, cpu)
                    time_row.add(name + ", until it answers", wall)
                    memory_row.add(name, peak)
                    command = [ctx.build / "nhacviec", "-c", conf, "--socket", daemon.socket, "status"]
                    told = len(daemon.call("log")["data"]["facts"])
                    if bool(told) != (name == "with"):
                        raise RuntimeError(f"{name}: {told} facts in the journal")
                    begin = time.monotonic()
                    measure.run(command)
                    status_row.add(name, (time.monotonic() - begin) * 1e3)
                finally:
                    daemon.stop()
    time_row.note(f"a fact: {grown(time_row) * 1e6 / ctx.tasks:.1f} µs")
    memory_row.note(f"a fact: {grown(memory_row) * 2**20 / ctx.tasks:.0f} bytes")
    return [time_row, memory_row, status_row]

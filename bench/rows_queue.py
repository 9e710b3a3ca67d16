"""G8 to G10 and many notices due at once: what durability costs, and what it saves."""

import datetime
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time

import alertmanager
import inputs
import measure
from drain import LIMIT_S, LogTail, Place, drain, from_ledger, mail_relay
from inputs import nvlib
from measure import Missing, Row
from rows_relay import Relay

BATCH = 100
NULLMAILER_MESSAGES = 300
KILLED_OF_ALERTMANAGER = 2000
READY_S = 10  # from the daemon's start until it waits for its window


def lines(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def until(test, what):
    end = time.monotonic() + LIMIT_S
    while not test():
        if time.monotonic() > end:
            raise RuntimeError("not reached: " + what)
        time.sleep(0.002)


def sent_twice(log, count):
    """(accepted more than once, never accepted)"""
    all_of_them = log.read_text().splitlines()
    return len(all_of_them) - len(set(all_of_them)), count - len(set(all_of_them))


def kill_daemon(ctx, place, relay, conf, log):
    run = place / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    with measure.pinned():
        daemon = nvlib.Daemon(ctx.build, conf, run / "state", wait=False)
    until(lambda: lines(log) >= ctx.count // 3, "a third sent")
    daemon.kill(signal.SIGKILL)
    with measure.pinned():
        daemon = nvlib.Daemon(ctx.build, conf, run / "state")
    try:
        daemon.wait_until(lambda s: s["queue"]["sent"] == ctx.count, "all sent", LIMIT_S)
    finally:
        daemon.stop()
    return sent_twice(log, ctx.count)


def kill_alertmanager(ctx, place, relay, log, count):
    state = place / "alertmanager"
    shutil.rmtree(state, ignore_errors=True)
    am = alertmanager.Alertmanager(ctx.peers, place, alertmanager.email(relay.port), state)
    am.tell(count)
    until(lambda: lines(log) >= count // 3, "a third sent")
    am.proc.send_signal(signal.SIGKILL)
    am.proc.wait()
    before = lines(log)
    am = alertmanager.Alertmanager(ctx.peers, place, alertmanager.email(relay.port), state)
    try:
        am.tell(count)
        am.wait_quiet("email")
    finally:
        measure.end(am.proc)
    return sent_twice(log, count)[0] / before


def g8(ctx):
    row = Row("G8", f"kill -9 when a third of {ctx.count} e-mails is sent, then a restart", "messages")
    other = min(ctx.count, KILLED_OF_ALERTMANAGER)
    with Place(ctx.work / "g8") as place:
        for k in range(ctx.rounds):
            log = place / f"accepted-{k}"
            with Relay(ctx.build, 0, "Message-ID", log) as relay:
                conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(relay.port))
                twice, lost = kill_daemon(ctx, place, relay, conf, log)
            row.add("nhacviecd, sent twice", twice)
            row.add("nhacviecd, lost", lost)
            log = place / f"alerts-{k}"
            with Relay(ctx.build, 0, "Subject", log) as relay:
                row.add("Alertmanager, part of the sent sent twice", kill_alertmanager(ctx, place, relay, log, other))
    row.target("nhacviecd, sent twice, the most", [max(row.values("nhacviecd, sent twice"))], "<=", 80, "")
    row.target("nhacviecd, lost, the most", [max(row.values("nhacviecd, lost"))], "<=", 0, "")
    row.note(f"sent twice: accepted by the relay more than once; Alertmanager with {other} alerts, told of all of them "
             "again after its restart, as Prometheus does")
    return [row]


def enqueue(ctx, place, conf):
    """Seconds from the decision to plan until all notices are durable; the ledger stays."""
    run = place / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    with measure.pinned():
        daemon = nvlib.Daemon(ctx.build, conf, run / "state", wait=False)
    tail = LogTail(run / "daemon.log")
    try:
        until(lambda: tail.read() is not None and tail.noted >= ctx.count, "all recorded")
        recorded_ms = time.time() * 1e3
    finally:
        tail.close()
        daemon.stop()
    return (recorded_ms - from_ledger(run / "state")["created_ms"]) / 1e3


def bare_insert(ctx, place, batch):
    new = place / "bare.db"
    for path in place.glob("bare.db*"):
        path.unlink()
    r = measure.run([ctx.build / "bench/bare_insert", place / "run/state/ledger.db", new, batch])
    answer = json.loads(r["out"])
    return answer["notices"] / answer["seconds"]


def nullmailer(program, place, message, count):
    """Messages/s; a process a message. Its queue is a name in the program: a name space of its own
    puts a directory of the build folder there."""
    if os.geteuid() != 0:
        raise Missing("nullmailer-queue: only root can give it a queue of its own")
    queue = place / "nullmailer"
    shutil.rmtree(queue, ignore_errors=True)
    for part in ("queue", "tmp", "failed"):
        (queue / part).mkdir(parents=True)
    for path in (queue, *queue.iterdir()):
        shutil.chown(path, "mail")
    script = ("mount -t tmpfs none /var/spool && mkdir -p /var/spool/nullmailer && mount --bind $1 "
              "/var/spool/nullmailer && for i in $(seq $3); do $2 < $4 || exit 1; done")
    r = measure.run(["unshare", "-m", "sh", "-c", script, "sh", queue.resolve(), program, count, message.resolve()])
    if len(list((queue / "queue").iterdir())) != count:
        raise RuntimeError("nullmailer-queue did not keep all")
    return count / r["seconds"]


def g9(ctx):
    program = ctx.peers.find("nullmailer-queue")
    row = Row("G9", f"record {ctx.count} due reminders durably", "reminders/s")
    some = min(ctx.count, NULLMAILER_MESSAGES)
    with Place(ctx.work / "g9") as place, Relay(ctx.build) as relay:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(relay.port))
        message = place / "message"
        message.write_text("sender@bench.example\nrcpt@bench.example\n\nSubject: bench\n\n" + ("x" * 75 + "\n") * 50)
        for _ in range(ctx.rounds):
            row.add("nhacviecd", ctx.count / enqueue(ctx, place, conf))
            row.add("SQLite, the same rows, batches of 100", bare_insert(ctx, place, BATCH))
            row.add("SQLite, the same rows, one batch", bare_insert(ctx, place, ctx.count))
            row.add("nullmailer-queue", nullmailer(program, place, message, some))
    row.target_ratio("nhacviecd", "SQLite, the same rows, batches of 100", ">=", 0.7)
    row.target_ratio("nhacviecd", "nullmailer-queue", ">=", 20)
    row.note("nhacviecd: from the decision to plan until its log says that all are recorded, planning and the letters "
             "of the first claims included, 1,000 notices a transaction; five rows a reminder: notice, item, heard, "
             "heard_window, delivery")
    return [row]


def g10(ctx):
    library = ctx.peers.library("libeatmydata.so")
    row = Row("G10", f"what durability costs while {ctx.count} e-mails are sent", "messages/s")
    commits = []
    preloaded = {"like synchronous=NORMAL": ctx.build / "bench/like_normal.so", "no fsync at all": library}
    with Place(ctx.work / "g10") as place, Relay(ctx.build) as relay:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(relay.port))
        for _ in range(ctx.rounds):
            run = drain(ctx.build, place, conf, ctx.count)
            commits.append(run["commits"] / ctx.count)
            row.add("synchronous=FULL", run["rate"])
            for name, path in preloaded.items():
                row.add(name, drain(ctx.build, place, conf, ctx.count, {**os.environ, "LD_PRELOAD": str(path)})["rate"])
    row.target("commits a message", commits, "<=", 1 / 32, "")
    row.target_ratio("synchronous=FULL", "like synchronous=NORMAL", ">=", 0.9)
    row.note("NORMAL: bench/like_normal.c loaded before libc syncs the log before checkpoints only; without fsync: "
             "Debian's libeatmydata")
    return [row]


def opens_at(conf, seconds):
    """Writes a window that opens at a full minute, at least `seconds` from now; its time since 1970."""
    zone = datetime.timezone(datetime.timedelta(hours=7))
    now = datetime.datetime.now(zone)
    at = (now + datetime.timedelta(seconds=seconds)).replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
    if at.date() != now.date():
        raise Missing("it is nearly midnight, and a window lies within one day")
    path = conf / "nhacviec.cfg"
    text = path.read_text()
    path.write_text(text.replace('open = "00:00"', f'open = "{at:%H:%M}"'))
    return at.timestamp(), lambda: path.write_text(text)


def one_due(ctx, place, conf, row):
    run = place / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    due, restore = opens_at(conf, READY_S)
    with measure.pinned():
        daemon = nvlib.Daemon(ctx.build, conf, run / "state", wait=False)
    tail = LogTail(run / "daemon.log")
    try:
        time.sleep(due - 0.5 - time.time())
        if tail.read() or tail.noted:
            raise RuntimeError("sent before its window")
        until(lambda: tail.read() is not None and tail.noted >= ctx.count, "all recorded")
        row.add("all recorded", time.time() - due)
        until(lambda: tail.read() >= ctx.count, "all sent")
        row.add("all sent", time.time() - due)
        row.series["all sent"]["peak_kb"].append(measure.status_kb(daemon.proc.pid, "VmHWM"))
    finally:
        tail.close()
        daemon.stop()
        restore()
    with sqlite3.connect(run / "state" / "ledger.db") as db:
        first_ms = db.execute("select min(ended_ms) from attempt where ended_ms > 0").fetchone()[0]
    db.close()
    row.add("first accepted", first_ms / 1e3 - due)


def due_at_once(ctx):
    row = Row("due", f"{ctx.count} reminders due in the same second, the daemon waiting for it", "s after it")
    with Place(ctx.work / "due") as place, Relay(ctx.build) as relay:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(relay.port))
        for _ in range(min(ctx.rounds, 3)):
            one_due(ctx, place, conf, row)
    row.target_value("all recorded", "<=", 2)
    row.target_value("first accepted", "<=", 1)
    row.target("peak memory", [kb / 1024 for kb in row.series["all sent"]["peak_kb"]], "<=", 64, " MB")
    return [row]

"""The real daemon draining due notices, and the programs that only send: what rows about draining share."""

import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import tempfile
import time

import inputs
import measure
from inputs import nvlib
from measure import Row

CONNECTIONS = 16
LIMIT_S = 180


class Place:
    """A directory on the disk of the build folder (fsync must cost what it costs), by a short name:
    the control socket lies in it."""

    def __init__(self, work):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self.short = pathlib.Path(tempfile.mkdtemp(prefix="nvb"))
        self.path = self.short / "w"
        self.path.symlink_to(work)
        self.work = work

    def __enter__(self):
        return self.path

    def __exit__(self, *rest):
        shutil.rmtree(self.short, ignore_errors=True)
        shutil.rmtree(self.work, ignore_errors=True)


class LogTail:
    """Counts delivered messages in the daemon's log without disturbing it."""

    def __init__(self, path):
        self.file = open(path, "rb")
        self.rest = b""
        self.sent = self.noted = 0

    def read(self):
        data = self.rest + self.file.read()
        whole, newline, self.rest = data.rpartition(b"\n")
        whole += newline
        self.sent += whole.count(b" state=sent ")
        self.noted += whole.count(b"notice notice=")
        if b" state=failed" in whole or b" state=pending" in whole:
            raise RuntimeError("a message did not go through at once; see daemon.log")
        return self.sent

    def close(self):
        self.file.close()


def from_ledger(state):
    """Times and sizes as the ledger has them after the daemon's end."""
    with sqlite3.connect(state / "ledger.db") as db:
        first, last, count = db.execute(
            "select min(started_ms), max(ended_ms), count(*) from attempt").fetchone()
        size = db.execute("select avg(length(bytes)) from message").fetchone()[0]
        created = db.execute("select min(created_ms) from notice").fetchone()[0]
    db.close()
    return {"first_ms": first, "last_ms": last, "attempts": count, "size": round(size), "created_ms": created}


def drain(build, place, conf, count, env=None):
    """One run of the daemon with an empty ledger: from its start until all is sent and recorded. Its
    state stays in place / "run" until the next one."""
    run = place / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    with measure.pinned():
        began = time.time()
        daemon = nvlib.Daemon(build, conf, run / "state", wait=False, env=env)
    tail = LogTail(run / "daemon.log")
    try:
        end = time.monotonic() + LIMIT_S
        while tail.read() < count:
            if daemon.proc.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"drained {tail.sent} of {count}: "
                                   + (run / "daemon.log").read_text()[-2000:])
            time.sleep(0.005)
        done = time.time()
        pid = daemon.proc.pid
        cpu, peak = measure.cpu_seconds(pid), measure.status_kb(pid, "VmHWM")
        status = daemon.call("status")["data"]
    finally:
        tail.close()
        code = daemon.stop()
    if code != 0 or status["queue"]["sent"] != count:
        raise RuntimeError(f"daemon ended with {code}, queue {status['queue']}")
    seen = from_ledger(run / "state")
    if seen["attempts"] != count:
        raise RuntimeError(f"{seen['attempts']} attempts for {count} messages")
    return {**seen, "rate": count / ((seen["last_ms"] - seen["first_ms"]) / 1e3), "cpu_s": cpu,
            "peak_kb": peak, "commits": status["commits"], "whole_s": done - began,
            "before_s": seen["first_ms"] / 1e3 - began}


class Drained:
    """What every round adds to the row of a drain."""

    def __init__(self, row, subject, count):
        self.row, self.subject, self.count, self.runs = row, subject, count, []

    def add(self, r):
        self.runs.append(r)
        self.row.add(self.subject, r["rate"], cpu_per_10k=r["cpu_s"] * 1e4 / self.count, peak_kb=r["peak_kb"])

    def notes(self):
        def mid(key):
            return statistics.median(r[key] for r in self.runs)
        self.row.note(f"{self.count} messages of {mid('size'):.0f} bytes; {mid('commits'):.0f} commits, "
                      f"1/{self.count / mid('commits'):.0f} a message; reading the configuration, planning and "
                      f"recording the notices before the first message {mid('before_s'):.2f} s; "
                      f"start to last verdict in the ledger {mid('whole_s'):.2f} s")
        self.row.note("rate: messages / (last answer - first attempt) as the ledger records them; CPU and peak "
                      "are those of the whole process from its start, the others' too")


def smtp_source(program, env, port, count, size, connections=CONNECTIONS):
    r = measure.run([program, "-d", "-s", connections, "-l", size, "-m", count, "-f", "sender@bench.example",
                     "-t", "rcpt@bench.example", f"127.0.0.1:{port}"], env=env)
    return count / r["seconds"], r


def bare(build, url, count, size, connections=CONNECTIONS):
    r = measure.run([build / "bench/bare_curl", url, count, connections, size])
    answer = json.loads(r["out"])
    if answer["failed"]:
        raise RuntimeError(f"bare_curl: {answer}")
    return count / answer["seconds"], r


def add_run(row, name, rate, r, count):
    row.add(name, rate, cpu_per_10k=r["cpu_s"] * 1e4 / count, peak_kb=r["peak_kb"])


def mail_relay(port, connections=CONNECTIONS, more=""):
    return (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {port}; tls = "none"; '
            f'connections = {connections}; {more} }}')


def sink_command(sink, port):
    """Started as root it insists on another user."""
    return [sink, *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", 1024]

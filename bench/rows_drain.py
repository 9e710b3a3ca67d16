"""G1, G5 (and the CPU goals G2): the real daemon draining due notices, against programs that only send."""

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
        self.sent = self.claimed_at = 0

    def read(self):
        data = self.rest + self.file.read()
        whole, _, self.rest = data.rpartition(b"\n")
        self.sent += whole.count(b" state=sent ")
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


def drain(build, place, conf, count):
    """One run of the daemon with an empty ledger: from its start until all is sent and recorded."""
    run = place / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    with measure.pinned():
        began = time.time()
        daemon = nvlib.Daemon(build, conf, run / "state", wait=False)
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


def smtp_source(program, env, port, count, size):
    r = measure.run([program, "-d", "-s", CONNECTIONS, "-l", size, "-m", count, "-f", "sender@bench.example",
                     "-t", "rcpt@bench.example", f"127.0.0.1:{port}"], env=env)
    return count / r["seconds"], r


def bare(build, url, count, size):
    r = measure.run([build / "bench/bare_curl", url, count, CONNECTIONS, size])
    answer = json.loads(r["out"])
    if answer["failed"]:
        raise RuntimeError(f"bare_curl: {answer}")
    return count / answer["seconds"], r


def add_run(row, name, rate, r, count):
    row.add(name, rate, cpu_per_10k=r["cpu_s"] * 1e4 / count, peak_kb=r["peak_kb"])


def sink_command(sink, port):
    """Started as root it insists on another user."""
    return [sink, *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", 1024]


def g1(ctx):
    sink, source = ctx.peers.find("smtp-sink"), ctx.peers.find("smtp-source")
    env, port = ctx.peers.env(), measure.free_port()
    row = Row("G1", f"drain due e-mails, {CONNECTIONS} connections, FULL, composed", "messages/s")
    drained = Drained(row, "nhacviecd", ctx.count)
    relay = (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {port}; tls = "none"; '
             f'connections = {CONNECTIONS}; }}')
    with Place(ctx.work / "g1") as place:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, relay)
        few = inputs.one_task_each(place / "few", 50, True, None, relay)
        with measure.server(sink_command(sink, port), port, env):
            size = drain(ctx.build, place, few, 50)["size"]
            for _ in range(ctx.rounds):
                rate, r = smtp_source(source, env, port, ctx.count, size)
                add_run(row, "smtp-source -d -s 16", rate, r, ctx.count)
                rate, r = bare(ctx.build, f"smtp://127.0.0.1:{port}", ctx.count, size)
                add_run(row, "bare libcurl", rate, r, ctx.count)
                drained.add(drain(ctx.build, place, conf, ctx.count))
    row.target_ratio("nhacviecd", "smtp-source -d -s 16", ">=", 0.45)
    row.target_ratio("nhacviecd", "bare libcurl", "<=", 1.4, "cpu_per_10k")
    drained.notes()
    return [row]


NGINX = """daemon off;
master_process off;
pid {dir}/nginx.pid;
error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024; location / {{ return 204; }} }}
}}
"""

WRK = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json; charset=utf-8"
wrk.body = string.rep("x", {size})
"""


def wrk(program, env, url, script, seconds):
    r = measure.run([program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, url], env=env)
    rate = next(float(line.split()[1]) for line in r["out"].splitlines() if line.startswith("Requests/sec:"))
    if "Non-2xx" in r["out"] or "Socket errors" in r["out"]:
        raise RuntimeError("wrk: " + r["out"])
    return rate, r, rate * seconds


def g5(ctx):
    nginx, wrk_path = ctx.peers.find("nginx"), ctx.peers.find("wrk")
    env, port = ctx.peers.env(), measure.free_port()
    row = Row("G5", f"drain due webhooks, {CONNECTIONS} connections, FULL, composed", "requests/s")
    drained = Drained(row, "nhacviecd", ctx.count)
    url = f"http://127.0.0.1:{port}/"
    with Place(ctx.work / "g5") as place:
        # A path of its own for each agency: agencies with the same endpoint would share one notice.
        conf = inputs.one_task_each(place / "conf", ctx.count, False, url, None)
        few = inputs.one_task_each(place / "few", 50, False, url, None)
        (place / "nginx.conf").write_text(NGINX.format(dir=place, port=port))
        with measure.server([nginx, "-e", "stderr", "-p", place, "-c", place / "nginx.conf"], port, env):
            size = drain(ctx.build, place, few, 50)["size"]
            (place / "post.lua").write_text(WRK.format(size=size))
            for _ in range(ctx.rounds):
                rate, r, requests = wrk(wrk_path, env, url, place / "post.lua", 2)
                add_run(row, "wrk -t1 -c16", rate, r, requests)
                rate, r = bare(ctx.build, url, ctx.count, size)
                add_run(row, "bare libcurl", rate, r, ctx.count)
                drained.add(drain(ctx.build, place, conf, ctx.count))
    row.target_ratio("nhacviecd", "wrk -t1 -c16", ">=", 0.25)
    row.target_ratio("nhacviecd", "bare libcurl", ">=", 0.55)
    drained.notes()
    return [row]

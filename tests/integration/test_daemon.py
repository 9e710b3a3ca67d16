#!/usr/bin/env python3
"""The daemon as systemd and the administrator see it: readiness, watchdog, status; one owner of the
state; drain at SIGTERM, an end at the second; done stops the chase, reopen resumes it; what was not
delivered when it ended is delivered after the next start.

Usage: test_daemon.py BUILD
"""

import json
import os
import signal
import socket
import subprocess
import time

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies,
                   write_calendars, write_main, write_plan)


def lay(dir_, relay=None, n=3, extra=""):
    conf = dir_ / "conf"
    conf.mkdir(parents=True)
    write_main(conf, relay, extra)
    write_calendars(conf)
    ids = [f"co-quan-{k}" for k in range(n)]
    write_agencies(conf, [(i, "Cơ quan " + i, [i + "@khanhhoa.example"], []) for i in ids])
    year = local_today().year
    write_plan(conf, [("T.1", f"Năm {year}", ids), ("T.2", f"Năm {year}", ids[:1])], ids[0])
    return conf


def smtp_relay(port):
    return (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {port}; tls = "none"; '
            'connections = 2; timeout = 60; }')


def systemd(t, scratch):
    """What a service manager hears."""
    dir_ = scratch / "a"
    conf = lay(dir_)
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(dir_ / "notify"))
    manager.settimeout(30)
    env = dict(os.environ, NOTIFY_SOCKET=str(dir_ / "notify"), WATCHDOG_USEC="400000")
    daemon = Daemon(build_dir(), conf, dir_ / "state", env=env)
    said = []

    def hear(what):
        while not any(what in s for s in said):
            said.append(manager.recv(4096).decode())
        return True

    t.check(hear("READY=1"), "READY=1")
    t.check(hear("STATUS=") and hear("mốc tiến độ"), "STATUS says how it stands, in Vietnamese")
    t.check(hear("WATCHDOG=1"), "WATCHDOG=1")
    other = subprocess.run([str(build_dir() / "nhacviecd"), "--allow-root", "-c", str(conf), "-s",
                            str(dir_ / "state"), "-S", str(dir_ / "s2")], capture_output=True,
                           text=True, stdin=subprocess.DEVNULL)
    t.check(other.returncode == 75 and "NV_EBUSY" in other.stderr,
            f"a second daemon on one state exits {other.returncode}")
    t.check(oct((dir_ / "state").stat().st_mode & 0o777) == "0o700", "the state directory is 0700")
    t.check(oct((dir_ / "state/ledger.db").stat().st_mode & 0o777) == "0o600", "the ledger is 0600")
    t.check(oct(daemon.socket.stat().st_mode & 0o777) == "0o660", "the socket is 0660")
    daemon.proc.send_signal(signal.SIGTERM)
    t.check(hear("STOPPING=1"), "STOPPING=1")
    t.check(daemon.proc.wait() == 0, "SIGTERM ends it with 0")
    t.check(not daemon.socket.exists(), "the socket is gone")
    if os.geteuid() == 0:
        root = subprocess.run([str(build_dir() / "nhacviecd"), "-c", str(conf)], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL)
        t.check(root.returncode == 77, f"root is refused: {root.returncode}")
    bad = subprocess.run([str(build_dir() / "nhacviecd"), "--allow-root", "-c", str(scratch / "none")],
                         capture_output=True, text=True, stdin=subprocess.DEVNULL)
    t.check(bad.returncode == 78, f"no configuration: {bad.returncode}")
    gone = tool(build_dir(), "--socket", daemon.socket, "-c", conf, "status")
    t.check(gone.returncode == 69, f"nobody answers: {gone.returncode}")


def facts(t, scratch):
    """done cancels what waits and stops the chase; reopen resumes."""
    dir_ = scratch / "b"
    log = scratch / "b.log"
    log.touch()
    # Nobody's mailbox takes mail at first: the notices wait.
    server = Peer("smtp_server.py", "--log", log, "--behave", "rcpt=450*9,ok")
    conf = lay(dir_, smtp_relay(server.port), n=2,
               extra='retry = { mail = { delays = [ "1s" ]; lifetime = "5d"; }; };')
    daemon = Daemon(build_dir(), conf, dir_ / "state")
    run = lambda *a: tool(build_dir(), "-c", conf, "--socket", daemon.socket, *a)
    done = run("done", "T.1.1", "--on", local_today().isoformat(), "--doc", "12/BC-SNV")
    t.check(done.returncode == 0, f"done: {done.stderr}")
    again = run("done", "T.1.1", "--on", local_today().isoformat())
    t.check(again.returncode == 0, f"done twice is no error: {again.stderr}")
    future = run("done", "T.2.1", "--on", "2199-01-01")
    t.check(future.returncode == 1 and "chưa tới" in future.stderr + future.stdout, "not in the future")
    unknown = run("done", "T.9.9")
    t.check(unknown.returncode == 1, "an unknown id is refused")
    daemon.wait_until(lambda s: s["queue"]["pending"] + s["queue"]["claimed"] == 0, "queue is empty")
    rows = json.loads(run("--json", "show", "T.1.1").stdout)
    states = sorted(r["state"] for r in rows)
    t.check(states[-1] in ("cancelled", "sent") and len(states) == 2, f"both notices ended: {states}")
    for row in rows:
        if row["state"] == "sent":
            text = run("show", row["id"], "--mail").stdout
            t.check("Message-ID:" in text, "the stored message is shown")
    tasks = {r["id"]: r for r in json.loads(run("--json", "tasks").stdout)}
    t.check(tasks["T.1.1"]["status"].startswith("ht-"), tasks["T.1.1"]["status"])
    t.check(run("reopen", "T.1.1").returncode == 0, "reopen")
    t.check(run("reopen", "T.1.1").returncode == 1, "reopen what is open is a no")
    t.check(daemon.stop() == 0, "the daemon ends well")
    daemon = Daemon(build_dir(), conf, dir_ / "state")
    t.check(not json.loads(run("--json", "tasks").stdout)[0]["status"].startswith("ht-"),
            "facts survive a restart")
    t.check(daemon.stop() == 0, "the daemon ends well")
    server.stop()


def drain(t, scratch):
    """SIGTERM lets what is on its way arrive; a second one does not wait."""
    dir_ = scratch / "c"
    log = scratch / "c.log"
    log.touch()
    server = Peer("smtp_server.py", "--log", log, "--behave", "dot=wait:1")
    conf = lay(dir_, smtp_relay(server.port), n=40)
    daemon = Daemon(build_dir(), conf, dir_ / "state")
    daemon.wait_until(lambda s: s["queue"]["claimed"] > 0, "something is on its way")
    t.check(daemon.stop() == 0, "SIGTERM ends it with 0")
    arrived = len(log.read_text().splitlines())
    daemon = Daemon(build_dir(), conf, dir_ / "state")
    status = daemon.call("status")["data"]
    t.check(status["queue"]["sent"] == arrived, f"{arrived} arrived, {status['queue']} in the ledger")
    log_text = (dir_ / "daemon.log").read_text(errors="replace")
    t.check("recovered" not in log_text, "nothing was left half done")
    daemon.stop()
    server.stop()
    server = Peer("smtp_server.py", "--log", log, "--behave", "dot=silent")
    quick = 'retry = { mail = { delays = [ "1s" ]; lifetime = "5d"; }; };'
    write_main(conf, smtp_relay(server.port), quick)
    daemon = Daemon(build_dir(), conf, dir_ / "state")
    daemon.wait_until(lambda s: s["queue"]["claimed"] > 0, "stuck at the dot")
    daemon.proc.send_signal(signal.SIGTERM)
    end = time.monotonic() + 20
    while b"stopping" not in (dir_ / "daemon.log").read_bytes() and time.monotonic() < end:
        time.sleep(0.02)
    t.check(daemon.stop() == 0, "the second SIGTERM ends it")
    server.stop()
    server = Peer("smtp_server.py", "--log", log)
    write_main(conf, smtp_relay(server.port), quick)
    daemon = Daemon(build_dir(), conf, dir_ / "state")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 40, "the rest after the restart")
    ids = {json.loads(x)["message_id"] for x in log.read_text().splitlines()}
    t.check(len(ids) == 40, f"{len(ids)} of 40 arrived")
    t.check(daemon.stop() == 0, "the daemon ends well")
    server.stop()


def main():
    t = Totals()
    with Scratch(t) as scratch:
        systemd(t, scratch)
        facts(t, scratch)
        drain(t, scratch)
    t.end()


main()

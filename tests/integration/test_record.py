#!/usr/bin/env python3
"""nhacviecd --record DIR and tests/sim --recording DIR: what the daemon did is done again, to the
byte of each letter; an altered event is found by its number; what is damaged is told, not believed;
and whatever happens to the recording, the mail goes out.

Usage: test_record.py BUILD
"""

import base64
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "longer"))

from faultlib import ERROR, Shim  # noqa: E402
from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies,  # noqa: E402
                   write_calendars, write_main, write_plan)

HOUR = 3600000
PASSWORD = "chim-hoang-yen-mat-khau"
HOOK_KEY = "whsec_" + base64.b64encode(b"chim-hoang-yen-khoa-webhook!").decode()
BOUNCE_KEY = "whsec_" + base64.b64encode(b"chim-hoang-yen-khoa-cua-thu-tra-lai!").decode()

RETURNED = """Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; x@khanhhoa.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 khong co "nguoi" nay

--B1--
"""


class World:
    """A small province with a relay that refuses for a time, a webhook, and a recorded daemon."""

    def __init__(self, dir_, rcpt=(), hook="200"):
        self.dir, self.conf, self.rec, self.got = dir_, dir_ / "conf", dir_ / "rec", dir_ / "got"
        self.conf.mkdir(parents=True)
        self.got.touch()
        self.peer = Peer("smtp_server.py", "--log", self.got, "--bodies", "--no-fsync", "--user", "nhacviec",
                         "--password", PASSWORD, *(x for r in rcpt for x in ("--rcpt", r)))
        self.hook = Peer("http_server.py", "--log", dir_ / "hooks", "--behave", hook)
        for name, text in (("mat-khau", PASSWORD), ("khoa-hook", HOOK_KEY), ("khoa-tra-lai", BOUNCE_KEY)):
            (self.conf / name).write_text(text + "\n")
            (self.conf / name).chmod(0o600)
        relay = (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {self.peer.port}; tls = "none"; '
                 f'connections = 2; timeout = 60; user = "nhacviec"; password_file = "{self.conf}/mat-khau"; }}')
        write_main(self.conf, relay, 'bounce = { address = "tra-lai@khanhhoa.example"; key_file = "khoa-tra-lai"; }; '
                   'retry = { mail = { delays = [ "1s" ]; lifetime = "5d"; }; };')
        write_calendars(self.conf)
        names = ("theo-doi", "mot", "hai", "ba", "bon")
        write_agencies(self.conf, [(k, f'Cơ quan "{k}"', [f"{k}@khanhhoa.example"], []) for k in names])
        path = self.conf / "agencies" / "a.cfg"
        path.write_text(path.read_text().replace(
            'mail = [ "mot@khanhhoa.example" ];',
            'mail = [ "mot@khanhhoa.example" ]; webhooks = ( { url = "http://127.0.0.1:%d/x"; '
            'secret_file = "khoa-hook"; } );' % self.hook.port))
        year = local_today().year
        write_plan(self.conf, [("T.1", f"Năm {year}", ["mot", "hai"]), ("T.2", f"Năm {year}", ["ba", "bon"])],
                   "theo-doi")

    def start(self, *args, env=None):
        return Daemon(build_dir(), self.conf, self.dir / "state", env=env,
                      args=("--record", self.rec, *args))

    def runs(self):
        return sorted(p for p in self.rec.iterdir() if p.is_dir())

    def stop(self):
        self.peer.stop()
        self.hook.stop()


def replay(where):
    done = subprocess.run([str(build_dir() / "tests" / "sim"), "--recording", str(where)],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def events(run):
    return [json.loads(line) for line in (run / "events").read_text().splitlines()]


def good(t, where, what):
    code, said = replay(where)
    t.check(code == 0 and " 0 differences" in said, f"{what}: {code} {said}")
    return said


def copy_of(run, name):
    to = run.parent.parent / name
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(run, to)
    return to


def alter(run, name, pick, change):
    """A copy of the recording in which the first event that `pick` chooses, by itself and by what it led
    to, is another; its number."""
    to = copy_of(run, name)
    lines, number = [], None
    did = {e["did"]: e["text"] for e in events(run) if "did" in e}
    for line in (run / "events").read_text().splitlines():
        e = json.loads(line)
        if number is None and "event" in e and pick(e, did.get(e["event"], "")):
            number = e["event"]
            change(e)
            line = json.dumps(e, ensure_ascii=False)
        lines.append(line)
    (to / "events").write_text("\n".join(lines) + "\n")
    return to, number


def busy_run(t, w, daemon, shim):
    """Everything that can happen to the engine."""
    socket = ["--socket", daemon.socket]
    year = local_today().year
    daemon.wait_until(lambda s: s["queue"]["sent"] == 5, "four letters and a webhook, some at the second attempt")
    t.check(tool(build_dir(), *socket, "done", "T.1.1", "--on", local_today().isoformat(), "--doc",
                 'Báo cáo "1/BC" \\ 2').returncode == 0, "a fact")
    daemon.wait_until(lambda s: s["done"] == 1, "it counts")
    t.check(tool(build_dir(), *socket, "extend", "T.2.1", "--to", f"{year + 1}-01-20", "--doc",
                 "Công văn 2").returncode == 0, "another")

    senders = {r["to"][0]: r["from"] for r in map(json.loads, w.got.read_text().splitlines())}
    back = subprocess.run([str(build_dir() / "nhacviec"), *map(str, socket), "bounce"],
                          input=RETURNED.format(to=senders["ba@khanhhoa.example"]).encode(), capture_output=True)
    t.check(back.returncode == 0, f"bounced: {back}")
    daemon.wait_until(lambda s: s["queue"]["failed"] == 1, "a letter came back")
    failed = daemon.call("queue", state="failed")["data"][0]["id"]
    t.check(tool(build_dir(), *socket, "queue", "retry", failed).returncode == 0, "sent again")
    daemon.wait_until(lambda s: s["queue"]["failed"] == 0 and s["queue"]["pending"] == 0, "and gone")

    w.peer.stop()
    t.check(daemon.call("send-test", agency="bon")["exit"] == 0, "a test letter")
    daemon.wait_until(lambda s: s["lanes"][0]["resting"] and s["queue"]["pending"] == 1, "which waits")
    waiting = daemon.call("queue", state="pending")["data"][0]["id"]
    t.check(tool(build_dir(), *socket, "queue", "cancel", waiting).returncode == 0, "cancelled")
    t.check(tool(build_dir(), *socket, "queue", "release").returncode == 1, "nothing is held")
    clear = tool(build_dir(), *socket, "queue", "clear", "mail:ba@khanhhoa.example")
    t.check(clear.returncode == 0, f"the flag is taken away: {clear}")

    write_plan(w.conf, [("T.3", f"Năm {year}", ["hai"])], "theo-doi", ident="q")
    t.check(tool(build_dir(), *socket, "reload").returncode == 0, "a good reload")
    plan = w.conf / "plans" / "q.cfg"
    text = plan.read_text()
    plan.write_text(text + "x = (")
    t.check(tool(build_dir(), *socket, "reload").returncode == 78, "a bad one")
    plan.unlink()
    t.check(tool(build_dir(), *socket, "reload").returncode == 0, "without the new plan")
    shim.set_clock(30 * HOUR)
    daemon.wait_until(lambda s: s["draining"] is False and jumped(w), "the clock was set")


def jumped(w):
    return any(e.get("kind") == "clock" and e["jumped"] for e in events(w.runs()[0]))


def record_and_replay(t, scratch):
    w = World(scratch / "a", rcpt=["hai@khanhhoa.example=450:4.2.0 cho mot chut,ok",
                                   "bon@khanhhoa.example=451:4.3.0 ban,421:4.3.2 ban,ok"],
              hook="503;retry-after=1,200")
    shim = Shim(build_dir(), w.dir, w.dir / "nowhere", clock=True)
    daemon = w.start(env=shim.env())
    busy_run(t, w, daemon, shim)
    status = daemon.call("status")
    st = status["data"]["recording"]
    t.check(st["on"] is True and st["stopped"] is None and st["events"] > 20 and st["bytes"] > 10000,
            f"status tells of it: {st}")
    t.check(f"Đang ghi lại hoạt động vào {w.runs()[0]}" in status["text"], status["text"])
    daemon.kill()
    run = w.runs()[0]
    said = good(t, run, "after kill -9")
    t.check("killed" in said, said)
    kinds = {e["kind"] for e in events(run) if "kind" in e}
    t.check(kinds == {"restored", "snapshot", "clock", "committed", "verdict", "fact", "test", "order"},
            f"all that can happen did: {kinds}")
    orders = {e["order"] for e in events(run) if e.get("kind") == "order"}
    t.check(orders == {"resume", "cancel", "release", "bounce", "clear"}, f"and each order: {orders}")
    t.check(len(list(run.glob("conf-*"))) == 3, "a configuration each time one came into force")
    return w, run, shim


def go_on(t, w, shim):
    """A chain of starts over one ledger."""
    w.peer = Peer("smtp_server.py", "--log", w.got, "--bodies", "--no-fsync", "--port", str(w.peer.port),
                  "--user", "nhacviec", "--password", PASSWORD)
    daemon = w.start(env=shim.env())
    daemon.wait_until(lambda s: not s["queue"]["pending"] and not s["queue"]["claimed"], "what waited is sent")
    t.check(daemon.call("note", id="T.2.1", note="lần chạy thứ hai")["exit"] == 0, "a note")
    t.check(daemon.stop() == 0, "an orderly stop")
    daemon = w.start(env=shim.env())
    t.check(daemon.call("status")["data"]["recording"]["on"], "a third start")
    t.check(daemon.stop() == 0, "and its end")
    first, second, third = w.runs()
    t.check([p.name[:6] for p in w.runs()] == ["000001", "000002", "000003"], "numbered")
    t.check(events(second)[-1] == {"end": "stopped"}, "an orderly end says so")
    said = good(t, w.rec, "the chain")
    t.check(re.search(r"^3 runs, \d+ events, 0 differences$", said, re.M) is not None, said)
    for p in w.rec.rglob("*"):
        t.check(p.stat().st_mode & 0o077 == 0, f"{p}: nobody else reads it")

    idle = w.rec / "000002-killed-at-once"
    idle.mkdir()
    shutil.copy(third / "ledger.db", idle)
    (idle / "events").write_text((first / "events").read_text()[:50])
    good(t, w.rec, "a start that ended at once")
    shutil.rmtree(idle)

    other = w.dir / "torn"
    shutil.copytree(w.rec, other)
    shutil.copy(first / "ledger.db", other / third.name / "ledger.db")
    code, said = replay(other)
    t.check(code != 0 and "does not continue" in said, f"a gap between two runs: {code} {said}")


def no_secrets(t, w):
    for p in w.rec.rglob("*"):
        if not p.is_file():
            continue
        data = p.read_bytes()
        for canary in (PASSWORD, HOOK_KEY, HOOK_KEY[6:], BOUNCE_KEY, BOUNCE_KEY[6:], "chim-hoang-yen"):
            t.check(canary.encode() not in data, f"{p.name} holds a secret")
    names = {p.name for p in w.rec.rglob("*")}
    t.check(not names & {"mat-khau", "khoa-hook", "khoa-tra-lai", "bounce.key"}, f"no file of secrets: {names}")


def altered(t, run):
    def found(what, pick, change, field=None):
        to, number = alter(run, "altered", pick, change)
        code, said = replay(to)
        m = re.search(r"event (\d+) \(", said)
        t.check(number is not None and code == 1 and m and int(m.group(1)) == number,
                f"{what}, event {number}: {code} {said[:600]}")
        t.check(field is None or field in said, f"{what}: it shows {field}: {said[:600]}")

    # A verdict that comes while a transaction is out is acted on later.
    acted_on = lambda e, did: e["kind"] == "verdict" and f"verdict {e['delivery']} " in did  # noqa: E731
    found("a verdict of another class", lambda e, did: acted_on(e, did) and e["class"] == "sent",
          lambda e: e.update({"class": "permanent", "code": 550}), "replayed: ")
    found("the words of a server", lambda e, did: acted_on(e, did) and e["class"] == "temporary",
          lambda e: e.update(text="x"))
    found("the day of a fact", lambda e, did: e["kind"] == "fact" and e["fact"] == "done",
          lambda e: e.update(day=e["day"] - 1), "fact 1 done")
    found("the time of an event", lambda e, did: e["kind"] == "committed" and "claim" in did,
          lambda e: e.update(now_ms=e["now_ms"] + 1))
    found("another agency", lambda e, did: e["kind"] == "test", lambda e: e.update(agency="hai"))
    found("a commit that failed", lambda e, did: e["kind"] == "committed" and e["rc"] == 0,
          lambda e: e.update(rc=-6))
    found("an order", lambda e, did: e["kind"] == "order" and e["order"] == "bounce", lambda e: e.update(text="khác"))


def damaged(t, run):
    text = (run / "events").read_text()
    lines = text.splitlines(keepends=True)

    def fails(what, word, code=2, change=None, data=None):
        to = copy_of(run, "damaged")
        if data is not None:
            (to / "events").write_bytes(data if isinstance(data, bytes) else data.encode())
        if change:
            change(to)
        got, said = replay(to)
        t.check(got == code and word in said and "Sanitizer" not in said, f"{what}: {got} {said[:500]}")

    fails("cut within a line", "only begun", 0, data=text[:-len(lines[-1]) // 2 - 5])
    fails("cut before an outcome", "was not recorded", 0, data="".join(lines[:-1]))
    fails("empty", "empty", data="")
    fails("no recording", "no JSON object", data=os.urandom(3000).replace(b"\n", b" ") + b"\n")
    fails("another format", "format 99", data=text.replace('"recording":2', '"recording":99', 1))
    fails("an event is missing", "missing", data="".join(lines[:5] + lines[7:]))
    fails("a member is missing", '"now_ms" is missing', data=text.replace('"now_ms"', '"now"'))
    fails("of another type", '"delivery" is missing, or not what it must be',
          data=re.sub(r'"delivery":(\d+),"class"', r'"delivery":"\1","class"', text))
    fails("two headers", "second header", data=lines[0] + text)
    fails("no configuration", "conf-1", change=lambda p: shutil.rmtree(p / "conf-1"))
    fails("a configuration file is missing", "a file is missing",
          change=lambda p: (p / "conf-1" / "calendar" / f"{local_today().year}.cfg").unlink())
    plan = "conf-2/plans/q.cfg"
    fails("a configuration file is altered", "altered",
          change=lambda p: (p / plan).write_text((p / plan).read_text() + " "))
    fails("no ledger", "ledger.db", change=lambda p: (p / "ledger.db").unlink())
    fails("half a ledger", "ledger.db", change=lambda p: os.truncate(p / "ledger.db", 20000))

    def other_ledger(p):
        db = sqlite3.connect(p / "ledger.db")
        db.execute("insert into heard_window values ('mot', 1)")
        db.commit()
        db.close()
    fails("another ledger", "not the ledger", change=other_ledger)
    code, said = replay(run.parent.parent / "nowhere")
    t.check(code == 2, f"no directory: {code} {said}")


def sent_all_the_same(t, w, daemon, reason):
    st = daemon.wait_until(lambda s: s["queue"]["sent"] == 5, f"{reason}: everything is delivered")["recording"]
    t.check(st["on"] is False and st["stopped"] == reason, f"{reason}: {st}")
    status = daemon.call("status")
    t.check("(--record) đã ngừng" in status["text"] and status["exit"] == 0, status["text"])
    t.check(daemon.stop() == 0, f"{reason}: ends well")
    log = (w.dir / "daemon.log").read_text()
    t.check(log.count("recording-stopped") == 1 and f"reason={reason}" in log, log)


def full_disk(t, scratch):
    w = World(scratch / "full")
    shim = Shim(build_dir(), w.dir, w.rec, how=ERROR, error=28, at=40, until=-1, writes=1)
    daemon = w.start(env=shim.env())
    sent_all_the_same(t, w, daemon, "no-room")
    good(t, w.rec, "what was written before the disk was full")
    w.stop()


def at_once_full(t, scratch):
    w = World(scratch / "never")
    w.rec.write_text("a file where the directory should be\n")
    daemon = w.start()
    sent_all_the_same(t, w, daemon, "error")
    w.stop()


def limited(t, scratch):
    w = World(scratch / "limit")
    daemon = w.start("--record-max", "1")
    for k in range(3000):
        if not daemon.call("status")["data"]["recording"]["on"]:
            break
        for _ in range(100):
            daemon.call("queue-order", what="release")
    sent_all_the_same(t, w, daemon, "limit")
    t.check(events(w.runs()[0])[-1] == {"end": "limit"}, "it says why it ends")
    size = sum(p.stat().st_size for p in w.rec.rglob("*") if p.is_file())
    t.check(1 << 20 <= size < (1 << 20) + 100000, f"{size} bytes")
    said = good(t, w.rec, "up to the limit")
    t.check("limit" in said, said)
    w.stop()


HOLD = r"""
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>
/* The recorder looks for room before it writes: there its disk hangs while $NV_HOLD is there. */
int fstatvfs(int fd, struct statvfs *out)
{
    while (access(getenv("NV_HOLD"), F_OK) == 0)
        usleep(10000);
    return ((int (*)(int, struct statvfs *))dlsym(RTLD_NEXT, "fstatvfs"))(fd, out);
}
"""


def disk_hangs(t, scratch):
    """More is to be recorded than the disk takes: memory stays bounded, and nobody waits."""
    w = World(scratch / "hangs")
    (scratch / "hold.c").write_text(HOLD)
    subprocess.run(["gcc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", scratch / "hold.so", scratch / "hold.c", "-ldl"],
                   check=True)
    hold = w.dir / "hold"
    daemon = w.start(env=dict(os.environ, LD_PRELOAD=str(scratch / "hold.so"), NV_HOLD=str(hold)))
    daemon.wait_until(lambda s: s["queue"]["sent"] == 5, "all sent")
    hold.touch()
    plan = w.conf / "plans" / "p.cfg"
    plan.write_text(plan.read_text() + ("# " + "x" * 1021 + "\n") * 9000)
    for k in range(6):
        t.check(daemon.call("reload")["exit"] == 0, f"reload {k}")
        st = daemon.call("status")["data"]["recording"]
    t.check(st["on"] is False and st["stopped"] == "overflow", f"overflow: {st}")
    peak = next(line for line in open(f"/proc/{daemon.proc.pid}/status") if line.startswith("VmHWM")).split()[1]
    t.check(int(peak) < 150000 or "asan" in str(build_dir()), f"{peak} kB at most")
    t.check(daemon.call("send-test", agency="bon")["exit"] == 0, "a test letter")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 6, "is sent all the same")
    hold.unlink()
    t.check(daemon.stop() == 0, "ends well")
    t.check(events(w.runs()[0])[-1] == {"end": "overflow"}, "it says why it ends")
    good(t, w.rec, "up to there")
    w.stop()


def known_already(t, scratch):
    """The ledger refuses what it has: which items those were is an event like any other."""
    w = World(scratch / "known")
    daemon = w.start()
    daemon.wait_until(lambda s: s["queue"]["sent"] == 5, "all sent")
    daemon.stop()
    db = sqlite3.connect(w.dir / "state" / "ledger.db")
    for table in ("heard", "heard_window"):
        db.execute(f"delete from {table}")
    db.execute("update notice set window_ms = window_ms - 86400000, day = day - 1")
    db.commit()
    db.close()
    daemon = w.start()
    daemon.wait_until(lambda s: s["commit_failures"] == 1, "refused")
    t.check(daemon.call("note", id="T.2.1", note="sau đó")["exit"] == 0, "what is new is kept")
    daemon.stop()
    told = [e for e in events(w.runs()[1]) if e.get("told")]
    t.check(len(told) == 1 and len(told[0]["told"]) == 4 and told[0]["rc"] == -9, f"four were told: {told}")
    good(t, w.runs()[1], "known already")
    to, number = alter(w.runs()[1], "altered", lambda e, did: e.get("told"), lambda e: e["told"].pop())
    code, said = replay(to)
    t.check(code == 1, f"one less: {code} {said[:300]}")
    w.stop()


def abort_is_recorded(t, scratch):
    """What the process was told last is there, even if it ended the process."""
    w = World(scratch / "abort")
    daemon = w.start()
    daemon.wait_until(lambda s: s["queue"]["sent"] == 5, "all sent")
    daemon.call("note", id="T.2.1", note="ngay trước khi chết")
    code = daemon.kill(signal.SIGABRT)
    t.check(code == -signal.SIGABRT, f"dies of it: {code}")
    kinds = [e["kind"] for e in events(w.runs()[0]) if "kind" in e]
    t.check("fact" in kinds, f"the newest events are there: {kinds}")
    good(t, w.rec, "after an abort")
    w.stop()


def usage(t):
    for args in (["--record"], ["--record-max", "0"], ["--record-max", "1x"], ["--record-max", "9999999"]):
        got = subprocess.run([str(build_dir() / "nhacviecd"), *args], capture_output=True, text=True)
        t.check(got.returncode == 2, f"{args}: {got.returncode}")


def main():
    t = Totals()
    with Scratch(t) as scratch:
        usage(t)
        w, run, shim = record_and_replay(t, scratch)
        altered(t, run)
        damaged(t, run)
        go_on(t, w, shim)
        no_secrets(t, w)
        w.stop()
        full_disk(t, scratch)
        at_once_full(t, scratch)
        limited(t, scratch)
        abort_is_recorded(t, scratch)
        known_already(t, scratch)
        disk_hangs(t, scratch)
    t.end()


main()

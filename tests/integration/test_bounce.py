#!/usr/bin/env python3
"""Mail that comes back: the envelope sender names its delivery, `nhacviec bounce` and a watched
Maildir believe only what is signed; the delivery fails with the remote's words, another address is
used, the owner is told; while the daemon is down Postfix is asked to keep it (75).

Usage: test_bounce.py BUILD
"""

import base64
import json
import os
import re
import subprocess

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, write_agencies,
                   write_calendars, write_main, write_plan)

REPORT = """Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B1"

--B1
Content-Type: text/plain

I'm sorry to have to inform you.

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; x@khanhhoa.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <x@khanhhoa.example>: User unknown
\tin virtual mailbox table

--B1--
"""


def lay(dir_, port):
    conf = dir_ / "conf"
    conf.mkdir(parents=True)
    relay = (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {port}; tls = "none"; '
             'connections = 1; timeout = 60; }')
    write_main(conf, relay, 'bounce = { address = "tra-lai@khanhhoa.example"; maildir = "tra-lai"; };')
    write_calendars(conf)
    write_agencies(conf, [(k, "Cơ quan " + k, [f"{k}@khanhhoa.example"], [])
                          for k in ("theo-doi", "mot", "hai")])
    path = conf / "agencies" / "a.cfg"
    path.write_text(path.read_text().replace(
        'mail = [ "mot@khanhhoa.example" ];',
        'mail = [ "mot@khanhhoa.example" ]; mail_fallback = [ "mot@du-phong.example" ];'))
    year = local_today().year
    write_plan(conf, [("T.1", f"Năm {year}", ["mot", "hai"])], "theo-doi")
    return conf


def senders(log):
    return {r["to"][0]: r["from"] for r in map(json.loads, log.read_text().splitlines())}


def main():
    t = Totals()
    with Scratch(t) as scratch:
        log = scratch / "got"
        log.touch()
        peer = Peer("smtp_server.py", "--log", log, "--bodies")
        conf = lay(scratch, peer.port)
        daemon = Daemon(build_dir(), conf, scratch / "state")

        def bounce(message, *args, env=None):
            done = subprocess.run([str(build_dir() / "nhacviec"), "--socket", str(daemon.socket),
                                   "bounce", *args], input=message.encode(), capture_output=True,
                                  env=env)
            return done.returncode, (done.stdout + done.stderr).decode()

        daemon.wait_until(lambda s: s["queue"]["sent"] == 2, "both sent")
        to = senders(log)
        first, second = to["mot@khanhhoa.example"], to["hai@khanhhoa.example"]
        t.check(re.fullmatch(r"tra-lai\+\d+\.[0-9a-f]{24}@khanhhoa\.example", first), first)
        t.check(first != second, "each delivery has its own")
        key = scratch / "state" / "bounce.key"
        t.check(key.stat().st_mode & 0o777 == 0o600, "the key is the service's alone")

        forged = first.replace(first[-30], "0" if first[-30] != "0" else "1")
        t.check(bounce(REPORT.format(to=forged, action="failed"))[0] == 77, "forged: refused")
        t.check(bounce(REPORT.format(to="a@b.example", action="failed"))[0] == 77, "unsigned: refused")
        t.check(bounce(REPORT.format(to=first, action="delayed"))[0] == 0, "delayed: ignored")
        t.check(bounce("Auto-Submitted: auto-replied\nSubject: vang mat\nTo: " + first +
                       "\n\n550 5.1.1\n")[0] == 0, "vacation: ignored")
        t.check(daemon.call("status")["data"]["queue"]["failed"] == 0, "nothing has changed so far")

        code, said = bounce(REPORT.format(to=first, action="failed"))
        t.check(code == 0 and "trả lại" in said, f"{code} {said}")
        daemon.wait_until(lambda s: s["queue"]["failed"] == 1 and s["queue"]["sent"] == 3,
                          "failed; the other address and the owner have theirs")
        shown = daemon.call("queue", state="failed")["data"][0]
        t.check(shown["text"] == "550 5.1.1 <x@khanhhoa.example>: User unknown in virtual mailbox table"
                and shown["code"] == 550, f"the remote's words: {shown}")
        t.check("mot@du-phong.example" in senders(log), "goes another way")
        told = [json.loads(x) for x in log.read_text().splitlines()]
        told = next(r for r in told if r["to"] == ["theo-doi@khanhhoa.example"])
        said = _text(told)
        t.check("sang địa chỉ thay thế mot@du-phong.example" in said and "Địa chỉ mot@khanhhoa.example" in said
                and "hình thức khác" not in said, f"the owner is told which address is used now: {said}")
        t.check(bounce(REPORT.format(to=first, action="failed"))[0] == 0, "again: nothing to do")

        # Taken up again it is another letter: what comes back late of the first says nothing of it.
        t.check(daemon.call("queue-order", what="retry", id=shown["id"])["exit"] == 0, "taken up again")
        daemon.wait_until(lambda s: s["queue"]["sent"] == 4 and s["queue"]["failed"] == 0, "sent again")
        again = senders(log)["mot@khanhhoa.example"]
        t.check(re.fullmatch(r"tra-lai\+\d+\.[0-9a-z]+\.[0-9a-f]{24}@khanhhoa\.example", again), again)
        code, said = bounce(REPORT.format(to=first, action="failed"))
        t.check(code == 0 and "không có gì thay đổi" in said, f"of the letter before: {code} {said}")
        t.check(daemon.call("status")["data"]["queue"]["failed"] == 0, "it has changed nothing")
        t.check("bounce-earlier delivery=" in (scratch / "daemon.log").read_text(), "but is in the log")
        t.check(bounce(REPORT.format(to=again, action="failed"))[0] == 0, "its own")
        daemon.wait_until(lambda s: s["queue"]["failed"] == 1, "is believed")

        box = scratch / "state" / "tra-lai"
        (box / "tmp" / "1").write_text(REPORT.format(to=second, action="failed"))
        (box / "tmp" / "2").write_text("From: a@b.example\nSubject: chao\n\nxin chao\n")
        for name in ("1", "2"):
            os.rename(box / "tmp" / name, box / "new" / name)
        daemon.wait_until(lambda s: s["queue"]["failed"] == 2, "found in the Maildir")
        daemon.wait_until(lambda s: not os.listdir(box / "new"), "and put away")
        t.check(sorted(os.listdir(box / "cur")) == ["1:2,S", "2:2,S"], os.listdir(box / "cur"))

        # What cannot be read for now (here: a link to itself) is told of and stays; so does what
        # came with it; when it can be read it is.
        third = senders(log)["mot@du-phong.example"]
        os.symlink("3", box / "new" / "3")
        (box / "tmp" / "4").write_text("From: a@b.example\nSubject: chao\n\nxin chao\n")
        os.rename(box / "tmp" / "4", box / "new" / "4")
        daemon.wait_until(lambda s: "bounce-unread files=1 name=" in (scratch / "daemon.log").read_text(),
                          "told in the log")
        daemon.wait_until(lambda s: os.listdir(box / "new") == ["3"], "it stays, the other is put away")
        (box / "tmp" / "3").write_text(REPORT.format(to=third, action="failed"))
        os.rename(box / "tmp" / "3", box / "new" / "3")
        daemon.wait_until(lambda s: s["queue"]["failed"] == 3, "read at last")
        daemon.wait_until(lambda s: not os.listdir(box / "new"), "and put away")

        # As an alias of Postfix is told, with the daemon down: keep it.
        t.check(daemon.stop() == 0, "ends well")
        # Anybody may write to that address: a flood of it holds up nobody who asks.
        for i in range(5000):
            (box / "new" / f"f{i}").write_text("From: a@b.example\nSubject: chao\n\nxin chao\n")
        for i in range(10):
            with open(box / "new" / f"g{i}", "w") as big:
                big.write("From: a@b.example\nSubject: chao\n\n")
                big.truncate(15 << 20)
        daemon = Daemon(build_dir(), conf, scratch / "state")
        answered = daemon.call("status")["exit"], len(os.listdir(box / "new"))
        t.check(answered[0] in (0, 1) and answered[1] > 0, f"answered while it is looked at: {answered}")
        daemon.wait_until(lambda s: not os.listdir(box / "new"), "all of it put away")
        t.check(len(os.listdir(box / "cur")) == 4 + 5010, f"kept: {len(os.listdir(box / 'cur'))}")
        daemon.stop()
        env = dict(os.environ, ORIGINAL_RECIPIENT=first)
        t.check(bounce(REPORT.format(to="x@y.example", action="failed"), env=env)[0] == 75, "down: 75")
        daemon = Daemon(build_dir(), conf, scratch / "state")
        t.check(bounce(REPORT.format(to="x@y.example", action="failed"), env=env)[0] == 0,
                "the key is the same after a restart")
        daemon.stop()
        peer.stop()
    t.end()


def _text(record):
    import email
    import email.policy
    m = email.message_from_bytes(base64.b64decode(record["bytes_b64"]), policy=email.policy.default)
    return " ".join(m.get_body(("plain",)).get_content().split())


main()

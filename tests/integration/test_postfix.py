#!/usr/bin/env python3
"""The real daemon against a real Postfix: STARTTLS with a verified certificate, every letter lands in
a mailbox as it was sent, an unknown mailbox is a permanent failure, a stopped Postfix only delays.

Needs root and the package postfix. Usage: test_postfix.py BUILD
"""

import email
import email.policy
import os
import shutil
import time

from nvlib import (Daemon, Scratch, Totals, build_dir, local_today, write_agencies, write_calendars,
                   write_main, write_plan)
from postfix_server import Postfix


def main():
    t = Totals()
    if os.geteuid() != 0 or not shutil.which("postfix"):
        t.skip("a real Postfix needs root and the package postfix")
        t.end()
    with Scratch(t) as scratch:
        n = 40
        postfix = Postfix(scratch / "postfix", [f"so-{i}" for i in range(n)])
        conf, state = scratch / "conf", scratch / "state"
        conf.mkdir()
        ids = [f"so-{i}" for i in range(n)]
        write_main(conf, '{ id = "default"; type = "smtp"; host = "localhost"; '
                         f'port = {postfix.port}; tls = "starttls"; ca_file = "{postfix.base}/ca.pem"; '
                         'connections = 2; timeout = 30; }',
                   'retry = { mail = { delays = [ "1s" ]; lifetime = "5d"; }; };')
        write_calendars(conf)
        write_agencies(conf, [(i, "Sở số " + i[3:], [i + "@khanhhoa.example"], []) for i in ids]
                       + [("khong-co", "Cơ quan không có hộp thư", ["khong-co@khanhhoa.example"], [])])
        year = local_today().year
        write_plan(conf, [("T.1", f"Năm {year}", ids), ("T.2", f"Năm {year}", ["khong-co"])], ids[0])
        # Postfix is not there yet: the daemon must wait for it, not give up.
        daemon = Daemon(build_dir(), conf, state)
        daemon.wait_until(lambda s: s["queue"]["pending"] + s["queue"]["claimed"] == n + 1,
                          "all durable while Postfix is down")
        started = postfix.command("start")
        try:
            if not t.check(started.returncode == 0 and postfix.wait_port(),
                           f"postfix starts: {started.stderr}"):
                t.end()
            daemon.wait_until(lambda s: s["queue"]["sent"] == n and s["queue"]["failed"] == 1,
                              "delivered", 120)
            end = time.monotonic() + 60
            while len(postfix.mails()) < n and time.monotonic() < end:
                time.sleep(0.05)
            check_mailboxes(t, postfix, state, ids, daemon)
        finally:
            postfix.command("stop")
        t.check(daemon.stop() == 0, "the daemon ends well")
    t.end()


def check_mailboxes(t, postfix, state, ids, daemon):
    mails = postfix.mails()
    t.check(len(mails) == len(ids), f"{len(mails)} mails in mailboxes, not {len(ids)}")
    shown = {}
    for row in daemon.call("queue", state="sent")["data"]:
        answer = daemon.call("show", id=row["id"], mail=True)
        shown[row["endpoint"].removeprefix("mail:")] = answer["data"]["message"]
    for path in mails:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        to = message["Delivered-To"]
        t.check(not message.defects, f"{to}: defects {message.defects}")
        t.check("Nhiệm vụ" in message.get_body(("plain",)).get_content(), f"{to}: Vietnamese text")
        t.check("using TLSv1" in " ".join(message.get_all("Received", [])), f"{to}: came over TLS")
        # What arrives below Postfix's own headers is what the ledger keeps, byte for byte.
        raw = path.read_bytes().replace(b"\n", b"\r\n").decode()
        t.check(raw.endswith(shown[to]), f"{to}: the bytes of the ledger arrived")
    failed = daemon.call("queue", state="failed")["data"]
    t.check(len(failed) == 1 and failed[0]["code"] == 550 and "khong-co" in failed[0]["endpoint"],
            f"the unknown mailbox is a permanent failure: {failed}")
    t.check(failed[0]["attempts"] <= 40 and len(failed[0]["attempts_made"]) == failed[0]["attempts"],
            "its attempts are listed")


main()

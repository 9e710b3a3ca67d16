#!/usr/bin/env python3
"""A real Postfix takes letters and then cannot deliver them: its reports (RFC 3464) come back by the
transport of the guide, word for word, to `nhacviec bounce` under another user, or into a watched
Maildir. The delivery fails with Postfix's words, its address is flagged, another one is used, the
owner is told; while the daemon is down Postfix keeps the report and brings it later.

Needs root and the package postfix. Usage: test_postfix_bounce.py BUILD
"""

import email
import email.policy
import grp
import os
import pwd
import re
import shutil
import smtplib
import ssl
import subprocess
import time

from nvlib import (ROOT, Daemon, Scratch, Totals, build_dir, local_today, tool, write_agencies,
                   write_calendars, write_main, write_plan)
from postfix_server import Postfix

USER, GROUP = "nobody", "nogroup"


def recipe():
    """What the guide prints, by the file it belongs to."""
    guide = (ROOT / "docs/huong-dan.md").read_text()
    block = re.search(r"```\n(# /etc/postfix/main\.cf\n.*?)```", guide, re.S).group(1)
    parts = re.split(r"^# /etc/postfix/([\w.]+).*\n", block, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2]))


def install(postfix, parts, binary, socket):
    """As the guide says, but for where things are and under whom they run."""
    def here(text):
        return (text.replace("/etc/postfix", str(postfix.conf)).replace("user=nhacviec", f"user={USER}")
                .replace("/usr/bin/nhacviec bounce", f"{binary} --socket {socket} bounce"))
    for name, text in parts.items():
        with open(postfix.conf / name, "a") as f:
            f.write(here(text))
    subprocess.run(["postmap", "-c", str(postfix.conf), *(str(postfix.conf / n) for n in
                    ("transport", "virtual") if n in parts)], check=True)


def lay(dir_, postfix):
    conf = dir_ / "conf"
    conf.mkdir()
    write_main(conf, '{ id = "default"; type = "smtp"; host = "localhost"; '
                     f'port = {postfix.port}; tls = "starttls"; ca_file = "{postfix.base}/ca.pem"; '
                     'connections = 1; timeout = 30; }',
               'bounce = { address = "tra-lai@khanhhoa.example"; };')
    write_calendars(conf)
    write_agencies(conf, [(i, "Cơ quan " + i, [i + "@khanhhoa.example"], [])
                          for i in ("theo-doi", "mat", "con")])
    path = conf / "agencies" / "a.cfg"
    path.write_text(path.read_text().replace(
        'mail = [ "mat@khanhhoa.example" ];',
        'mail = [ "mat@khanhhoa.example" ]; mail_fallback = [ "du-phong@khanhhoa.example" ];'))
    year = local_today().year
    write_plan(conf, [("T.1", f"Năm {year}", ["mat", "con"])], "theo-doi")
    return conf


def wait(test, limit_s=30):
    end = time.monotonic() + limit_s
    while not test() and time.monotonic() < end:
        time.sleep(0.02)
    return test()


def text_of(path):
    m = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return " ".join(m.get_body(("plain",)).get_content().split())


def send(postfix, sender, to):
    """From somebody else than the daemon; what Postfix says."""
    tls = ssl.create_default_context(cafile=str(postfix.base / "ca.pem"))
    with smtplib.SMTP("localhost", postfix.port) as s:
        s.starttls(context=tls)
        s.sendmail(sender, [to], "Subject: x\r\n\r\nx\r\n")


def start(conf, state):
    """The socket is for root and one more group, as in /run/nhacviec."""
    daemon = Daemon(build_dir(), conf, state)
    os.chown(daemon.socket, -1, grp.getgrnam(GROUP).gr_gid)
    return daemon


def failed(daemon):
    return {r["endpoint"]: r for r in daemon.call("queue", state="failed")["data"]}


def check_report(t, postfix, daemon):
    daemon.wait_until(lambda s: s["queue"]["failed"] == 1 and s["queue"]["sent"] == 3,
                      "one came back; its other address and the owner have theirs")
    row = failed(daemon).get("mail:mat@khanhhoa.example", {})
    t.check("unknown user" in row.get("text", ""), f"Postfix's words: {row}")
    status = daemon.call("status")
    t.check(status["data"]["bounces"] == 1 and status["data"]["suspended"] == 1, f"counted: {status}")
    t.check("Địa chỉ bị đánh dấu không nhận thư: 1 (mat@khanhhoa.example);" in status["text"] and
            "thư bị trả lại 1;" in status["text"], status["text"])
    t.check(0 < status["data"]["loop_gap_p999_ms"] <= status["data"]["loop_gap_ms"], "turns are timed")
    t.check(wait(lambda: len(postfix.mails()) == 3), f"three mailboxes: {postfix.mails()}")
    boxes = {p.parent.parent.name: p for p in postfix.mails()}
    t.check(set(boxes) == {"con", "du-phong", "theo-doi"}, set(boxes))
    told = text_of(boxes["theo-doi"])
    t.check("mat@khanhhoa.example của Cơ quan mat không nhận thư" in told and "unknown user" in told and
            "sang địa chỉ thay thế du-phong@khanhhoa.example" in told, f"the owner is told: {told}")
    cleared = tool(build_dir(), "--socket", daemon.socket, "queue", "clear", "mat@khanhhoa.example")
    daemon.wait_until(lambda s: s["suspended"] == 0, "cleared")
    t.check(cleared.returncode == 0, f"the address was flagged: {cleared.stdout}{cleared.stderr}")
    return [re.search(rb"^Return-Path: <(.*)>", boxes[i].read_bytes(), re.M).group(1).decode()
            for i in ("con", "du-phong")]


def check_outside(t, postfix, sender):
    """Reports of other mail servers come by SMTP: Postfix must know the address."""
    for to, wanted in ((sender, None), ("khong-ai@khanhhoa.example", 550)):
        try:
            send(postfix, "", to)
            code = None
        except smtplib.SMTPRecipientsRefused as e:
            code = e.recipients[to][0]
        t.check(code == wanted, f"from outside for {to}: {code}")


def check_down(t, postfix, conf, state, sender):
    """With the daemon down a report waits in Postfix, and comes when it is back."""
    send(postfix, sender, "khong-co@khanhhoa.example")
    log = postfix.base / "postfix.log"
    t.check(wait(lambda: re.search(r"relay=nhacviec,.*status=deferred", log.read_text())),
            "Postfix keeps it: " + "".join(re.findall(r".*relay=nhacviec.*\n", log.read_text())))
    daemon = start(conf, state)
    daemon.wait_until(lambda s: s["queue"]["failed"] == 2, "brought later")
    t.check("mail:con@khanhhoa.example" in failed(daemon), "the delivery its sender names")
    return daemon


def check_maildir(t, postfix, conf, daemon, sender):
    """Postfix puts reports into a Maildir; the daemon sees them there."""
    box = postfix.mail / "tra-lai"
    with open(postfix.conf / "mailboxes", "a") as f:
        f.write("tra-lai@khanhhoa.example tra-lai/\n")
    subprocess.run(["postconf", "-c", str(postfix.conf), "-X", "transport_maps"], check=True)
    t.check(postfix.command("reload").returncode == 0, "postfix reloads")
    path = conf / "nhacviec.cfg"
    path.write_text(path.read_text().replace(
        'address = "tra-lai@khanhhoa.example";',
        f'address = "tra-lai@khanhhoa.example"; maildir = "{box}";'))
    user = pwd.getpwnam("postfix")
    t.check(daemon.call("reload")["exit"] == 0, "the daemon reloads")
    for part in (box, *box.iterdir()):
        os.chown(part, user.pw_uid, user.pw_gid)
    send(postfix, sender, "khong-co@khanhhoa.example")
    daemon.wait_until(lambda s: s["queue"]["failed"] == 3, "found in the Maildir")
    t.check("unknown user" in failed(daemon)["mail:du-phong@khanhhoa.example"]["text"], "its words")
    t.check(wait(lambda: not list((box / "new").iterdir())), "and put away")


def main():
    t = Totals()
    if os.geteuid() != 0 or not shutil.which("postfix"):
        t.skip("a real Postfix needs root and the package postfix")
        t.end()
    with Scratch(t) as scratch:
        postfix = Postfix(scratch / "postfix", ["con", "du-phong", "theo-doi"], """
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
""")
        # Taken at the door, for mailboxes that are no more.
        (postfix.conf / "virtual").write_text("".join(
            f"{i}@khanhhoa.example khong-con@khanhhoa.example\n" for i in ("mat", "khong-co")))
        binary = scratch / "nhacviec"
        shutil.copy(build_dir() / "nhacviec", binary)
        install(postfix, recipe(), binary, scratch / "s")
        conf, state = lay(scratch, postfix), scratch / "state"
        started = postfix.command("start")
        try:
            if not t.check(started.returncode == 0 and postfix.wait_port(),
                           f"postfix starts: {started.stderr}"):
                t.end()
            daemon = start(conf, state)
            senders = check_report(t, postfix, daemon)
            check_outside(t, postfix, senders[0])
            t.check(daemon.stop() == 0, "the daemon ends well")
            daemon = check_down(t, postfix, conf, state, senders[0])
            check_maildir(t, postfix, conf, daemon, senders[1])
            t.check(daemon.stop() == 0, "the daemon ends well")
        finally:
            postfix.command("stop")
    t.end()


main()

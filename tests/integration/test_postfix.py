#!/usr/bin/env python3
"""The real daemon against a real Postfix: STARTTLS with a verified certificate, every letter lands in
a mailbox as it was sent, an unknown mailbox is a permanent failure, a stopped Postfix only delays.

Needs root and the package postfix. Usage: test_postfix.py BUILD
"""

import email
import email.policy
import os
import pwd
import shutil
import socket
import subprocess
import sqlite3
import time

from nvlib import (Daemon, Scratch, Totals, build_dir, local_today, write_agencies, write_calendars,
                   write_main, write_plan)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def make_certificate(dir_):
    """A CA and a server certificate for localhost, made now."""
    run = lambda *a: subprocess.run(a, check=True, capture_output=True, cwd=dir_)
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
        "-days", "2", "-subj", "/CN=nhacviec test CA")
    run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "srv.key", "-out", "srv.csr",
        "-subj", "/CN=localhost")
    (dir_ / "ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    run("openssl", "x509", "-req", "-in", "srv.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-out", "srv.pem", "-days", "2", "-extfile", "ext")


class Postfix:
    """An instance of its own below `base`, on a loopback port."""

    def __init__(self, base, users):
        self.base, self.port = base, free_port()
        self.conf, self.spool, self.mail = base / "etc", base / "spool", base / "mail"
        self.data = base / "data"
        for d in (self.conf, self.spool, self.mail, self.data):
            d.mkdir(parents=True)
        os.chmod(base.parent, 0o755)
        os.chmod(base, 0o755)
        user = pwd.getpwnam("postfix")
        os.chown(self.data, user.pw_uid, user.pw_gid)
        os.chown(self.mail, user.pw_uid, user.pw_gid)
        make_certificate(base)
        (self.conf / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {self.spool}
data_directory = {self.data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.khanhhoa.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {base}/postfix.log
maillog_file_prefixes = {base}
virtual_mailbox_domains = khanhhoa.example
virtual_mailbox_base = {self.mail}
virtual_mailbox_maps = texthash:{self.conf}/mailboxes
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
virtual_minimum_uid = 1
smtpd_tls_cert_file = {base}/srv.pem
smtpd_tls_key_file = {base}/srv.key
smtpd_tls_security_level = encrypt
smtpd_tls_received_header = yes
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient
local_recipient_maps =
default_transport = error:no outside
relay_transport = error:no outside
""")
        (self.conf / "mailboxes").write_text(
            "".join(f"{u}@khanhhoa.example {u}/\n" for u in users))
        (self.conf / "master.cf").write_text(f"""
127.0.0.1:{self.port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
tlsmgr unix - - n 1000? 1 tlsmgr
flush unix n - n 1000? 0 flush
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
""")

    def command(self, what):
        return subprocess.run(["postfix", "-c", str(self.conf), what], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)

    def wait_port(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return True
            time.sleep(0.05)
        return False

    def mails(self):
        return sorted(p for p in self.mail.glob("*/new/*"))


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

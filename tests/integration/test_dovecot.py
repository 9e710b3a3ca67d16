#!/usr/bin/env python3
"""A digest's whole way: the daemon logs in (AUTH by Dovecot) over STARTTLS at a Postfix, which delivers into a
mailbox that Dovecot serves; read back over IMAP it is what `show --mail` prints, byte for byte, below what the
servers put before it. A wrong password sends nothing and costs no letter its life.

Needs root and the packages postfix and dovecot-imapd. Usage: test_dovecot.py BUILD
"""

import email
import email.policy
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time

from nvlib import (Daemon, Scratch, Totals, build_dir, local_today, write_agencies, write_calendars,
                   write_main, write_plan)
from postfix_server import Postfix, free_port

DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/sbin:" + os.environ.get("PATH", ""))
ADDED = {"return-path", "x-original-to", "delivered-to", "received"}


class Dovecot:
    """Logins for Postfix and for IMAP, and the mailboxes that Postfix delivers into."""

    def __init__(self, base, mail):
        self.auth_port, self.imap_port, user = free_port(), free_port(), pwd.getpwnam("postfix")
        base.mkdir()
        for d in ("run", "state", "home"):
            (base / d).mkdir()
        (base / "users").write_text("so-a:{PLAIN}hộp thư\nnhacviec:{PLAIN}mật khẩu\n")
        (base / "dovecot.conf").write_text(f"""
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{mail}/%n
mail_uid = {user.pw_uid}
mail_gid = {user.pw_gid}
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = passwd-file
  args = {base}/users
}}
userdb {{
  driver = static
  args = uid={user.pw_uid} gid={user.pw_gid} home={base}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service auth {{
  inet_listener {{
    port = {self.auth_port}
  }}
}}
service stats {{
  unix_listener stats-reader {{
    mode = 0600
  }}
}}
""")
        self.proc = subprocess.Popen([DOVECOT, "-F", "-c", str(base / "dovecot.conf")], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait(self):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.proc.poll() is None:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.imap_port)) == 0:
                    return True
            time.sleep(0.05)
        return False

    def read(self, user, password):
        """The messages in a mailbox, as IMAP gives them."""
        with imaplib.IMAP4("127.0.0.1", self.imap_port) as imap:
            imap._encoding = "utf-8"  # the password is no ASCII
            imap.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            imap.select("INBOX", readonly=True)
            numbers = imap.search(None, "ALL")[1][0].split()
            return [imap.fetch(n, "(BODY.PEEK[])")[1][0][1] for n in numbers]

    def stop(self):
        self.proc.terminate()
        self.proc.wait()
        self.proc.stderr.close()


def below_servers(raw):
    """A message without the header fields that servers put before it."""
    while raw.split(b":", 1)[0].decode("ascii", "replace").lower() in ADDED:
        end = raw.index(b"\r\n") + 2
        while raw[end:end + 1] in (b" ", b"\t"):
            end = raw.index(b"\r\n", end) + 2
        raw = raw[end:]
    return raw


def configure(conf, postfix, password_file):
    write_main(conf, '{ id = "default"; type = "smtp"; host = "localhost"; '
                     f'port = {postfix.port}; tls = "starttls"; ca_file = "{postfix.base}/ca.pem"; '
                     f'user = "nhacviec"; password_file = "{password_file}"; timeout = 30; }}')


def check_letters(t, daemon, conf, letters):
    for raw in letters:
        m = email.message_from_bytes(raw, policy=email.policy.default)
        got = " ".join(m.get_all("Received", []))
        t.check("ESMTPSA" in got, f"came over TLS and with a login: {got}")
        t.check(not m.defects and m["Subject"].startswith("[THỬ] Nhắc việc: 34 nhiệm vụ mới"), m["Subject"])
        t.check([p.get_content_type() for p in m.walk()]
                == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "text/csv"],
                "all parts arrived")
        name = m["Message-ID"].split("@")[0].strip("<").split(".")
        shown = subprocess.run([str(daemon.build / "nhacviec"), "-c", str(conf), "--socket", str(daemon.socket), "show",
                                ".".join(name[:2]), "--mail"], capture_output=True, stdin=subprocess.DEVNULL)
        t.check(shown.returncode == 0 and shown.stdout == below_servers(raw),
                f"{m['Message-ID']}: byte for byte what show --mail prints")


def run(t, scratch):
    base, conf = scratch / "postfix", scratch / "conf"
    conf.mkdir()
    os.chmod(scratch, 0o755)
    dovecot = Dovecot(scratch / "dovecot", base / "mail")
    postfix = Postfix(base, ["so-a"], f"""
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{dovecot.auth_port}
smtpd_tls_auth_only = yes
smtpd_client_restrictions = permit_sasl_authenticated, reject
""")
    secret = scratch / "password"
    secret.write_text("không phải\n")
    secret.chmod(0o600)
    configure(conf, postfix, secret)
    write_calendars(conf)
    write_agencies(conf, [("so-a", "Sở Thử nghiệm", ["so-a@khanhhoa.example"], [])])
    year = local_today().year
    write_plan(conf, [(f"T.{i}", f"31/12/{year}", ["so-a"]) for i in range(1, 35)], "so-a")
    started = postfix.command("start")
    try:
        if not t.check(started.returncode == 0 and postfix.wait_port() and dovecot.wait(),
                       f"the servers start: {started.stderr}"):
            return
        daemon = Daemon(build_dir(), conf, scratch / "state")
        # The lane rests as soon as the answer is in; the letter waits again once the ledger has it.
        rests = lambda s: any(lane["paused_until"] for lane in s["lanes"]) and not s["queue"]["claimed"]
        status = daemon.wait_until(rests, "the relay rests after a wrong password", 60)
        t.check(status["queue"]["pending"] == 1 and status["queue"]["failed"] == 0, f"the letter waits: {status['queue']}")
        secret.write_text("mật khẩu\n")
        t.check(daemon.call("reload")["exit"] == 0, "reload")
        daemon.wait_until(lambda s: s["queue"]["sent"] == 1, "sent with the right password", 60)
        end, letters = time.monotonic() + 60, []
        while not letters and time.monotonic() < end:
            letters = dovecot.read("so-a", "hộp thư")
            time.sleep(0 if letters else 0.05)
        t.check(len(letters) == 1, f"{len(letters)} letters in the mailbox")
        check_letters(t, daemon, conf, letters)
        t.check(daemon.stop() == 0, "the daemon ends well")
    finally:
        postfix.command("stop")
        dovecot.stop()


def main():
    t = Totals()
    if os.geteuid() != 0 or not shutil.which("postfix") or not DOVECOT:
        t.skip("a real mailbox needs root and the packages postfix and dovecot-imapd")
        t.end()
    with Scratch(t) as scratch:
        run(t, scratch)
    t.end()


main()

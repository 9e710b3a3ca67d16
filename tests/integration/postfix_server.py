"""A real Postfix for tests: an instance of its own below a scratch folder, on a loopback port. Needs root."""

import os
import pwd
import socket
import subprocess
import time


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

    def __init__(self, base, users, more=""):
        """`more` is added to main.cf."""
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
{more}
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

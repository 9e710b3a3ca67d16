"""G14, G15: what the daemon costs while nothing happens."""

import contextlib
import os
import pathlib
import subprocess
import time
import urllib.request

import inputs
import measure
from inputs import nvlib
from measure import Missing, Row
from drain import Place

TASKS = 1000


@contextlib.contextmanager
def cron(ctx):
    """Debian's cron without any job, in a mount name space of its own: it must neither run this
    machine's jobs nor touch its files."""
    program = ctx.peers.find("cron")
    if os.geteuid() != 0:
        raise Missing("cron: only root can run it")
    hide = ("mount -t tmpfs none /run && mount -t tmpfs none /var/spool && mkdir -p /var/spool/cron/crontabs && "
            "mkdir -p $1 && mount --bind $1 /etc/cron.d && "
            "{ [ ! -e /etc/crontab ] || mount --bind /dev/null /etc/crontab; } && "
            "{ [ -L /var/run ] || mount -t tmpfs none /var/run; } && exec $2 -f")
    empty = ctx.work / "cron.d"
    pathlib.Path("/etc/cron.d").mkdir(exist_ok=True)
    proc = subprocess.Popen(["unshare", "-m", "sh", "-c", hide, "cron", str(empty), program],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            env=ctx.peers.env())
    try:
        time.sleep(1)
        if proc.poll() is not None:
            raise Missing("cron: " + (proc.stderr.read().decode(errors="replace").strip() or "does not run here"))
        yield proc
    finally:
        measure.end(proc)
        proc.stderr.close()


def g14(ctx):
    row = Row("G14", f"wake-ups with {TASKS} tasks and nothing due", f"in {ctx.idle_s} s")
    with Place(ctx.work / "g14") as place, cron(ctx) as reference:
        conf, port = inputs.nothing_due(place / "conf", TASKS), nvlib.free_port()
        with open(conf / "nhacviec.cfg", "a") as main:
            main.write(f'server = {{ listen = "127.0.0.1:{port}"; }};\n')
        daemon = nvlib.Daemon(ctx.build, conf, place / "state")
        try:
            daemon.call("status")  # its loop runs, so it listens
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read()
            time.sleep(2)  # what a start leaves to do
            for _ in range(ctx.rounds):
                pids = {"cron": reference.pid, "nhacviecd": daemon.proc.pid}
                before = {name: measure.voluntary_switches(pid) for name, pid in pids.items()}
                time.sleep(ctx.idle_s)
                for name, pid in pids.items():
                    row.add(name, measure.voluntary_switches(pid) - before[name])
        finally:
            daemon.stop()
    row.target("nhacviecd - cron", [a - b for a, b in zip(row.values("nhacviecd"), row.values("cron"))],
                "<=", 0, "")
    row.note("voluntary context switches of all threads, the HTTP server on and asked once before; both processes watched over the same seconds; no "
             "systemd watchdog is set")
    return [row]


def certificate(place):
    key, cert = place / "key.pem", place / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                    "-out", cert], check=True, capture_output=True)
    return cert, key


def rss_of_daemon(ctx, place, cert, key, ca_file):
    """RSS with TASKS tasks after one mail over TLS, and the part that is its own."""
    server = nvlib.Peer("smtp_server.py", "--tls", "starttls", "--cert", cert, "--key", key, "--no-fsync",
                        "--log", place / "mails")
    relay = (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {server.port}; '
             f'tls = "starttls"; ca_file = "{ca_file}"; }}')
    conf = inputs.nothing_due(place / "conf", TASKS, relay)
    # One plan of this year with one task: the one mail.
    nvlib.write_plan(conf, [("X.1", f"Năm {nvlib.local_today().year}", ["co-quan-0"])], "co-quan-0", ident="now")
    daemon = nvlib.Daemon(ctx.build, conf, place / "state")
    try:
        daemon.wait_until(lambda s: s["queue"]["sent"] == 1, "one mail sent")
        time.sleep(1)
        pid = daemon.proc.pid
        return measure.status_kb(pid, "VmRSS"), measure.status_kb(pid, "RssAnon")
    finally:
        daemon.stop()
        server.stop()


def rss_of_empty(ctx, *how):
    proc = subprocess.Popen([ctx.build / "bench/empty", *how], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    proc.stdout.readline()
    kb = measure.status_kb(proc.pid, "VmRSS"), measure.status_kb(proc.pid, "RssAnon")
    proc.communicate(b"")
    return kb


def g15(ctx):
    row = Row("G15", f"resident memory at rest, {TASKS} tasks, after one mail over TLS", "MB")
    for k in range(ctx.rounds):
        with Place(ctx.work / f"g15-{k}") as place:
            cert, key = certificate(place)
            total, own = rss_of_empty(ctx)
            row.add("empty process, same libraries", total / 1024)
            row.add("its own (anonymous)", own / 1024)
            total, _ = rss_of_empty(ctx, "initialised")
            row.add("libraries initialised", total / 1024)
            total, own = rss_of_daemon(ctx, place, cert, key, cert)
            row.add("nhacviecd", total / 1024)
            row.add("nhacviecd's own (anonymous)", own / 1024)
    row.target_ratio("nhacviecd", "empty process, same libraries", "<=", 1.3)
    row.target_ratio("nhacviecd", "libraries initialised", "<=", 1.3)
    return [row]

#!/usr/bin/env python3
"""Webhooks through the real daemon: nginx takes them; a scripted receiver that fails, asks for time,
redirects or is gone gets what the verdict table says; the id is the same on every attempt.

Usage: test_webhook.py BUILD
"""

import atexit
import json
import shutil
import socket
import subprocess
import time

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, write_agencies,
                   write_calendars, write_main, write_plan)

KEYS = {"version", "id", "type", "timestamp", "instance", "agency", "items"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nginx:
    def __init__(self, base):
        self.port, self.log = free_port(), base / "access.log"
        conf = base / "nginx.conf"
        conf.write_text(f"""
daemon off; pid {base}/pid; error_log {base}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  log_format body escape=json '{{"id":"$http_webhook_id","type":"$content_type","body":"$request_body"}}';
  access_log {self.log} body;
  client_body_temp_path {base}/t1; proxy_temp_path {base}/t2; fastcgi_temp_path {base}/t3;
  uwsgi_temp_path {base}/t4; scgi_temp_path {base}/t5; client_body_buffer_size 1m;
  server {{ listen 127.0.0.1:{self.port};
    location / {{ proxy_pass http://127.0.0.1:{self.port}/sink; }}
    location /sink {{ access_log off; return 204; }} }}
}}
""")
        self.proc = subprocess.Popen(["nginx", "-p", str(base), "-c", str(conf)],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
        atexit.register(lambda p=self.proc: p.poll() is None and p.terminate())
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("nginx does not listen")

    def stop(self):
        self.proc.terminate()
        self.proc.wait()


def lay(conf, hooks):
    conf.mkdir()
    write_main(conf, extra='retry = { webhook = { delays = [ "1s" ]; lifetime = "5d"; }; };')
    write_calendars(conf)
    write_agencies(conf, [(i, "Cơ quan “" + i + "” <&>", [], [u]) for i, u in hooks])
    year = local_today().year
    write_plan(conf, [("T.1", f"Năm {year}", [i for i, _ in hooks])], hooks[0][0])


def with_nginx(t, scratch):
    if not shutil.which("nginx"):
        t.skip("nginx is not installed")
        return
    base = scratch / "nginx"
    base.mkdir()
    nginx = Nginx(base)
    n = 100
    hooks = [(f"co-quan-{k}", f"http://127.0.0.1:{nginx.port}/hook/{k}") for k in range(n)]
    lay(base / "conf", hooks)
    daemon = Daemon(build_dir(), base / "conf", base / "state")
    status = daemon.wait_until(lambda s: s["queue"]["sent"] + s["queue"]["failed"] == n, "sent")
    t.check(status["queue"]["sent"] == n, f"nginx took {status['queue']}")
    t.check(daemon.stop() == 0, "the daemon ends well")
    nginx.stop()
    rows = [json.loads(line) for line in nginx.log.read_text().splitlines()]
    t.check(len(rows) == n and len({r["id"] for r in rows}) == n, f"{len(rows)} requests")
    for r in rows:
        body = json.loads(r["body"])
        t.check(r["type"] == "application/json; charset=utf-8", r["type"])
        t.check(KEYS <= set(body) and body["id"] == r["id"], f"keys {sorted(body)} id {body.get('id')}")
        t.check(body["agency"]["name"].endswith("” <&>"), "text is not changed by JSON")


def with_script(t, scratch, what, behave, ends, attempts, first=1):
    """One receiver that follows a script; how the delivery ends and how often it was tried."""
    base = scratch / what
    base.mkdir()
    log = base / "log"
    log.touch()
    server = Peer("http_server.py", "--log", log, "--bodies", "--behave", behave)
    lay(base / "conf", [("co-quan", f"http://127.0.0.1:{server.port}/hook")])
    daemon = Daemon(build_dir(), base / "conf", base / "state")
    daemon.wait_until(lambda s: s["queue"][ends] == 1, f"{what}: {ends}")
    row = daemon.call("queue", state=ends)["data"][0]
    t.check(row["attempts"] == attempts, f"{what}: {row['attempts']} attempts, not {attempts}")
    seen = [a["result"] for a in row["attempts_made"]]
    t.check(daemon.stop() == 0, f"{what}: the daemon ends well")
    server.stop()
    return row, seen, [json.loads(x) for x in log.read_text().splitlines()]


def main():
    t = Totals()
    with Scratch(t) as scratch:
        with_nginx(t, scratch)
        _, seen, got = with_script(t, scratch, "late", "500,503,200", "sent", 3)
        t.check(seen == ["temporary", "temporary", "sent"], f"late: {seen}")
        ids = {json.dumps(g.get("headers", {}).get("webhook-id", g.get("webhook_id"))) for g in got}
        t.check(len(ids) == 1, f"late: one id over all attempts: {ids}")
        row, seen, _ = with_script(t, scratch, "moved", "301", "failed", 1)
        t.check(row["code"] == 301, "moved: a redirection is not followed")
        row, seen, _ = with_script(t, scratch, "gone", "410", "failed", 1)
        t.check(row["code"] == 410, "gone: 410 ends it")
        row, seen, _ = with_script(t, scratch, "cut", "drop,200", "sent", 2)
        t.check(seen == ["ambiguous", "sent"], f"cut: {seen}")
    t.end()


main()

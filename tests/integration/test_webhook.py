#!/usr/bin/env python3
"""Webhooks through the real daemon: nginx takes them; a scripted receiver that fails, asks for time,
redirects or is gone gets what the verdict table says. Every attempt carries the same id and the same
bytes, its own time and a signature that receivers' libraries verify; every body is what the schema
says.

Usage: test_webhook.py BUILD
"""

import atexit
import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

from nvlib import (ROOT, Daemon, Peer, Scratch, Totals, build_dir, local_today, quoted, tool,
                   write_calendars, write_main, write_plan)

try:
    from webhook_oracle import SCHEMA, ask_npm, faults, npm_verifier, verify
except ImportError:
    # Debian's packages are for Debian's Python, which need not be the first in PATH.
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

TYPE = "application/cloudevents+json; charset=utf-8"
OLD = "whsec_" + base64.b64encode(bytes(range(24))).decode()
NEW = "whsec_" + base64.b64encode(bytes(range(100, 164))).decode()


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
  log_format body escape=json '{{"id":"$http_webhook_id","type":"$content_type",'
    '"stamp":"$http_webhook_timestamp","signature":"$http_webhook_signature","body":"$request_body"}}';
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


def write_secret(conf, name, secret):
    (conf / name).write_text(secret + "\n")
    (conf / name).chmod(0o600)


def lay(conf, hooks, secrets=("khoa",), dues=None, extra="", more=""):
    """hooks: list of (agency id, url); secrets: what each names as its secret_file."""
    conf.mkdir()
    write_main(conf, extra='retry = { webhook = { delays = [ "1s" ]; lifetime = "5d"; }; };' + extra)
    write_calendars(conf)
    (conf / "agencies").mkdir()
    files = f" secret_file = [ {', '.join(map(quoted, secrets))} ];" if secrets else ""
    rows = [f'  {{ id = {quoted(i)}; name = {quoted("Cơ quan “" + i + "” <&>")}; '
            f"webhooks = ( {{ url = {quoted(u)};{files}{more} }} ); }}" for i, u in hooks]
    (conf / "agencies/a.cfg").write_text("agencies = (\n" + ",\n".join(rows) + "\n);\n")
    dues = dues or [f"Năm {local_today().year}"]
    write_plan(conf, [(f"T.{k + 1}", due, [i for i, _ in hooks]) for k, due in enumerate(dues)],
               hooks[0][0])
    write_secret(conf, "khoa", OLD)


def check_body(t, what, body):
    wrong = faults(body)
    return t.check(not wrong, f"{what}: {wrong[:3]}")


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
        t.check(r["type"] == TYPE, r["type"])
        t.check(body["id"] == r["id"], f"id {body['id']} and webhook-id {r['id']}")
        t.check(body["data"]["agency"]["name"].endswith("” <&>"), "text is not changed by JSON")
        headers = {"webhook-id": r["id"], "webhook-timestamp": r["stamp"],
                   "webhook-signature": r["signature"]}
        t.check(verify(OLD, headers, r["body"].encode()), f"signature of {headers}")
        check_body(t, "nginx", r["body"])


class Scripted:
    """One receiver that follows a script, and a daemon with one delivery for it."""

    def __init__(self, scratch, what, behave, path="/hook", files=(), **kw):
        base = scratch / what
        base.mkdir()
        self.what, self.conf, self.log = what, base / "conf", base / "log"
        self.log.touch()
        self.server = Peer("http_server.py", "--log", self.log, "--bodies", "--behave", behave)
        lay(self.conf, [("co-quan", f"http://127.0.0.1:{self.server.port}{path}")], **kw)
        for name, text in files:
            write_secret(self.conf, name, text)
        self.daemon = Daemon(build_dir(), self.conf, base / "state")

    def row(self):
        return self.daemon.call("queue")["data"][0]

    def end(self, t, ends, attempts=None):
        """The delivery as it ended, the results of its attempts, the requests that came."""
        self.daemon.wait_until(lambda s: s["queue"][ends] == 1, f"{self.what}: {ends}")
        row = self.daemon.call("queue", state=ends)["data"][0]
        if attempts:
            t.check(row["attempts"] == attempts,
                    f"{self.what}: {row['attempts']} attempts, not {attempts}")
        t.check(self.daemon.stop() == 0, f"{self.what}: the daemon ends well")
        self.server.stop()
        got = [json.loads(x) for x in self.log.read_text().splitlines()]
        for g in got:
            g["body"] = base64.b64decode(g["bytes_b64"])
        return row, [a["result"] for a in row["attempts_made"]], got


def retries(t, scratch, requests):
    """The same id and bytes on every attempt, each with its own time and signature."""
    # Two pauses of 0.8 s at least lie between the first and the last attempt.
    _, seen, got = Scripted(scratch, "late", "500,503,200").end(t, "sent", 3)
    t.check(seen == ["temporary", "temporary", "sent"], f"late: {seen}")
    t.check(len(got) == 3 and len({(g["headers"]["webhook-id"], g["body"]) for g in got}) == 1,
            "late: one id and one body over all attempts")
    stamps = [int(g["headers"]["webhook-timestamp"]) for g in got]
    t.check(stamps == sorted(stamps) and stamps[2] > stamps[0], f"late: times {stamps}")
    for g in got:
        t.check(verify(OLD, g["headers"], g["body"]), "late: each attempt is signed")
        t.check(g["headers"]["content-type"] == TYPE, "late: content type")
        check_body(t, "late", g["body"])
        requests.append({"headers": g["headers"], "body_b64": g["bytes_b64"], "secrets": [OLD]})


def forgeries(t, request):
    """What our own verifier, and so any other, must refuse."""
    headers, body = request["headers"], base64.b64decode(request["body_b64"])
    stamp = int(headers["webhook-timestamp"])
    for k in (0, len(body) // 2, len(body) - 1):
        changed = body[:k] + bytes([body[k] ^ 1]) + body[k + 1:]
        t.check(not verify(OLD, headers, changed), f"byte {k} changed")
    t.check(not verify(OLD, headers, body + b"\n"), "a byte more")
    t.check(not verify(NEW, headers, body), "another secret")
    t.check(verify(OLD, headers, body, now=stamp + 300), "five minutes old")
    t.check(not verify(OLD, headers, body, now=stamp + 301), "older")
    later = {**headers, "webhook-timestamp": str(stamp + 1)}
    t.check(not verify(OLD, later, body), "the time is signed")
    other = {**headers, "webhook-id": headers["webhook-id"] + "0"}
    t.check(not verify(OLD, other, body), "the id is signed")


def rotation(t, scratch, requests):
    """Both secrets sign while they are changed; the daemon reads them at each attempt."""
    s = Scripted(scratch, "rotation", "200", secrets=("khoa-moi", "khoa"))
    row = None
    end = time.monotonic() + 30
    while not (row and row["attempts"] >= 1 and row["text"]) and time.monotonic() < end:
        row = s.row()
        time.sleep(0.02)
    t.check("khoa-moi" in row["text"] and "không ký được" in row["text"], f"told: {row['text']}")
    t.check(s.log.read_text() == "", "what cannot be signed does not leave")
    write_secret(s.conf, "khoa-moi", NEW)
    row, seen, got = s.end(t, "sent")
    t.check(set(seen[:-1]) == {"refused"} and seen[-1] == "sent", f"rotation: {seen}")
    headers, body = got[0]["headers"], got[0]["body"]
    parts = headers["webhook-signature"].split(" ")
    t.check(len(parts) == 2, "two signatures")
    for secret, own in ((NEW, 0), (OLD, 1)):
        t.check(verify(secret, headers, body), f"verified with secret {own}")
        alone = {**headers, "webhook-signature": parts[own]}
        t.check(verify(secret, alone, body), f"signature {own} is that of secret {own}")
        crossed = {**headers, "webhook-signature": parts[1 - own]}
        t.check(not verify(secret, crossed, body), f"and of no other ({own})")
    requests.append({"headers": headers, "body_b64": got[0]["bytes_b64"], "secrets": [NEW, OLD]})


def templates(t, scratch):
    """How the body of a template goes out: its method, address, headers, and what counts as an answer."""
    _, seen, got = Scripted(
        scratch, "token", "200;text={\"ok\":false},200;text={\"ok\":true}", path="/bot{token}/sendMessage",
        secrets=(), files=[("bi-mat", "12:Ab-c_d")], more=' template = "telegram"; token_file = "bi-mat"; '
        'values = { chat_id = "-100"; };').end(t, "sent", 2)
    t.check(seen == ["temporary", "sent"], f"token: what the answer says counts: {seen}")
    t.check(len({g["body"] for g in got}) == 1 and json.loads(got[0]["body"])["chat_id"] == "-100",
            "token: the same body on both attempts")
    t.check(got[0]["method"] == "POST" and got[0]["path"] == "/bot12:Ab-c_d/sendMessage",
            f"token: {got[0]['method']} {got[0]['path']}")
    t.check(got[0]["headers"]["content-type"] == "application/json; charset=utf-8" and
            not [h for h in got[0]["headers"] if h.startswith("webhook-")], "token: headers")
    s = Scripted(
        scratch, "bearer", "200", secrets=(), files=[("bi-mat", "tk_1")],
        more=' template = "ntfy"; method = "PUT"; bearer_file = "bi-mat"; content_type = "text/x"; values = { '
             'topic = "a"; }; headers = ( { name = "X-Y"; value = "a b"; }, { name = "access_token"; file = '
             '"bi-mat"; } );')
    _, seen, got = s.end(t, "sent", 1)
    head = got[0]["headers"]
    t.check(got[0]["method"] == "PUT" and head["authorization"] == "Bearer tk_1" and head["x-y"] == "a b" and
            head["access_token"] == "tk_1" and head["content-type"] == "text/x", f"bearer: {head}")
    t.check(head["content-length"] == str(len(got[0]["body"])) and head["host"].startswith("127.0.0.1"),
            "bearer: length and host are the program's")
    _, seen, got = Scripted(scratch, "signed", "200", more=' template = "slack";').end(t, "sent", 1)
    t.check(verify(OLD, got[0]["headers"], got[0]["body"]), "signed: a template may be signed too")
    # The file is read at each attempt: while it holds no token, nothing leaves and its content is not told.
    s = Scripted(scratch, "unreadable", "200", path="/{token}", secrets=(),
                 more=' template = "slack"; token_file = "bi-mat";')
    for text in (None, "a b", "a@127.0.0.1:1", "a\r\nX: y"):
        if text:
            (s.conf / "bi-mat").write_text(text)
        before, end = s.row()["attempts"], time.monotonic() + 30
        while not (s.row()["attempts"] > before and s.row()["text"]) and time.monotonic() < end:
            time.sleep(0.02)
        row = s.row()
        t.check("bi-mat" in row["text"] and s.log.read_text() == "", f"{text!r}: {row['text']}")
        t.check("@127" not in row["text"] and "X: y" not in row["text"], f"{text!r}: not told")
    t.check(s.daemon.stop() == 0, "unreadable: the daemon ends well")
    s.server.stop()


def answers(t, scratch):
    row, seen, got = Scripted(scratch, "moved", "301").end(t, "failed", 1)
    t.check(row["code"] == 301, "moved: a redirection is not followed")
    row, seen, got = Scripted(scratch, "gone", "410").end(t, "failed", 1)
    t.check(row["code"] == 410 and "yêu cầu gỡ" in row["text"], f"gone: {row['text']}")
    row, seen, got = Scripted(scratch, "cut", "drop,200").end(t, "sent", 2)
    t.check(seen == ["ambiguous", "sent"], f"cut: {seen}")
    row, seen, got = Scripted(scratch, "busy", "429;retry-after=3,200").end(t, "sent", 2)
    t.check(got[1]["time"] - got[0]["time"] >= 2.9, "busy: Retry-After is longer than our pause")
    row, seen, got = Scripted(scratch, "plain", "200", secrets=()).end(t, "sent", 1)
    t.check("webhook-signature" not in got[0]["headers"] and
            got[0]["headers"]["webhook-id"] == json.loads(got[0]["body"])["id"],
            "plain: without a secret there is no signature")


def periods(t, scratch, requests):
    """Occurrences of deadlines that have several carry their period, through the daemon."""
    year = local_today().year
    dues = [f"Quý I và Quý III/{year}", "Hằng quý", "Thường xuyên", f"Tháng 12/{year}"]
    _, _, got = Scripted(scratch, "periods", "200", dues=dues).end(t, "sent", 1)
    items = json.loads(got[0]["body"])["data"]["items"]
    check_body(t, "periods", got[0]["body"])
    t.check(any(i["period"] for i in items) and any(i["period"] is None for i in items),
            f"periods: {[i['period'] for i in items]}")
    t.check(all(("@" in i["id"]) == (i["period"] is not None) and
                i["id"].split("@")[0] == i["deliverable"] and i["key"] == f"{i['plan']}/{i['id']}"
                for i in items), "periods: ids")
    requests.append({"headers": got[0]["headers"], "body_b64": got[0]["bytes_b64"], "secrets": [OLD]})


def real_year(t, scratch, requests):
    """The shipped configuration with a webhook for each mailbox: every body of the year."""
    conf, out = scratch / "etc", scratch / "bodies"
    shutil.copytree(ROOT / "etc", conf)
    for path in (conf / "agencies").glob("*.cfg"):
        path.write_text(re.sub(r'mail = \[ "([a-z0-9-]+)@[^"]*" \];',
                               r'webhooks = ( { url = "http://127.0.0.1:9/\1"; } );',
                               path.read_text()))
    done = tool(build_dir(), "-c", conf, "preview", "--from", "2025-01-01", "--to", "2025-12-31",
                "--mail", out)
    t.check(done.returncode == 0, f"preview: {done.stderr[-500:]}")
    bodies = [p.read_bytes() for p in sorted(out.glob("*.json"))]
    wrong = [f for b in bodies for f in faults(b)]
    t.check(len(bodies) > 100 and not wrong, f"{len(bodies)} bodies: {wrong[:5]}")
    items = [i for b in bodies for i in json.loads(b)["data"]["items"]]
    kinds = SCHEMA["$defs"]["item"]["properties"]
    for name in ("role", "section", "status", "kind"):
        t.check({i[name] for i in items} <= set(kinds[name]["enum"]), name)
    t.check(len({i["kind"] for i in items}) > 5 and any(i["period"] for i in items),
            "the year shows many kinds, and periods")
    requests += [{"body_b64": base64.b64encode(b).decode()} for b in bodies]


EXAMPLE = {"headers": {"webhook-id": "n1-2-0", "webhook-timestamp": "1742173200"}, "body": b"{}"}


def documented(t, request):
    """The examples of docs/webhook.md do what they say; so does the signature to try them with."""
    text = (ROOT / "docs/webhook.md").read_text()
    signature = re.search(r"the signature is `(v1,[^`]*)`", text.replace("\n", " "))[1]
    headers = {**EXAMPLE["headers"], "webhook-signature": signature}
    stamp = int(headers["webhook-timestamp"])
    t.check(verify(OLD, headers, EXAMPLE["body"], now=stamp), "the signature of the manual")
    t.check(OLD in text, "and its secret")
    body = base64.b64decode(request["body_b64"])
    cases = [(OLD, headers, EXAMPLE["body"], 1e12, True), (OLD, headers, EXAMPLE["body"], 300, False),
             (OLD, request["headers"], body, 300, True), (NEW, request["headers"], body, 300, False),
             (OLD, request["headers"], body[:-1], 300, False)]
    scope = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S)[1], scope)
    for k, (secret, head, data, tolerance, good) in enumerate(cases):
        try:
            scope["verify"](secret, head, data, tolerance)
            t.check(good, f"Python example, case {k}: accepts")
        except ValueError as e:
            t.check(not good, f"Python example, case {k}: {e}")
    blocks = [json.loads(b) for b in re.findall(r"```json\n(.*?)```", text, re.S)]
    t.check(len(blocks) == 1 and not faults(json.dumps(blocks[0])),
            f"the event of the manual: {faults(json.dumps(blocks[0]))}")
    if not shutil.which("node"):
        t.skip("the example for Node.js: node is not installed")
        return
    program = re.search(r"```js\n(.*?)```", text, re.S)[1] + """
for (const [secret, headers, body, tolerance] of JSON.parse(process.argv[1]))
  try { verify(secret, headers, Buffer.from(body, "base64"), tolerance); console.log("True"); }
  catch { console.log("False"); }
"""
    given = [[s, h, base64.b64encode(d).decode(), n] for s, h, d, n, _ in cases]
    done = subprocess.run(["node", "--input-type=module", "-e", program, json.dumps(given)],
                          capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    t.check(done.stdout.split() == [str(c[4]) for c in cases],
            f"Node example: {done.stdout} {done.stderr}")


def schema_refuses(t, request):
    """The schema would notice."""
    good = base64.b64decode(request["body_b64"])
    t.check(not faults(good), "the body to be broken is good")
    for what, change in {
        "no id": lambda e: e.pop("id"),
        "another type": lambda e: e.update(type="vn.nhacviec.notice.v2"),
        "id with a dot": lambda e: e.update(id=e["id"].replace("-", ".")),
        "no item's period": lambda e: e["data"]["items"][0].pop("period"),
        "a day that is none": lambda e: e["data"].update(day="2025-02-30"),
        "an unknown status": lambda e: e["data"]["items"][0].update(status="xong"),
        "a member that is not documented": lambda e: e["data"]["items"][0].update(them=1),
        "a line break": lambda e: e["data"]["items"][0].update(title="a\nb"),
    }.items():
        event = json.loads(good)
        change(event)
        t.check(faults(json.dumps(event)), f"the schema refuses {what}")


def main():
    t = Totals()
    requests = []
    with Scratch(t) as scratch:
        with_nginx(t, scratch)
        retries(t, scratch, requests)
        forgeries(t, requests[0])
        documented(t, requests[2])
        rotation(t, scratch, requests)
        periods(t, scratch, requests)
        schema_refuses(t, requests[-1])
        answers(t, scratch)
        templates(t, scratch)
        real_year(t, scratch, requests)
        command, why = npm_verifier(build_dir())
        if command:
            ask_npm(t, command, requests)
        else:
            t.skip(f"standardwebhooks, cloudevents and ajv from npm: {why}")
    t.end()


main()

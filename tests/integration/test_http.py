#!/usr/bin/env python3
"""The HTTP server of the real daemon: health and metrics as a person, a balancer and Prometheus read them; more than
200 malformed requests, of which none is served and none does harm; addresses that change with the configuration; nginx
in front.

Usage: test_http.py BUILD
"""

import atexit
import concurrent.futures
import http.client
import shutil
import socket
import subprocess
import sys
import time

from nvlib import (Daemon, Scratch, Totals, build_dir, free_port, local_today, tool, write_agencies, write_calendars,
                   write_main, write_plan)

sys.path.append("/usr/lib/python3/dist-packages")
try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None

FIELDS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
          "content-security-policy": "default-src 'none'", "x-frame-options": "DENY"}
HOST = b"Host: a.example\r\n"
SECRET = "so-bi-mat"


def lay(dir_, extra):
    conf = dir_ / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    write_main(conf, extra=extra)
    write_calendars(conf)
    write_agencies(conf, [(SECRET, "Sở Bí mật", ["bi.mat@khanhhoa.example"], []),
                          ("so-b", "Sở B", ["b@khanhhoa.example"], [])])
    write_plan(conf, [("T.1", f"Năm {local_today().year}", [SECRET, "so-b"]), ("T.2", "Thường xuyên", ["so-b"])], "so-b")
    return conf


def start(build, conf, dir_):
    daemon = Daemon(build, conf, dir_ / "state")
    daemon.call("status")  # its loop runs: everything listens that can
    return daemon


def ask(port, method, path, host="127.0.0.1", **kw):
    c = http.client.HTTPConnection(host, port, timeout=30)
    c.request(method, path, **kw)
    r = c.getresponse()
    body = r.read()
    c.close()
    return r.status, {k.lower(): v for k, v in r.getheaders()}, body, r.getheaders()


def raw(port, data):
    """All that comes back until the server hangs up; b"" also where it hung up in the middle."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as s:
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            while part := s.recv(65536):
                got += part
        except OSError as e:  # it has hung up
            if isinstance(e, TimeoutError):
                raise
    return got


def samples(text):
    """(name, labels) -> value, by the parser that Prometheus' own Python client has"""
    out = {}
    for family in text_string_to_metric_families(text):
        for s in family.samples:
            key = s.name, tuple(sorted(s.labels.items()))
            assert key not in out, key
            out[key] = s.value
    return out


def malformed():
    """Requests of which no server should make anything."""
    get = b"GET /healthz HTTP/1.1\r\n"
    good = get + HOST
    out = []
    # Lengths, two of them, and the shapes of request smuggling.
    smuggled = b"GET /metrics HTTP/1.1\r\n" + HOST + b"\r\n"
    for a in (b"0", b"5", b"44", b"-1", b"+5", b"0x5", b"5, 5", b"5,6", b" ", b"5 5", b"1e1", b"99999999999999999999",
              b"\xd9\xa5"):
        out.append(good + b"Content-Length: " + a + b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled)
        out.append(good + b"Transfer-Encoding: chunked\r\nContent-Length: " + a + b"\r\n\r\n0\r\n\r\n" + smuggled)
        out.append(good + b"Content-Length: " + a + b"\r\nContent-Length: 0\r\n\r\nhello")
        if a != b"0":
            out.append(good + b"Content-Length: " + a + b"\r\n\r\nhello")
    for te in (b"chunked", b"Chunked", b"identity", b"xchunked", b"chunked, chunked", b"gzip, chunked", b"\x0bchunked",
               b" chunked", b"chunked\r\n x", b"", b"chunked;q=1", b'"chunked"'):
        for name in (b"Transfer-Encoding: ", b"Transfer-Encoding :", b"transfer-encoding:", b" Transfer-Encoding: ",
                     b"Transfer-Encoding\t: "):
            out.append(good + name + te + b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + smuggled)
    # Versions and request lines.
    for v in (b"HTTP/0.9", b"HTTP/9.9", b"HTTP/2.0", b"HTTP/1.2", b"HTTP/1.", b"HTTP/1", b"HTTP/1.1.1", b"http/1.1",
              b"HTTP/1.1 ", b" HTTP/1.1", b"HTTPS/1.1", b"HTTP/01.1", b"HTTP/1.1\t", b"HTTP 1.1", b"", b"ICAP/1.0"):
        out.append(b"GET /healthz " + v + b"\r\n" + HOST + b"\r\n")
    out += [b"GET /healthz\r\n", b"GET /healthz\r\n\r\n", b"GET\r\n\r\n", b"\r\n\r\n", b"\r\n" + good + b"\r\n",
            b"GET  /healthz HTTP/1.1\r\n" + HOST + b"\r\n", b"GET\t/healthz\tHTTP/1.1\r\n" + HOST + b"\r\n",
            b" GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n", b"/healthz GET HTTP/1.1\r\n" + HOST + b"\r\n",
            b"G\xc3\x89T /healthz HTTP/1.1\r\n" + HOST + b"\r\n", b"GET(x) /healthz HTTP/1.1\r\n" + HOST + b"\r\n"]
    # Line ends, NUL and other controls.
    out += [good.replace(b"\r\n", b"\n") + b"\n", good + b"\n\r\n", good.replace(b"\r\n", b"\r") + b"\r",
            good + b"X: a\nContent-Length: 5\r\n\r\n", good + b"X: a\rContent-Length: 5\r\n\r\n",
            get + b"Host: a\n\n", good + b"X: \0\r\n\r\n", good + b"X\0: a\r\n\r\n", b"\0" * 50,
            b"GET /heal\0thz HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /healthz\0 HTTP/1.1\r\n" + HOST + b"\r\n"]
    out += [good + b"X: a" + bytes([c]) + b"b\r\n\r\n" for c in list(range(32)) + [127] if c != 9]
    # Targets.
    for target in (b"http://a.example/healthz", b"HTTP://127.0.0.1/healthz", b"//a.example:80@b/healthz\\", b"healthz", b"*",
                   b"a.example:443", b"/healthz#x", b"/heal\\thz", b"/%", b"/%0", b"/%gg", b"/healthz%00", b"/%00healthz",
                   b"/<script>", b'/"', b"/{a}", b"/a|b", b"/^", b"/`", b"/\xc3\xa9", b"/healthz\x7f", b"file:///etc/passwd",
                   b"?", b""):
        out.append(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    # Well-formed, and nothing there.
    for target in (b"/../etc/passwd", b"/..%2f..%2fetc/passwd", b"/%2e%2e/healthz", b"/./healthz", b"//healthz",
                   b"/healthz/", b"/healthz/..", b"/healthz;x=1", b"/HEALTHZ", b"/metrics%20", b"/%2fhealthz",
                   b"/static/../healthz", b"/etc/passwd", b"/.git/config", b"/?/healthz"):
        out.append(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    # Fields.
    out += [get + b"\r\n", get + HOST + HOST + b"\r\n", get + b"Host : a\r\n\r\n", get + b" Host: a\r\n\r\n",
            good + b"X: a\r\n b\r\n\r\n", good + b"X: a\r\n\tb\r\n\r\n", good + b"X\r\n\r\n", good + b": a\r\n\r\n",
            good + b"X Y: a\r\n\r\n", good + b"X\xc3\xa9: a\r\n\r\n", good + b"(X): a\r\n\r\n",
            good + b"Expect: 100-continue\r\n\r\n", good + b"Expect: nonsense\r\n\r\n"]
    # Too large.
    out += [good + b"X: " + b"a" * 40000 + b"\r\n\r\n", good + b"X: " + b"a" * 400000, good + b"X: a\r\n" * 8000 + b"\r\n",
            good + b"X: a\r\n" * 101 + b"\r\n", b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
            b"GET /healthz?" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"A" * 40000,
            b"GET /healthz HTTP/1.1" + b"1" * 40000 + b"\r\n\r\n"]
    # Methods: there is no state to change, and nothing is sent back of what came.
    for method in (b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"get", b"GETX", b"TRACK",
                   b"PROPFIND", b"DEBUG"):
        out.append(method + b" /healthz HTTP/1.1\r\n" + HOST + b"X-Canary: canary\r\nContent-Length: 6\r\n\r\ncanary")
    # Two requests in one, and other protocols.
    out += [good + b"\r\n" + smuggled, good + b"Content-Length: 0\r\n\r\n" + smuggled, good + b"\r\nX",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2, b"\x80\x2e\x01\x00\x02",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"EHLO a.example\r\n",
            b'{"command":"status","args":{}}\n', b"\x00\x00\x00\x54\xffSMBr", b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n" + good,
            bytes(range(256)) * 4]
    return out


def check_fields(t, what, answer):
    status, fields, _, pairs = answer
    names = [k.lower() for k, _ in pairs]
    for name, value in FIELDS.items():
        t.check(fields.get(name) == value and names.count(name) == 1, f"{what}: {status}: {name}: {fields.get(name)}")
    t.check("server" not in fields and "set-cookie" not in fields, f"{what}: {names}")


def check_routes(t, port):
    for method, path, status, kind in (
            ("GET", "/healthz", 200, "text/plain; charset=utf-8"), ("HEAD", "/healthz", 200, "text/plain; charset=utf-8"),
            ("GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"),
            ("HEAD", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"),
            ("GET", "/healthz?x=1", 200, "text/plain; charset=utf-8"),
            ("GET", "/", 404, "text/plain; charset=utf-8"), ("HEAD", "/x", 404, "text/plain; charset=utf-8"),
            ("POST", "/healthz", 405, "text/plain; charset=utf-8"), ("DELETE", "/", 405, "text/plain; charset=utf-8"),
            ("OPTIONS", "/metrics", 405, "text/plain; charset=utf-8")):
        answer = ask(port, method, path)
        t.check(answer[0] == status, f"{method} {path}: {answer[0]}")
        t.check(answer[1].get("content-type") == kind, f"{method} {path}: {answer[1]}")
        t.check(answer[1].get("allow") == ("GET, HEAD" if status == 405 else None), f"{method} {path}: {answer[1]}")
        t.check((answer[2] == b"") == (method == "HEAD"), f"{method} {path}: {answer[2][:50]}")
        check_fields(t, f"{method} {path}", answer)


def check_malformed(t, port, daemon):
    requests = malformed()
    before = daemon.call("status")["data"]["queue"]
    for data in requests:
        got = raw(port, data)
        what = f"{data[:100]!r} …: {got[:120]!r}"
        if not t.check(got == b"" or got[9:10] == b"4", what):
            continue
        t.check(got.count(b"HTTP/1.1 ") <= 1 and b"canary" not in got, f"more than one answer, or an echo: {what}")
        if got:
            head = got.split(b"\r\n\r\n")[0].decode("latin-1").lower().split("\r\n")[1:]
            fields = dict(line.split(": ", 1) for line in head)
            for name, value in FIELDS.items():
                t.check(fields.get(name) == value.lower(), f"no {name}: {what}")
    t.check(len(requests) >= 200, f"{len(requests)} malformed requests")
    t.check(daemon.proc.poll() is None and ask(port, "GET", "/healthz")[0] == 200, "hurt by malformed requests")
    t.check(daemon.call("status")["data"]["queue"] == before, "malformed requests changed something")
    print(f"{len(requests)} malformed requests: 0 served")


def check_metrics(t, port, daemon):
    daemon.wait_until(lambda s: s["queue"]["sent"] == 2 and not s["queue"]["claimed"], "two letters sent")
    text = ask(port, "GET", "/metrics")[2].decode()
    status = daemon.call("status")["data"]
    m = samples(text)
    one = lambda name, **labels: m.get((name, tuple(sorted(labels.items()))))
    for state, n in status["queue"].items():
        t.check(one("nhacviec_deliveries", state=state) == n, f"deliveries {state}: {n}")
    for result, n in status["attempts"].items():
        lanes = [v for (name, labels), v in m.items()
                 if name == "nhacviec_attempts_total" and ("result", result) in labels]
        t.check(len(lanes) == 2 and sum(lanes) == n, f"attempts {result}: {lanes}, not {n}")
    t.check(one("nhacviec_attempts_total", lane="default", result="sent") == 2, "attempts by lane")
    for name, key in (("nhacviec_retries_total", "retries"), ("nhacviec_bounces_total", "bounces"),
                      ("nhacviec_notices_held", "held"), ("nhacviec_addresses_suspended", "suspended"),
                      ("nhacviec_commits_total", "commits"), ("nhacviec_commit_failures_total", "commit_failures"),
                      ("nhacviec_plans", "plans"), ("nhacviec_tasks", "tasks"), ("nhacviec_deliverables", "deliverables")):
        t.check(one(name) == status[key], f"{name}: {one(name)}, not {status[key]}")
    statuses = {labels: v for (name, labels), v in m.items() if name == "nhacviec_occurrences"}
    t.check(sum(statuses.values()) == status["occurrences"], f"occurrences by status: {statuses}")
    t.check(one("nhacviec_build_info", version=status["version"]) == 1, "build info")
    t.check(one("nhacviec_healthy") == 1 and one("nhacviec_store_failing") == 0, "healthy")
    t.check(one("nhacviec_calendar_confirmed", year=str(local_today().year)) == 1, "calendar")
    t.check(0 < one("process_resident_memory_bytes") < 1e9 and one("process_open_fds") > 3, "process")
    t.check(one("nhacviec_http_responses_total", code="200") >= 1 and one("nhacviec_http_connections") == 1, "http")
    types = {f.name: f.type for f in text_string_to_metric_families(text)}
    t.check("unknown" not in types.values(), f"families without a type: {types}")
    t.check(all(f.documentation for f in text_string_to_metric_families(text)), "families without a help text")
    units = [n for n in types if n.startswith("nhacviec_") and any(w in n for w in ("_ms", "_us", "_kib", "_percent"))]
    t.check(not units, f"not in base units: {units}")
    for word in (SECRET, "khanhhoa", "Sở", "@", "127.0.0.1"):
        t.check(word not in text, f"“{word}” is in the metrics")
    daemon.call("done", id="T.1.1", on=local_today().isoformat(), doc="1/QĐ")
    m = samples(ask(port, "GET", "/metrics")[2].decode())
    t.check(one("nhacviec_facts", kind="done") == 1, "a fact is counted")
    t.check(one("nhacviec_occurrences", status="ht-truoc-han") + one("nhacviec_occurrences", status="ht-dung-han") == 1,
            "work that is done is counted")


def check_promtool(t, port):
    try:
        found = subprocess.run(["promtool", "check", "metrics"], input=ask(port, "GET", "/metrics")[2],
                               capture_output=True)
    except FileNotFoundError:
        return
    t.check(found.returncode == 0, f"promtool: {found.stdout.decode()}{found.stderr.decode()}")


def check_nginx(t, port, dir_):
    """As the handbook has it, and many people at once behind the one address of the proxy."""
    if not shutil.which("nginx"):
        t.skip("nginx is not installed")
        return
    dir_.mkdir()
    out = free_port()
    (dir_ / "nginx.conf").write_text(f"""
daemon off; pid {dir_}/pid; error_log {dir_}/error.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {dir_}/t1; proxy_temp_path {dir_}/t2; fastcgi_temp_path {dir_}/t3;
  uwsgi_temp_path {dir_}/t4; scgi_temp_path {dir_}/t5;
  server {{ listen 127.0.0.1:{out};
    location = /nhacviec/metrics {{ allow 127.0.0.1; deny all; proxy_pass http://127.0.0.1:{port}/metrics; }} }}
}}
""")
    nginx = subprocess.Popen(["nginx", "-p", dir_, "-c", dir_ / "nginx.conf"], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(lambda: nginx.poll() is None and nginx.terminate())
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", out)) == 0:
                break
        time.sleep(0.05)
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: ask(out, "GET", "/nhacviec/metrics"), range(200)))
    good = [a for a in answers if a[0] == 200 and a[2].endswith(b"\n") and a[1].get("cache-control") == "no-store"]
    t.check(len(good) == 200, f"through nginx: {len(good)} of 200: {[a[0] for a in answers if a[0] != 200][:5]}")
    nginx.terminate()
    nginx.wait()


def reload(build, conf, daemon):
    return tool(build, "-c", conf, "--socket", daemon.socket, "reload")


def reaches(port, host="127.0.0.1"):
    try:
        return ask(port, "GET", "/healthz", host=host)[0] == 200
    except OSError:
        return False


def check_reload(t, build, conf, dir_, daemon, port):
    other = free_port()
    path = dir_ / "http.sock"
    write_main(conf, extra=f'server = {{ listen = [ "127.0.0.1:{other}", "{path}" ]; }};')
    said = reload(build, conf, daemon)
    t.check(said.returncode == 0 and reaches(other) and not reaches(port), f"another address: {said.stdout}{said.stderr}")
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(str(path))
        s.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        got = b""
        while part := s.recv(65536):
            got += part
    t.check(got.startswith(b"HTTP/1.1 200 ") and got.endswith(b"\r\n\r\nok\n"), f"unix socket: {got!r}")
    t.check(path.stat().st_mode & 0o7777 == 0o660, f"mode of the socket: {oct(path.stat().st_mode)}")
    # In use: nothing changes, and the message names the address.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        write_main(conf, extra=f'server = {{ listen = [ "127.0.0.1:{busy}" ]; }}; thank = false;')
        said = reload(build, conf, daemon)
        text = said.stdout + said.stderr
        t.check(said.returncode == 78 and f"127.0.0.1:{busy}" in text, f"in use: {said.returncode} {text}")
        t.check(reaches(other), "a refused reload closed the server")
        m = samples(ask(other, "GET", "/metrics")[2].decode())
        t.check(m["nhacviec_config_last_reload_successful", ()] == 0, "a refused reload is counted")
    for bad, word in ((f'server = {{ listen = [ "0.0.0.0:{other}" ]; }};', "beyond_loopback"),
                      ('server = { listen = [ "localhost:80" ]; };', "localhost:80")):
        write_main(conf, extra=bad)
        said = reload(build, conf, daemon)
        t.check(said.returncode == 78 and word in said.stdout + said.stderr and "nhacviec.cfg:" in said.stdout + said.stderr,
                f"{bad}: {said.stdout}{said.stderr}")
    t.check(reaches(other), "a bad configuration closed the server")
    write_main(conf, extra="")
    said = reload(build, conf, daemon)
    t.check(said.returncode == 0 and not reaches(other) and not path.exists(), "switched off")
    write_main(conf, extra=f'server = {{ listen = "127.0.0.1:{port}"; }};')
    said = reload(build, conf, daemon)
    t.check(said.returncode == 0 and reaches(port), "switched on")
    m = samples(ask(port, "GET", "/metrics")[2].decode())
    t.check(m["nhacviec_config_last_reload_successful", ()] == 1, "a good reload is counted")


def check_v6(t, build, dir_):
    try:
        port = free_port(socket.AF_INET6, "::1")
    except OSError:
        t.skip("no IPv6 on this machine")
        return
    conf = lay(dir_, f'server = {{ listen = "[::1]:{port}"; }};')
    daemon = start(build, conf, dir_)
    t.check(reaches(port, "::1"), "IPv6")
    t.check(daemon.stop() == 0, "IPv6: ends badly")


def check_start_in_use(t, build, dir_):
    """Mail does not wait for a page: the daemon starts, says so, and listens when it can."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        conf = lay(dir_, f'server = {{ listen = "127.0.0.1:{port}"; }};')
        daemon = start(build, conf, dir_)
        status = daemon.wait_until(lambda s: s["queue"]["sent"] == 2, "letters are sent without the server")
        t.check(status["http"] == {"addresses": 1, "missing": 1}, f"status: {status['http']}")
        said = daemon.call("status")
        t.check(said["exit"] == 1 and "HTTP" in said["text"], f"status: {said['text']}")
    said = reload(build, conf, daemon)  # as the retry in a few seconds
    t.check(said.returncode == 0 and reaches(port), "listens when it can")
    t.check(daemon.call("status")["data"]["http"]["missing"] == 0, "status after it")
    t.check(daemon.stop() == 0, "ends badly")


def check_ill(t, build, dir_):
    """A relay that does not answer: 503 and the word."""
    dead, port = free_port(), free_port()
    conf = lay(dir_, f'server = {{ listen = "127.0.0.1:{port}"; }}; retry = {{ mail = {{ delays = [ "1s" ]; }}; }};')
    write_main(conf, relay=f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {dead}; tls = "none"; }}',
               extra=f'server = {{ listen = "127.0.0.1:{port}"; }}; retry = {{ mail = {{ delays = [ "1s" ]; }}; }};')
    daemon = start(build, conf, dir_)
    daemon.wait_until(lambda s: any(lane["resting"] for lane in s["lanes"]), "the relay rests")
    answer = ask(port, "GET", "/healthz")
    t.check(answer[0] == 503 and answer[2] == b"relay\n", f"a dead relay: {answer}")
    check_fields(t, "503", answer)
    m = samples(ask(port, "GET", "/metrics")[2].decode())
    t.check(m["nhacviec_healthy", ()] == 0 and m["nhacviec_unhealthy", (("reason", "relay"),)] == 1, "unhealthy")
    t.check(m["nhacviec_lane_circuit_open", (("lane", "default"),)] == 1, "circuit open")
    t.check(daemon.stop() == 0, "ends badly")


def main():
    t = Totals()
    build = build_dir()
    with Scratch(t) as scratch:
        port = free_port()
        conf = lay(scratch / "a", f'server = {{ listen = [ "127.0.0.1:{port}" ]; }};')
        daemon = start(build, conf, scratch / "a")
        check_routes(t, port)
        if text_string_to_metric_families is None:
            t.skip("metrics are not read: python3-prometheus-client is not installed")
            daemon.stop()
            t.end()
        check_metrics(t, port, daemon)
        check_promtool(t, port)
        check_nginx(t, port, scratch / "nginx")
        check_malformed(t, port, daemon)
        check_reload(t, build, conf, scratch / "a", daemon, port)
        t.check(daemon.stop() == 0, "ends badly")
        log = (scratch / "a" / "daemon.log").read_text()
        t.check("loop-not-closed" not in log, f"handles left: {log[-300:]}")
        check_v6(t, build, scratch / "v6")
        check_start_in_use(t, build, scratch / "busy")
        check_ill(t, build, scratch / "ill")
    t.end()


main()

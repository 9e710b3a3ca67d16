"""What the integration tests share: small configurations, the daemon as a child, totals."""

import atexit
import datetime
import json
import os
import pathlib
import shutil
import signal
import re
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Totals:
    """Counts checks; the last line of a test is made by end()."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, ok, what):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED:", what, flush=True)
        return ok

    def skip(self, what):
        self.skipped += 1
        print("SKIP:", what, flush=True)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed else 0)


def build_dir():
    return pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release").resolve()


class Scratch:
    """A directory that goes away unless the test failed."""

    def __init__(self, totals):
        self.totals = totals
        # Socket paths are short: not below the build folder, whose name may be long.
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="nv"))

    def __enter__(self):
        return self.path

    def __exit__(self, kind, *rest):
        if kind is None and not self.totals.failed:
            shutil.rmtree(self.path, ignore_errors=True)
        else:
            print("kept:", self.path)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def local_today():
    return (datetime.datetime.utcnow() + datetime.timedelta(hours=7)).date()


def write_calendars(conf, today=None):
    """A calendar in which today and the days around it are worked, whatever the weekday, so that a
    window is open now."""
    today = today or local_today()
    days = [today + datetime.timedelta(days=k) for k in range(-1, 3)]
    (conf / "calendar").mkdir(parents=True, exist_ok=True)
    for year in sorted({today.year - 1, today.year, today.year + 1}):
        worked = [d for d in days if d.year == year and d.weekday() >= 5]
        text = f'calendar = {{ year = {year}; confirmed = true; source = "kiểm thử"; }};\n'
        text += "holidays = ( );\nworked = ( " + ", ".join(
            f'{{ day = "{d.isoformat()}"; name = "làm bù"; source = "kiểm thử"; }}' for d in worked
        ) + " );\n"
        (conf / "calendar" / f"{year}.cfg").write_text(text)


def write_main(conf, relay=None, extra="", instance="test"):
    relay = relay or '{ id = "default"; type = "maildir"; path = "outbox"; }'
    # Receivers of the tests are on this machine, which webhooks otherwise do not reach.
    if not re.search(r"(^|; *)webhook = ", extra):
        extra += ' webhook = { allow = [ "127.0.0.0/8" ]; };'
    (conf / "nhacviec.cfg").write_text(
        f'zone = "+07:00";\ninstance = "{instance}";\n'
        'sender = { name = "Nhắc việc"; mail = "nhacviec@khanhhoa.example"; };\n'
        'windows = ( { open = "00:00"; close = "24:00"; } );\n'
        f"relays = ( {relay} );\n{extra}\n")


def write_agencies(conf, agencies):
    """agencies: list of (id, name, mails, webhooks)"""
    (conf / "agencies").mkdir(parents=True, exist_ok=True)
    rows = []
    for ident, name, mails, hooks in agencies:
        row = f"  {{ id = {quoted(ident)}; name = {quoted(name)};"
        if mails:
            row += " mail = [ " + ", ".join(map(quoted, mails)) + " ];"
        if hooks:
            row += " webhooks = ( " + ", ".join(f"{{ url = {quoted(u)}; }}" for u in hooks) + " );"
        rows.append(row + " }")
    (conf / "agencies" / "a.cfg").write_text("agencies = (\n" + ",\n".join(rows) + "\n);\n")


def write_plan(conf, tasks, owner, year=None, signed=None, ident="p"):
    """tasks: list of (id, due, leads)"""
    today = local_today()
    year = year or today.year
    signed = signed or today.isoformat()
    (conf / "plans").mkdir(parents=True, exist_ok=True)
    rows = [
        f'  {{ id = {quoted(t)}; title = {quoted("Nhiệm vụ " + t)}; deliverables = ( {{ '
        f'name = "Sản phẩm"; due = {quoted(due)}; lead = [ {", ".join(map(quoted, leads))} ]; }} ); }}'
        for t, due, leads in tasks
    ]
    (conf / "plans" / f"{ident}.cfg").write_text(
        f'plan = {{ id = "{ident}"; year = {year}; title = "Kế hoạch thử"; short = "THỬ"; '
        f'basis = "Quyết định số 1/QĐ-UBND ngày 01/01/{year} của Ủy ban nhân dân tỉnh"; '
        f'signed = "{signed}"; owner = {quoted(owner)}; }};\ntasks = (\n' + ",\n".join(rows) + "\n);\n")


def free_port(family=socket.AF_INET, host="127.0.0.1"):
    """One on which nobody listens now."""
    with socket.socket(family) as s:
        s.bind((host, 0))
        return s.getsockname()[1]


class Peer:
    """One of the scripted servers beside this file; says its port."""

    def __init__(self, script, *args):
        self.proc = subprocess.Popen([sys.executable, str(HERE / script), *map(str, args)],
                                     stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        atexit.register(lambda p=self.proc: p.poll() is None and p.kill())
        line = self.proc.stdout.readline()
        if not line.startswith("port "):
            raise RuntimeError(f"{script}: {line!r}")
        self.port = int(line.split()[1])

    def stop(self):
        self.proc.terminate()
        self.proc.wait()
        self.proc.stdout.close()


class Daemon:
    """nhacviecd as a child, with its log in a file."""

    def __init__(self, build, conf, state, wait=True, env=None, args=()):
        self.build, self.conf, self.state = build, conf, state
        self.socket = state.parent / "s"
        self.log = open(state.parent / "daemon.log", "ab")
        self.proc = subprocess.Popen(
            [str(build / "nhacviecd"), "--allow-root", "-c", str(conf), "-s", str(state),
             "-S", str(self.socket), *map(str, args)], stderr=self.log, stdin=subprocess.DEVNULL, env=env)
        # A test that falls leaves nothing running behind it.
        atexit.register(lambda p=self.proc: p.poll() is None and p.kill())
        if wait:
            self.wait_ready()

    def wait_ready(self, limit_s=60):
        """Ready is when the control socket answers; there is nothing else to await."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if self.proc.poll() is not None:
                raise RuntimeError(f"daemon ended with {self.proc.returncode}")
            with socket.socket(socket.AF_UNIX) as s:
                try:
                    s.connect(str(self.socket))
                    return
                except OSError:
                    time.sleep(0.01)
        raise RuntimeError("daemon does not answer")

    def call(self, command, **args):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(60)
            s.connect(str(self.socket))
            s.sendall(json.dumps({"command": command, "args": args}).encode() + b"\n")
            data = b""
            while not data.endswith(b"\n"):
                part = s.recv(65536)
                if not part:
                    break
                data += part
        return json.loads(data)

    def wait_until(self, test, what, limit_s=60):
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            answer = self.call("status")
            if test(answer["data"]):
                return answer["data"]
            time.sleep(0.02)
        raise RuntimeError(f"not reached: {what}: {answer['data']}")

    def kill(self, sig=signal.SIGKILL):
        self.proc.send_signal(sig)
        self.proc.wait()
        self.log.close()
        return self.proc.returncode

    def stop(self):
        return self.kill(signal.SIGTERM)


def local_parts(db, rows):
    """Of the Message-IDs of deliveries, given as (notice, delivery)."""
    series = sorted((int(k[7:]), v) for k, v in db.execute("select key, value from meta where key like 'series:%'"))
    ledger = db.execute("select value from meta where key = 'ledger'").fetchone()[0]
    return [f"n{n}.{d}." + ([ledger] + [v for first, v in series if first <= d])[-1] for n, d in rows]


def tool(build, *args, **kw):
    return subprocess.run([str(build / "nhacviec"), *map(str, args)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, **kw)

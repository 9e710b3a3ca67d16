#!/usr/bin/env python3
"""The heartbeat: an outside address hears that the service is well, at once and after a reload, and
hears nothing while a relay is down.

Usage: test_heartbeat.py BUILD
"""

import base64
import json
import socket
import time

from nvlib import Daemon, Peer, Scratch, Totals, build_dir, local_today, write_agencies, write_calendars, write_main, write_plan


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(test, what, limit_s=60):
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if test():
            return
        time.sleep(0.02)
    raise RuntimeError(f"not reached: {what}")


def main():
    t = Totals()
    with Scratch(t) as scratch:
        conf, heard = scratch / "conf", scratch / "heard"
        peer = Peer("http_server.py", "--log", heard, "--bodies", "--path", "/beat=200,500,200")
        beat = f'heartbeat = {{ url = "http://127.0.0.1:{peer.port}/beat"; every = "7d"; }};\n'
        # Nobody listens there: after a few failures in a row the relay is left alone.
        relay = (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {free_port()}; tls = "none"; '
                 'connections = 4; }')
        write_calendars(conf)
        write_main(conf, relay, beat)
        names = [f"so-{k}" for k in range(8)]
        work = [(f"T.{k}", f"31/12/{local_today().year}", [name]) for k, name in enumerate(names)]
        write_agencies(conf, [(name, name, [f"{name}@khanhhoa.example"], []) for name in names])
        write_plan(conf, work[:1], "so-0")
        daemon = Daemon(build_dir(), conf, scratch / "state")

        def requests():
            return [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []

        def log():
            return (scratch / "daemon.log").read_text()

        until(lambda: len(requests()) == 1, "a heartbeat at the start")
        first = requests()[0]
        t.check((first["method"], first["path"]) == ("POST", "/beat"), f"{first['method']} {first['path']}")
        body = json.loads(base64.b64decode(first["bytes_b64"]))
        t.check(body["service"] == "nhacviec" and body["status"] == "ok", f"it says {body}")
        t.check(daemon.call("reload")["exit"] == 0, "reload")
        until(lambda: "heartbeat-failed" in log(), "a failure is logged")
        t.check("code=500" in log(), "with the answer")
        t.check(len(requests()) == 2, "it is not tried again before its time")
        write_plan(conf, work, "so-0")
        write_main(conf, relay, beat.replace("7d", "1s"))
        t.check(daemon.call("reload")["exit"] == 0, "reload with work")
        held = "heartbeat-withheld reason=relay"
        until(lambda: held in log(), "no heartbeat while the relay rests")
        before, said = len(requests()), log().count(held)
        until(lambda: log().count(held) > said, "nor the next")
        t.check(len(requests()) == before, "nothing was said")
        t.check(daemon.stop() == 0, "it stops")
        peer.stop()
    t.end()


main()

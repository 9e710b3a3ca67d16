#!/usr/bin/env python3
"""`nhacviec send-test`: a marked letter through the real queue and courier to each address of one
agency; what became of it is told; the agency's own notices are untouched by it.

Usage: test_send_test.py BUILD
"""

import base64
import email
import email.policy
import json

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies,
                   write_calendars, write_main, write_plan)

POLICY = email.policy.default


def start(scratch, t):
    log = scratch / "mail.jsonl"
    peer = Peer("smtp_server.py", "--log", log, "--bodies", "--tls", "none",
                "--rcpt", "sai@khanhhoa.example=550:5.1.1 no such mailbox",
                "--rcpt", "cham@khanhhoa.example=450:4.2.0 try later")
    conf, state = scratch / "conf", scratch / "state"
    conf.mkdir()
    write_main(conf, f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {peer.port}; tls = "none"; }}')
    write_calendars(conf)
    write_agencies(conf, [("so-a", "Sở Thử nghiệm", ["mot@khanhhoa.example", "hai@khanhhoa.example"], []),
                          ("so-b", "Sở Có địa chỉ sai", ["dung@khanhhoa.example", "sai@khanhhoa.example"], []),
                          ("so-c", "Sở Phải chờ", ["cham@khanhhoa.example"], []),
                          ("so-d", "Sở Không hộp thư", [], [])])
    year = local_today().year
    write_plan(conf, [("T.1", f"Năm {year}", ["so-b"])], "so-b")
    return log, conf, Daemon(build_dir(), conf, state)


def messages(log):
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    return [(r["to"], base64.b64decode(r["bytes_b64"])) for r in rows]


def main():
    t = Totals()
    with Scratch(t) as scratch:
        log, conf, daemon = start(scratch, t)
        run = lambda *args: tool(daemon.build, "-c", conf, "--socket", daemon.socket, *args)
        # The notice of the plan goes out first, so that what follows are tests alone.
        daemon.wait_until(lambda s: s["queue"]["sent"] == 1 and s["queue"]["failed"] == 1, "the plan's notice")
        before = len(messages(log))

        got = run("send-test", "so-a")
        t.check(got.returncode == 0 and got.stdout.count("đã gửi") == 2, f"both arrived: {got}")
        new = messages(log)[before:]
        t.check(sorted(to for to, _ in new) == [["hai@khanhhoa.example"], ["mot@khanhhoa.example"]]
                or sorted(to for to, _ in new) == ["hai@khanhhoa.example", "mot@khanhhoa.example"],
                f"each address once: {[to for to, _ in new]}")
        for to, raw in new:
            m = email.message_from_bytes(raw, policy=POLICY)
            text = " ".join(m.get_body(("plain",)).get_content().split())
            t.check(m["Subject"].startswith("[THƯ THỬ] ") and "Sở Thử nghiệm" in m["Subject"], m["Subject"])
            t.check("Đây là THƯ THỬ của hệ thống" in text and m["To"].addresses[0].addr_spec in text, text)
            t.check("THƯ THỬ" in m.get_body(("html",)).get_content(), "the page is marked, too")
            t.check(m["Importance"] is None and m["Auto-Submitted"] == "auto-generated", "headers")

        shown = daemon.call("queue", state="sent")["data"]
        for row in [r for r in shown if r["agency"] == "so-a"]:
            out = tool(daemon.build, "-c", conf, "--socket", daemon.socket, "show", row["id"], "--mail")
            same = [raw for to, raw in new if row["endpoint"].removeprefix("mail:") in str(to)]
            t.check(same and out.stdout.encode().replace(b"\r\n", b"\n") == same[0].replace(b"\r\n", b"\n"),
                    f"show --mail {row['id']} is what arrived")

        got = run("send-test", "Sở", "Có", "địa", "chỉ", "sai")
        t.check(got.returncode == 1 and "no such mailbox" in got.stdout and "đã gửi" in got.stdout, f"{got}")
        got = run("--json", "send-test", "so-c")
        rows = json.loads(got.stdout)
        t.check(got.returncode == 1 and rows[0]["state"] == "pending" and rows[0]["code"] == 450
                and rows[0]["next"] is not None, f"a temporary refusal is told: {got}")
        got = run("send-test", "so-d")
        t.check(got.returncode == 1 and "không có địa chỉ" in got.stderr, f"{got}")
        got = run("send-test", "so-e")
        t.check(got.returncode == 1 and got.stderr, f"{got}")
        got = run("send-test", "so-a", "--wait", "mai")
        t.check(got.returncode == 2, f"{got}")

        # Nothing that a test leaves behind stands in the way of a start, or of another notice.
        daemon.kill()
        write_plan(conf, [("T.1", f"Năm {local_today().year}", ["so-b"]),
                          ("T.2", f"Năm {local_today().year}", ["so-a"])], "so-b")
        daemon = Daemon(build_dir(), conf, scratch / "state")
        done = daemon.wait_until(lambda s: s["queue"]["sent"] >= 6, "so-a has its notice in the same window")
        last = [email.message_from_bytes(raw, policy=POLICY) for to, raw in messages(log)][-1]
        t.check(done["queue"]["pending"] == 1 and "T.2" in last["Subject"], f"{last['Subject']} {done['queue']}")
        t.check(daemon.stop() == 0, "the daemon ends well")
    t.end()


main()

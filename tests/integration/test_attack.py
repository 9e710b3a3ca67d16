#!/usr/bin/env python3
"""What an attacker and an unlucky administrator found: each of these lost a reminder, held up
others, or let the daemon say what was not so.

Usage: test_attack.py BUILD
"""

import os
import sqlite3

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies,
                   write_calendars, write_main, write_plan)


def year():
    return f"Năm {local_today().year}"


def lay(conf, agencies, tasks, relay=None, extra=""):
    conf.mkdir(exist_ok=True)
    write_main(conf, relay, extra)
    write_calendars(conf)
    write_agencies(conf, agencies)
    write_plan(conf, tasks, agencies[0][0])


def plain(n):
    return [(f"a{i}", f"Cơ quan {i}", [f"a{i}@khanhhoa.example"], []) for i in range(n)]


def each_leads_one(n):
    return [(f"T.{i}", year(), [f"a{i}"]) for i in range(n)]


def one_rung_told_before_holds_up_nobody(t, build, dir_):
    """The same quarter's rung comes up again after another: others hear of theirs all the same."""
    conf, out = dir_ / "conf", dir_ / "out"
    conf.mkdir()
    write_main(conf, extra='ladders = ( { kinds = "*"; roles = "lead"; '
                           'rungs = [ "quarter-20w", "quarter", "-80w", "-1w", "0" ]; } );')
    write_calendars(conf)
    write_agencies(conf, plain(3))
    write_plan(conf, [("T.1", "Quý I - Quý II/2025", ["a1"]), ("T.2", "2025-03-31", ["a2"])],
               "a0", year=2025, signed="2025-01-02")
    done = tool(build, "-c", conf, "simulate", "--from", "2025-01-02", "--to", "2025-04-04",
                "--state", out)
    t.check(done.returncode == 0, f"simulate: {done.stderr[-300:]}")
    db = sqlite3.connect(out / "ledger.db")
    rungs = [r for r, in db.execute("select rung from item where occurrence = 'p/T.2.1' "
                                    "order by notice")]
    db.close()
    t.check(rungs[-2:] == ["-1w", "0"], f"T.2 hears of its last day: {rungs}")


def what_is_told_is_one_line_of_text(t, build, dir_):
    lay(dir_ / "conf", plain(2), each_leads_one(2))
    daemon = Daemon(build, dir_ / "conf", dir_ / "state")
    for bad in ("x\x1b[2J", "1/QĐ\n2/QĐ", "x\u202ey", "x\u2028y", "x\x7f"):
        for key in ("doc", "note"):
            answer = daemon.call("done", id="T.1.1", **{key: bad})
            t.check(answer["exit"] != 0, f"{key} {bad!r} is taken")
    t.check(daemon.call("log")["data"]["facts"] == [], "nothing was recorded")
    answer = daemon.call("done", id="T.1.1", doc="Văn bản số 1/SNV-CCHC", note="Đã ban hành")
    t.check(answer["exit"] == 0, f"plain text is taken: {answer}")
    told = daemon.call("log")["data"]["facts"]
    t.check([f["document"] for f in told] == ["Văn bản số 1/SNV-CCHC"], f"and recorded: {told}")
    t.check(daemon.stop() == 0, "the daemon ends well")


def a_ledger_that_is_gone_takes_nothing(t, build, dir_):
    """Moved away under the daemon: it says so, sends nothing, and goes on when it is back."""
    lay(dir_ / "conf", plain(3), each_leads_one(3))
    daemon = Daemon(build, dir_ / "conf", dir_ / "state")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 3, "sent")
    os.rename(dir_ / "state", dir_ / "away")
    answer = daemon.call("done", id="T.1.1", doc="1/QĐ-UBND")
    t.check(answer["exit"] != 0, f"a fact is recorded in a file that is gone: {answer}")
    t.check(daemon.call("status")["data"]["store_failing"], "status says that the store fails")
    os.rename(dir_ / "away", dir_ / "state")
    daemon.wait_until(lambda s: daemon.call("done", id="T.1.1", doc="1/QĐ-UBND")["exit"] == 0,
                      "recorded when the file is back")
    t.check(daemon.stop() == 0, "the daemon ends well")


def a_reload_wakes_a_refused_relay(t, build, dir_):
    server = Peer("smtp_server.py", "--log", dir_ / "mails", "--behave", "mail=530:login first*8,ok")
    relay = '{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = %d; tls = "none"; ' \
            'connections = 1; }' % server.port
    lay(dir_ / "conf", plain(8), each_leads_one(8), relay)
    daemon = Daemon(build, dir_ / "conf", dir_ / "state")
    daemon.wait_until(lambda s: s["lanes"][0]["paused_until"] and not s["queue"]["claimed"],
                      "the relay rests")
    t.check(daemon.call("reload")["exit"] == 0, "reload")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 8, "sent at once after the reload")
    t.check(daemon.stop() == 0, "the daemon ends well")
    server.stop()


def a_dead_receiver_holds_up_no_other(t, build, dir_):
    """More webhooks for a silent receiver than the daemon takes in hand at once."""
    silent = Peer("http_server.py", "--behave", "silent")
    other = Peer("http_server.py", "--log", dir_ / "hooks")
    dead, good = 300, 20
    agencies = [(f"a{i}", f"Cơ quan {i}", [],
                 [f"http://127.0.0.1:{(silent if i < dead else other).port}/{i}"])
                for i in range(dead + good)]
    lay(dir_ / "conf", agencies, each_leads_one(dead + good),
        extra='webhook = { timeout = 2; allow = [ "127.0.0.1" ]; };')
    daemon = Daemon(build, dir_ / "conf", dir_ / "state")
    status = daemon.wait_until(lambda s: s["queue"]["sent"] == good, "the others have theirs")
    t.check(status["queue"]["pending"] + status["queue"]["claimed"] == dead, "the dead ones wait")
    t.check(daemon.stop() == 0, "the daemon ends well")
    silent.stop()
    other.stop()


def a_test_letter_that_is_refused_stops_nothing(t, build, dir_):
    """It is for all addresses of an agency: the one that stands in has it already."""
    server = Peer("smtp_server.py", "--log", dir_ / "mails", "--rcpt",
                  "a1@khanhhoa.example=ok,550:5.1.1 unknown")
    relay = '{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = %d; tls = "none"; }' % server.port
    lay(dir_ / "conf", plain(2), each_leads_one(2), relay)
    path = dir_ / "conf" / "agencies" / "a.cfg"
    path.write_text(path.read_text().replace(
        'mail = [ "a1@khanhhoa.example" ];',
        'mail = [ "a1@khanhhoa.example" ]; mail_fallback = [ "a1@du-phong.example" ];'))
    daemon = Daemon(build, dir_ / "conf", dir_ / "state")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 2, "sent")
    t.check(daemon.call("send-test", agency="a1")["exit"] == 0, "a test is taken")
    status = daemon.wait_until(lambda s: s["queue"]["sent"] == 3 and s["queue"]["failed"] == 1,
                               "one address has it, one refused it")
    t.check(status["commit_failures"] == 0, f"every transaction is written: {status['commit_failures']}")
    t.check(daemon.stop() == 0, "the daemon ends well")
    server.stop()


def main():
    t = Totals()
    build = build_dir()
    for test in (one_rung_told_before_holds_up_nobody, what_is_told_is_one_line_of_text,
                 a_ledger_that_is_gone_takes_nothing, a_reload_wakes_a_refused_relay,
                 a_dead_receiver_holds_up_no_other, a_test_letter_that_is_refused_stops_nothing):
        with Scratch(t) as dir_:
            test(t, build, dir_)
    t.end()


main()

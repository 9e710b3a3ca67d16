#!/usr/bin/env python3
"""Ladders and the roles of a plan are edited while the service runs: nothing is made up for, not
after a restart either, and what comes due from then on goes out. An edited deadline urges nobody
by its old rungs. What is cancelled says why.

Usage: test_policy.py BUILD
"""

import datetime

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies,
                   write_calendars, write_main, write_plan)


def receivers(state):
    """How many letters each address has got."""
    got = {}
    for path in sorted((state / "outbox/new").iterdir()):
        to = [line for line in path.read_text().splitlines() if line.startswith("To:")][0]
        who = to.split("<")[-1].split("@")[0]
        got[who] = got.get(who, 0) + 1
    return got


class Office:
    """Work that was due n calendar days ago, so that the rung +nd is today, whatever the day."""

    def __init__(self, scratch):
        self.conf, self.state = scratch / "conf", scratch / "state"
        self.conf.mkdir()
        today = local_today()
        due = today - datetime.timedelta(days=10)
        while due.weekday() >= 5:
            due -= datetime.timedelta(days=1)
        self.n, self.due = (today - due).days, due
        write_calendars(self.conf)
        write_agencies(self.conf, [(k, "Cơ quan " + k, [f"{k}@khanhhoa.example"], [])
                                   for k in ("theo-doi", "mot", "lanh-dao")])
        write_plan(self.conf, [("T.1", due.isoformat(), ["mot"])], "theo-doi", year=due.year,
                   signed=(due - datetime.timedelta(days=60)).isoformat())
        self.ladders(lead=["+1d"])

    def ladders(self, **of):
        rows = ", ".join(
            f'{{ kinds = [ "day" ]; roles = [ "{role}" ]; rungs = [ '
            + ", ".join(f'"{r}"' for r in rungs) + " ]; }"
            for role, rungs in ({"owner": [], "leadership": []} | of).items())
        write_main(self.conf, extra=f"ladders = ( {rows} );")

    def edit(self, old, new):
        path = self.conf / "plans/p.cfg"
        path.write_text(path.read_text().replace(old, new))

    def name_leadership(self):
        self.edit('owner = "theo-doi";', 'owner = "theo-doi"; leadership = "lanh-dao";')


def edited(t, scratch):
    o = Office(scratch)
    yesterday, today = f"+{o.n - 1}d", f"+{o.n}d"
    daemon = Daemon(build_dir(), o.conf, o.state)

    def reload():
        said = tool(build_dir(), "-c", o.conf, "--socket", daemon.socket, "reload")
        t.check(said.returncode == 0, f"reload: {said.stderr}")
        return said.stdout

    daemon.wait_until(lambda s: s["queue"]["sent"] == 1, "the lead is chased")
    o.ladders(lead=["+1d", yesterday], owner=[yesterday], leadership=[yesterday])
    o.name_leadership()
    text = reload()
    t.check("thêm 3 bậc, bỏ 0 bậc" in text, f"steps are counted: {text}")
    t.check("Cơ quan theo dõi, lãnh đạo của kế hoạch: thêm 1, bỏ 0" in text, text)
    t.check(" 0 bản nhắc, 0 dòng" in text, f"and nothing follows: {text}")
    daemon.stop()
    daemon = Daemon(build_dir(), o.conf, o.state)
    # What is due today goes out, and is the first that anybody hears since.
    o.ladders(lead=["+1d", yesterday], owner=[yesterday, today], leadership=[yesterday])
    text = reload()
    t.check(" 1 bản nhắc, 1 dòng" in text, f"the step of today follows: {text}")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 2, "the owner hears of today's step")
    t.check(receivers(o.state) == {"mot": 1, "theo-doi": 1}, f"got {receivers(o.state)}")
    # Removed and put back, altered back: nothing of it is today's.
    o.ladders(lead=["+1d"], owner=[today], leadership=["+1d", yesterday])
    reload()
    daemon.kill()
    daemon = Daemon(build_dir(), o.conf, o.state)
    o.ladders(lead=["+1d", yesterday], owner=[yesterday, today], leadership=["+1d", today])
    reload()
    daemon.wait_until(lambda s: s["queue"]["sent"] == 3, "the leadership hears of today's step")
    t.check(receivers(o.state) == {"mot": 1, "theo-doi": 1, "lanh-dao": 1},
            f"got {receivers(o.state)}")
    # Another deadline: what was urged by the old one is not urged again, nor told once more.
    o.edit(o.due.isoformat(), (local_today() + datetime.timedelta(days=20)).isoformat())
    text = reload()
    t.check("đổi hạn 1" in text and " 0 bản nhắc, 0 dòng" in text, f"the date moves in silence: {text}")
    daemon.stop()
    daemon = Daemon(build_dir(), o.conf, o.state)
    text = reload()
    t.check("Không kỳ hạn nào thay đổi" in text and " 0 bản nhắc, 0 dòng" in text, text)
    t.check(receivers(o.state) == {"mot": 1, "theo-doi": 1, "lanh-dao": 1},
            f"got {receivers(o.state)}")
    t.check(daemon.stop() == 0, "the daemon ends well")


def cancelled(t, scratch):
    """Two letters that the server puts off; then one's work is done and the other's is gone."""
    peer = Peer("smtp_server.py", "--rcpt", "mot@khanhhoa.example=451:4.2.0 thu lai sau",
                "--rcpt", "hai@khanhhoa.example=451:4.2.0 thu lai sau")
    conf = scratch / "conf"
    conf.mkdir()
    write_main(conf, f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {peer.port}; tls = "none"; }}',
               'retry = { mail = { delays = [ "1s" ]; lifetime = "1d"; }; };')
    write_calendars(conf)
    write_agencies(conf, [(k, "Cơ quan " + k, [f"{k}@khanhhoa.example"], [])
                          for k in ("theo-doi", "mot", "hai")])
    year = local_today().year
    work = [("T.1", f"Năm {year}", ["mot"]), ("T.2", f"Năm {year}", ["hai"])]
    write_plan(conf, work, "theo-doi")
    daemon = Daemon(build_dir(), conf, scratch / "state")
    ask = ["-c", conf, "--socket", daemon.socket]
    daemon.wait_until(lambda s: s["attempts"]["temporary"] >= 2, "both are put off")
    done = tool(build_dir(), *ask, "done", "T.2.1", "--doc", "1/BC")
    t.check(done.returncode == 0, f"done: {done.stderr}")
    write_plan(conf, work[1:], "theo-doi")
    t.check(tool(build_dir(), *ask, "reload").returncode == 0, "reload without T.1")
    daemon.wait_until(lambda s: s["queue"]["cancelled"] == 2, "both are cancelled")
    said = tool(build_dir(), *ask, "queue", "list", "--state", "cancelled").stdout
    t.check("việc không còn trong cấu hình" in said and "việc đã được ghi nhận khác" in said, said)
    t.check("removed" not in said and "overtaken" not in said, said)
    said = tool(build_dir(), *ask, "show", "T.2.1").stdout
    t.check("đã hủy" in said and "việc đã được ghi nhận khác" in said, f"show: {said}")
    t.check(daemon.stop() == 0, "the daemon ends well")
    peer.stop()


def main():
    t = Totals()
    for part in (edited, cancelled):
        with Scratch(t) as scratch:
            part(t, scratch)
    t.end()


main()

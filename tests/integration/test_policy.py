#!/usr/bin/env python3
"""Ladders and the roles of a plan are edited while the service runs: nothing is made up for, not
after a restart either, and what comes due from then on goes out.

Usage: test_policy.py BUILD
"""

import datetime

from nvlib import (Daemon, Scratch, Totals, build_dir, local_today, tool, write_agencies,
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
        self.n = (today - due).days
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

    def name_leadership(self):
        path = self.conf / "plans/p.cfg"
        path.write_text(path.read_text().replace(
            'owner = "theo-doi";', 'owner = "theo-doi"; leadership = "lanh-dao";'))


def main():
    t = Totals()
    with Scratch(t) as scratch:
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
        t.check(daemon.stop() == 0, "the daemon ends well")
    t.end()


main()

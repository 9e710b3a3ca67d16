#!/usr/bin/env python3
"""Occurrences as their users meet them, with the real daemon and the real plan: which of VII.8's four
reports was done, what has to be done twice, what a reload adds and removes, what a restart remembers.

Usage: test_occurrences.py BUILD
"""

import json
import shutil

from nvlib import ROOT, Daemon, Scratch, Totals, build_dir, tool

PERIODS = ["VII.8.1@2025-Q1", "VII.8.1@2025-H1", "VII.8.1@2025-Q3", "VII.8.1@2025"]
PLAN = """plan = { id = "thu"; year = 2025; title = "Kế hoạch thử"; basis = "Quyết định"; signed = "2024-12-31";
         owner = "so-noi-vu"; };
tasks = (
  { id = "T.1"; title = "Báo cáo"; deliverables = (
      { name = "Báo cáo"; due = "Quý II/2025"; lead = "so-tu-phap"; } ); },
  { id = "T.2"; title = "Đối thoại"; deliverables = (
      { name = "Hội nghị"; due = "02 lần/năm"; lead = "so-tu-phap"; } ); } );
"""


class Rig:
    def __init__(self, scratch):
        self.conf, self.state = scratch / "conf", scratch / "state"
        shutil.copytree(ROOT / "etc", self.conf)
        self.write(PLAN)
        self.start()

    def start(self):
        self.daemon = Daemon(build_dir(), self.conf, self.state)

    def write(self, plan):
        (self.conf / "plans/thu.cfg").write_text(plan)

    def run(self, *args):
        done = tool(build_dir(), "-c", self.conf, "--socket", self.daemon.socket, *args)
        return done.returncode, done.stdout + done.stderr

    def done_on(self, ident):
        """{occurrence: the day on which it was done, or None}"""
        done = tool(build_dir(), "-c", self.conf, "--socket", self.daemon.socket, "--json", "tasks")
        row = next(r for r in json.loads(done.stdout) if r["id"] == ident)
        return {o["id"]: o["done"] for o in row["occurrences"]}


def one_of_four(t, rig):
    code, said = rig.run("done", "VII.8.1", "--on", "2025-03-19")
    t.check(code == 1, f"which period? done exits {code}")
    listed = [word for word in said.split() if word.startswith("VII.8.1@")]
    t.check(listed == PERIODS, f"the four are listed, as they are due: {said}")
    t.check(rig.done_on("VII.8.1") == dict.fromkeys(PERIODS), "nothing was recorded")
    code, said = rig.run("done", "VII.8.1@2025-Q2", "--on", "2025-03-19")
    t.check(code == 1 and "VII.8.1@2025-Q2" in said, f"a period that the report does not have: {said}")
    code, said = rig.run("done", PERIODS[0], "--on", "2025-03-19", "--doc", "Báo cáo số 45/BC-UBND")
    t.check(code == 0, f"done of one period: {said}")
    only = dict.fromkeys(PERIODS) | {PERIODS[0]: "2025-03-19"}
    t.check(rig.done_on("VII.8.1") == only, f"only the first is done: {rig.done_on('VII.8.1')}")
    for ident in ("VII.8.1", PERIODS[0]):
        code, said = rig.run("show", ident)
        t.check(code == 0 and "19/3/2025" in said and "Báo cáo số 45/BC-UBND" in said, f"show {ident}: {said}")
    code, said = rig.run("show", PERIODS[1])
    t.check("45/BC-UBND" not in said, f"another period knows nothing of it: {said}")


def explained(t, rig):
    code, said = rig.run("explain", PERIODS[1])
    # Data until Saturday 14/6, two working days to Tuesday 17/6, due on Friday 20/6/2025.
    for word in ("hết 14/6/2025", "17/6/2025", "20/6/2025", "Công văn số 581/BNV-CCHC"):
        t.check(code == 0 and word in said, f"explain {PERIODS[1]} says {word}")
    for ident in PERIODS:
        t.check(ident in said, f"explain lists {ident}")
    code, said = rig.run("--json", "explain", PERIODS[2])
    o = json.loads(said)
    # 20/9/2025 is a Saturday: reminded until Friday, over at the end of Monday.
    mine = (o["occurrence"], o["nominal"], o["effective"], o["remind_by"])
    t.check(mine == (PERIODS[2], "2025-09-20", "2025-09-22", "2025-09-19"), f"explain --json: {mine}")


def reopened(t, rig):
    code, said = rig.run("reopen", "VII.8.1")
    t.check(code == 1 and all(ident in said for ident in PERIODS), f"reopen asks which: {said}")
    t.check(rig.run("reopen", PERIODS[1])[0] == 1, "what is open cannot be opened again")
    t.check(rig.run("reopen", PERIODS[0])[0] == 0, "reopen of one period")
    t.check(rig.done_on("VII.8.1") == dict.fromkeys(PERIODS), "all four are open again")


def twice(t, rig):
    """One occurrence, open until it was done two times; the short name is enough where there is one."""
    t.check(rig.done_on("T.2.1") == {"T.2.1@2025": None}, f"one occurrence: {rig.done_on('T.2.1')}")
    code, said = rig.run("done", "T.2.1", "--on", "2025-04-02", "--doc", "12/TB-UBND")
    t.check(code == 0 and rig.done_on("T.2.1")["T.2.1@2025"] is None, f"once is not enough: {said}")
    rig.daemon.stop()
    rig.start()
    t.check(rig.done_on("T.2.1")["T.2.1@2025"] is None, "still open after a restart")
    code, said = rig.run("done", "T.2.1@2025", "--on", "2025-10-08", "--doc", "40/TB-UBND")
    t.check(code == 0 and rig.done_on("T.2.1")["T.2.1@2025"] == "2025-10-08", f"the second time closes it: {said}")


def reloaded(t, rig):
    """Nothing is added or removed silently."""
    rig.write(PLAN.replace("Quý II/2025", "Quý II, III/2025"))
    code, said = rig.run("reload")
    lines = [line.split(":")[0].strip() for line in said.splitlines()]
    t.check(code == 0 and "thêm 2, bỏ 1" in said, f"reload counts occurrences: {said}")
    for line in ("thêm thu/T.1.1@2025-Q2", "thêm thu/T.1.1@2025-Q3", "bỏ thu/T.1.1"):
        t.check(line in lines, f"reload says: {line}")
    t.check(rig.done_on("T.1.1") == {"T.1.1@2025-Q2": None, "T.1.1@2025-Q3": None}, "two occurrences now")
    code, said = rig.run("done", "T.1.1", "--on", "2025-06-02")
    t.check(code == 1 and "T.1.1@2025-Q2" in said and "T.1.1@2025-Q3" in said, f"which of the two? {said}")
    t.check(rig.run("done", "T.1.1@2025-Q3", "--on", "2025-06-02")[0] == 0, "done of the later of the two")
    rig.write(PLAN.replace("Quý II/2025", "Quý III, IV/2025"))
    code, said = rig.run("reload")
    t.check("thêm 1, bỏ 1" in said and "bỏ thu/T.1.1@2025-Q2" in said and "thêm thu/T.1.1@2025-Q4" in said,
            f"what stays is neither added nor removed: {said}")
    t.check(rig.done_on("T.1.1") == {"T.1.1@2025-Q3": "2025-06-02", "T.1.1@2025-Q4": None},
            f"what stays remembers that it was done: {rig.done_on('T.1.1')}")


def main():
    t = Totals()
    with Scratch(t) as scratch:
        rig = Rig(scratch)
        one_of_four(t, rig)
        explained(t, rig)
        reopened(t, rig)
        twice(t, rig)
        reloaded(t, rig)
        t.check(rig.daemon.stop() == 0, "the daemon ends well")
    t.end()


main()

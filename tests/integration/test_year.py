#!/usr/bin/env python3
"""A scripted year of the real plan: who did what, both decrees on their real days, two extensions, the mergers, the end of
the district level, one task more each quarter. Every notice of the simulated year is compared with the oracle
(oracle_facts.py) and with the table in tests/golden, which is the oracle's; then the year's report, whose numbers must
come to the 63 of the plan and the four that were added.

Usage: test_year.py BUILD
       test_year.py --write          make the table again, from the oracle
"""

import contextlib
import datetime as dt
import json
import shutil
import sqlite3
import sys

import oracle_facts
from nvlib import ROOT, Daemon, Scratch, Totals, build_dir, tool

GOLDEN = ROOT / "tests/golden"
FACTS, TABLE = GOLDEN / "year-2025-facts.jsonl", GOLDEN / "year-2025-facts.tsv"
FROM, TO = dt.date(2024, 12, 31), dt.date(2025, 12, 31)
PLANNED, ADDED = 63, 4
SHOWN = 5


def lay(dir_):
    conf = dir_ / "conf"
    shutil.copytree(ROOT / "etc", conf)
    for path in sorted((GOLDEN / "year-2025-bo-sung").glob("*.cfg")):
        shutil.copy(path, conf / "plans" / path.name)
    return conf


def told(ledger):
    """The notices of a ledger, as the table writes them: what they say of the plan's work. The line that the service
    works rides on notices that there are anyhow."""
    found = {}
    with contextlib.closing(sqlite3.connect(ledger)) as db:
        for day, agency, key, role, rung in db.execute(
                "SELECT n.day, n.agency, i.occurrence, i.role, i.rung FROM notice n JOIN item i ON i.notice = n.id"):
            if key.startswith("alive:"):
                continue
            when = dt.date(1970, 1, 1) + dt.timedelta(days=day)
            found.setdefault((when, agency), []).append(f"{key.split('/')[1]}:{role}:{rung}")
    return oracle_facts.table({k: sorted(v) for k, v in sorted(found.items())})


def compare(t, mine, theirs, what):
    a, b = mine.splitlines(), theirs.splitlines()
    t.passed += len(set(a) & set(b))
    for sign, lines in (("-", set(a) - set(b)), ("+", set(b) - set(a))):
        for line in sorted(lines)[:SHOWN]:
            print(" ", sign, line[:300])
        t.check(not lines, f"{what}: {len(lines)} lines {sign}")


def lines_of(table, word):
    """Those with an item that begins so."""
    return [line for line in table.splitlines() if "\t" + word in line or " " + word in line]


def check_story(t, table):
    """What the year is told for, said by hand."""
    def told_of(word, day):
        return {line.split("\t")[1] for line in lines_of(table, word) if line.startswith(day)}

    # IV.5 and IV.6 wait for two decrees under one phrase: each is told by its own.
    t.check(told_of("IV.5.1:lead:announce", "2025-01-06") == {"so-noi-vu"}, "decree 178 dates IV.5")
    t.check(not told_of("IV.6.1:lead:announce", "2025-01-06"), "decree 178 says nothing of IV.6")
    t.check(told_of("IV.6.1:lead:announce", "2025-06-16") == {"so-noi-vu"}, "decree 154 is told of IV.6")
    # The extension goes to who leads by then: Sở Tài chính, no longer Sở Kế hoạch và Đầu tư.
    t.check(told_of("I.2.1:lead:extend", "2025-03-24") == {"so-tai-chinh"}, "I.2 was taken over on 01/3/2025")
    t.check(not any("so-ke-hoach-dau-tu" in line for line in table.splitlines() if line >= "2025-03-01"),
            "nothing goes to an agency that has ended")
    # The districts hear last on 30/6; II.2 then is the communes', III.2 and III.5 are nobody's.
    t.check(not any("\tubnd-nha-trang\t" in line for line in table.splitlines() if line >= "2025-07-01"), "no district")
    t.check(any("\tubnd-phuong-nha-trang\t" in line and "II.2.1:lead" in line for line in table.splitlines()),
            "II.2 is the wards'")
    t.check(not [line for line in lines_of(table, "III.5.1:") if line >= "2025-07-02"], "III.5 has no object left")
    t.check(not [line for line in lines_of(table, "I.1.1:lead:") if line >= "2025-02-06"], "done is done")
    for n, day in enumerate(("2025-02-17", "2025-05-19", "2025-08-18", "2025-11-17"), 1):
        t.check(min(line for line in lines_of(table, f"BS.{n}.1:"))[:10] == day, f"BS.{n} is assigned on {day}")


def check_report(t, build, conf, state):
    daemon = Daemon(build, conf, state)
    run = lambda *a: tool(build, "-c", conf, "--socket", daemon.socket, *a)
    said = run("--json", "--now", "2025-12-31T17:30", "report", "--year", "2025")
    if t.check(said.returncode == 0, f"report: {said.stderr[:300]}"):
        whole = json.loads(said.stdout)
        total = whole["deliverables"]
        t.check(total["total"] == PLANNED + ADDED, f"{total['total']} deadlines")
        t.check(sum(total["status"].values()) == PLANNED + ADDED, "the parts add up")
        t.check(sum(s["count"]["total"] for s in whole["by_section"]) == PLANNED + ADDED, "the sections add up")
        check_numbers(t, total["status"])
    text = run("--now", "2025-12-31T17:30", "report", "--year", "2025").stdout
    t.check(f"({PLANNED + ADDED - 1}\nnhiệm vụ, {PLANNED + ADDED} mốc tiến độ" in text, f"in words: {text[:300]}")
    log = json.loads(run("--json", "log").stdout)
    t.check(len(log) == len(FACTS.read_text().splitlines()), "the journal is complete")
    t.check(daemon.stop() == 0, "the daemon ends well")


def check_numbers(t, by):
    """Counted by hand from the journal: what is done of the deadlines, by the effective day."""
    early, on_time, late = 0, 0, 0
    for ident, nominal, effective, done in (
            ("I.1.1", "2025-01-31", "2025-02-03", "2025-02-03"), ("I.2.1", "2025-05-30", "2025-05-30", "2025-05-26"),
            ("I.3.1", "2025-06-30", "2025-06-30", "2025-06-24"), ("I.5.1", "2025-12-31", "2025-12-31", "2025-12-10"),
            ("I.6.1", "2025-12-31", "2025-12-31", "2025-12-09"), ("III.9.1", "2025-06-30", "2025-06-30", "2025-06-30"),
            ("III.10.1", "2025-10-31", "2025-10-31", "2025-11-03"), ("IV.4.1", "2025-12-31", "2025-12-31", "2025-12-22"),
            ("IV.5.1", "2025-03-31", "2025-03-31", "2025-03-28"), ("IV.6.1", "2025-11-28", "2025-11-28", "2025-11-25"),
            ("IV.7.1", "2025-06-30", "2025-06-30", "2025-06-26"), ("IV.8.1", "2025-12-31", "2025-12-31", "2025-04-01"),
            ("V.1.1", "2025-12-31", "2025-12-31", "2025-12-10"), ("V.2.1", "2025-12-31", "2025-12-31", "2025-12-10"),
            ("V.3.1", "2025-12-31", "2025-12-31", "2025-12-10"), ("V.4.1", "2025-10-31", "2025-10-31", "2025-10-28"),
            ("VI.3.1", "2025-12-31", "2025-12-31", "2025-06-09"), ("VI.8.1", "2025-12-31", "2025-12-31", "2025-12-18"),
            ("VI.9.1", "2025-12-31", "2025-12-31", "2025-12-18"), ("VI.12.1", "2024-12-31", "2024-12-31", "2025-03-12"),
            ("VII.1.1", "2025-01-31", "2025-02-03", "2025-02-18"), ("VII.2.1", "2025-01-31", "2025-02-03", "2025-01-17"),
            ("VII.3.1", "2025-03-31", "2025-03-31", "2025-03-18"), ("VII.4.1", "2025-07-31", "2025-07-31", "2025-07-28"),
            ("VII.5.1", "2025-12-31", "2025-12-31", "2025-11-27"), ("VII.6.1", "2025-12-31", "2025-12-31", "2025-12-18"),
            ("VII.7.1", "2025-09-30", "2025-09-30", "2025-10-03"), ("VII.8.1", "2025-12-20", "2025-12-22", "2025-12-16"),
            ("BS.1.1", "2025-09-30", "2025-09-30", "2025-08-19"), ("BS.2.1", "2025-11-30", "2025-12-01", "2025-12-02")):
        if done < nominal:
            early += 1
        elif done <= effective:
            on_time += 1
        else:
            late += 1
    got = by.get("ht-truoc-han"), by.get("ht-dung-han"), by.get("ht-qua-han"), by.get("het-doi-tuong")
    t.check(got == (early, on_time, late, 2), f"{got}, by hand {(early, on_time, late, 2)}")


def main():
    t = Totals()
    with Scratch(t) as scratch:
        conf = lay(scratch)
        mine = oracle_facts.table(oracle_facts.notices(conf, oracle_facts.read_facts(FACTS), FROM, TO))
        if "--write" in sys.argv:
            TABLE.write_text("# day\tagency\titems (id:role:rung)\n" + mine, encoding="utf-8")
            return
        build, state = build_dir(), scratch / "state"
        done = tool(build, "-c", conf, "--json", "simulate", "--from", FROM, "--to", TO, "--facts", FACTS, "--state", state)
        t.check(done.returncode == 0, f"simulate: {done.stderr[-500:]}")
        made = json.loads(done.stdout)
        t.check((made["sent"], made["failed"]) == (made["notices"], 0), f"every notice arrives: {made}")
        theirs = told(state / "ledger.db")
        compare(t, mine, theirs, "the program, by the oracle")
        compare(t, TABLE.read_text(encoding="utf-8").split("\n", 1)[1], mine, "the table, by the oracle")
        check_story(t, theirs)
        check_report(t, build, conf, state)
    t.end()


main()

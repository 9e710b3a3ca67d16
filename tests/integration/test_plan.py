#!/usr/bin/env python3
"""The real 2025 plan, as its users would check it: what `tasks` says against a hand-made table, and
the whole replayed year with nothing done against rules that are worked out here anew, from the
configuration's own words and a calendar written down in this file.

Usage: test_plan.py BUILD
"""

import collections
import datetime as dt
import json
import re
import shutil
import subprocess
import sys

from nvlib import HERE, ROOT, Scratch, Totals, build_dir, tool

D = dt.date.fromisoformat
OFF = {D(x) for x in """2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-04-07
2025-04-30 2025-05-01 2025-05-02 2025-09-01 2025-09-02""".split()}
WORKED = {D("2025-04-26")}
CEASED = """so-ke-hoach-dau-tu so-lao-dong-tbxh so-thong-tin-truyen-thong so-tai-nguyen-moi-truong
so-giao-thong-van-tai so-nong-nghiep-ptnt so-van-hoa-the-thao so-du-lich so-ngoai-vu
ban-dan-toc""".split()
# Who leads what after 01/3/2025 (domain facts: 13 rows change lead on that day).
TAKEN_OVER = {"so-tai-chinh": ["I.2.1", "I.3.1", "I.6.1", "III.11.1"], "so-noi-vu": ["I.5.1"],
              "so-khoa-hoc-cong-nghe": ["II.6.1", "VI.1.1", "VI.2.1", "VI.3.1", "VI.4.1", "VI.5.1",
                                        "VI.6.1"],
              "so-xay-dung": ["III.11.1"], "so-nong-nghiep-moi-truong": ["VI.7.1"]}


def is_worked(day):
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def check_tasks(t, build):
    done = tool(build, "-c", ROOT / "etc", "--json", "tasks")
    t.check(done.returncode == 0, f"tasks exits {done.returncode}: {done.stderr[:300]}")
    rows = json.loads(done.stdout)
    t.check(len(rows) == 63, f"{len(rows)} deliverables")
    t.check(len({r["id"].rsplit(".", 1)[0] for r in rows}) == 62, "62 tasks")
    kinds = collections.Counter(r["kind"] for r in rows)
    t.check(kinds == {"month": 7, "quarter": 11, "year": 22, "continuous": 9, "after-event": 7,
                      "external": 7}, f"kinds {dict(kinds)}")
    nominal = collections.Counter(r["nominal"] for r in rows if r["nominal"])
    t.check(nominal == {"2024-12-31": 1, "2025-01-31": 3, "2025-03-31": 2, "2025-06-30": 4,
                        "2025-09-30": 1, "2025-10-31": 1, "2025-12-31": 28},
            f"nominal days {dict(nominal)}")
    january = [r for r in rows if r["due"] == "Tháng 01/2025"]
    t.check(len(january) == 3 and all(r["effective"] == "2025-02-03" for r in january),
            "the three of January are effective on 03/02/2025")
    got = {r["id"]: r for r in rows}
    for line in (HERE.parent / "golden/plan-2025.tsv").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        ident, due, kind, nom, eff, lead = line.split("\t")
        r = got.get(ident)
        if not t.check(r is not None, f"{ident} is missing"):
            continue
        mine = (r["due"], r["kind"], r["nominal"] or "-", r["effective"] or "-", ",".join(r["lead"]))
        t.check(mine == (due, kind, nom, eff, lead), f"{ident}: {mine}")
    return got


def check_year(t, build, tasks):
    done = tool(build, "-c", ROOT / "etc", "--json", "preview", "--from", "2024-12-31", "--to",
                "2025-12-31")
    t.check(done.returncode == 0, f"preview exits {done.returncode}: {done.stderr[:300]}")
    notices = json.loads(done.stdout)
    windows = collections.Counter()
    told = collections.defaultdict(list)  # id -> [(day, agency, item)]
    bad_days, bad_hours = set(), set()
    for n in notices:
        at = dt.datetime.fromisoformat(n["at"])
        day = at.date()
        if not is_worked(day):
            bad_days.add(n["at"])
        if not (8, 0) <= (at.hour, at.minute) < (17, 0) or at.utcoffset() != dt.timedelta(hours=7):
            bad_hours.add(n["at"])
        windows[(n["agency"], n["at"], n["channel"])] += 1
        for item in n["items"]:
            told[item["id"].partition("@")[0]].append((day, n["agency"], item))
    t.check(not bad_days, f"no notice on a day off: {sorted(bad_days)[:3]}")
    t.check(not bad_hours, f"no notice outside the window: {sorted(bad_hours)[:3]}")
    twice = [k for k, v in windows.items() if v > 1]
    t.check(not twice, f"no agency twice in a window: {twice[:3]}")
    for ident, r in tasks.items():
        items = told[ident]
        t.check(items, f"{ident}: no deadline is silent")
        if not r["nominal"]:
            continue
        nominal, effective = D(r["nominal"]), D(r["effective"])
        lead = [(d, i) for d, _, i in items if i["role"] == "lead"]
        t.check(any(d <= nominal for d, _ in lead), f"{ident}: the lead is reminded before it is due")
        if nominal < D("2025-12-20"):
            t.check(any(d > effective for d, _ in lead), f"{ident}: the lead is chased after")
        for d, i in lead:
            left = (nominal - d).days if d <= nominal else (effective - d).days
            if i["days_left"] != left:
                t.check(False, f"{ident} {d}: days_left {i['days_left']}, not {left}")
    for ident in ("I.1.1", "VII.1.1", "VII.2.1"):
        before = [d for d, _, _ in told[ident] if d <= D("2025-02-03")]
        t.check(max(before) <= D("2025-01-24"), f"{ident}: last reminder {max(before)}")
    late = [(n["agency"], n["at"]) for n in notices
            if n["agency"] in CEASED and n["at"] >= "2025-03-01"]
    t.check(not late, f"what ceased on 01/3/2025 gets nothing after it: {late[:3]}")
    for agency, idents in TAKEN_OVER.items():
        for ident in idents:
            t.check(any(d >= D("2025-03-01") and a == agency and i["role"] == "lead"
                        for d, a, i in told[ident]), f"{agency} hears of {ident} as its lead")
    check_reports(t, tasks["VII.8.1"], told["VII.8.1"])
    one = [i for _, a, i in told["VI.12.1"] if a == "so-khoa-hoc-cong-nghe"]
    t.check([i["rung"] for i in one][:3] == ["0", "+1w", "+5w"],
            f"VI.12: one line, then the overdue ladder: {[i['rung'] for i in one][:4]}")
    return len(notices)


# The four reports of VII.8 by the rule of Công văn 581/BNV-CCHC, worked out by hand with a calendar of 2025: data
# until 14/3 (Fri), 14/6 (Sat), 14/9 (Sun), 14/12 (Sun); handed in 2 working days later; due on the 20th, of which
# 20/9 and 20/12 are Saturdays. Period, nominal, effective, the lead's 10 and 5 working days before, last working day,
# day for handing in, 5 working days before that.
REPORTS = """Q1 2025-03-20 2025-03-20 2025-03-06 2025-03-13 2025-03-20 2025-03-18 2025-03-11
H1 2025-06-20 2025-06-20 2025-06-06 2025-06-13 2025-06-20 2025-06-17 2025-06-10
Q3 2025-09-20 2025-09-22 2025-09-05 2025-09-12 2025-09-19 2025-09-16 2025-09-09
year 2025-12-20 2025-12-22 2025-12-05 2025-12-12 2025-12-19 2025-12-16 2025-12-09"""
# Contributors that keep their name all year; what took over in March; communes that took over in July.
ALL_YEAR = ["so-tu-phap", "so-tai-chinh", "so-cong-thuong", "van-phong-ubnd-tinh", "so-y-te"]
FROM_MARCH = ["so-xay-dung", "so-nong-nghiep-moi-truong", "so-dan-toc-ton-giao"]
BEFORE_JULY, FROM_JULY = ["ubnd-nha-trang", "ubnd-cam-ranh"], ["ubnd-phuong-nha-trang", "ubnd-dac-khu-truong-sa"]


def check_reports(t, task, told):
    """VII.8 says "theo quy định"; its four dates and its contributors come from the plan's `reports`."""
    rows = {o["id"].partition("@")[2]: o for o in task["occurrences"]}
    t.check(list(rows) == ["2025-Q1", "2025-H1", "2025-Q3", "2025"], f"VII.8: four periods: {list(rows)}")
    for line in REPORTS.split("\n"):
        name, nominal, effective, ten, five, last, hand_in, reminded = line.split()
        name = "2025" if name == "year" else "2025-" + name
        o = rows.get(name, {})
        t.check((o.get("kind"), o.get("nominal"), o.get("effective")) == ("recurring", nominal, effective),
                f"VII.8 {name}: {o}")
        mine = [(str(d), a, i) for d, a, i in told if i["id"] == f"VII.8.1@{name}"]
        lead = [(i["rung"], d) for d, a, i in mine if (a, i["role"]) == ("so-noi-vu", "lead")]
        first = [("assigned", "2024-12-31")] if name == "2025-Q1" else []
        t.check(lead[:len(first) + 3] == first + [("-10w", ten), ("-5w", five), ("0", last)],
                f"VII.8 {name}: the lead is reminded on {lead[:5]}")
        t.check(all(i["nominal"] == nominal and i["effective"] == effective for _, _, i in mine if i["role"] == "lead"),
                f"VII.8 {name}: the lead's day is {nominal}")
        asked = {a: i for d, a, i in mine if i["role"] == "support" and d == reminded}
        t.check(all(i["rung"] == "-5w" and i["nominal"] == i["effective"] == hand_in for i in asked.values()),
                f"VII.8 {name}: contributors hand in on {hand_in}")
        others = {d for d, _, i in mine if i["role"] == "support" and i["rung"] != "assigned"} - {reminded}
        t.check(not others, f"VII.8 {name}: contributors are reminded on {reminded} only, not {others}")
        late = name in ("2025-Q3", "2025")
        want = ALL_YEAR + FROM_MARCH + (FROM_JULY if late else BEFORE_JULY)
        t.check(all(a in asked for a in want), f"VII.8 {name}: {[a for a in want if a not in asked]} are not reminded")
        never = CEASED + (BEFORE_JULY if late else FROM_JULY) + ["so-noi-vu"]
        t.check(not [a for a in never if a in asked], f"VII.8 {name}: reminded, but not a contributor now")


def check_replay(t, build, scratch, n_notices):
    state = scratch / "replay"
    done = tool(build, "-c", ROOT / "etc", "--json", "simulate", "--from", "2024-12-31", "--to",
                "2025-12-31", "--state", state)
    t.check(done.returncode == 0, f"simulate exits {done.returncode}: {done.stderr[-300:]}")
    sums = json.loads(done.stdout)
    t.check(sums["notices"] == n_notices == sums["sent"],
            f"preview {n_notices}, replay {sums['notices']}, sent {sums['sent']}")
    mails = sorted((state / "mail/new").iterdir())
    t.check(len(mails) == n_notices, f"{len(mails)} mails in the Maildir")
    checked = subprocess.run([sys.executable, str(HERE / "check_mail.py"), str(state / "mail")],
                             capture_output=True, text=True)
    line = checked.stdout.strip().splitlines()[-1] if checked.stdout.strip() else checked.stderr
    t.check(checked.returncode == 0, f"every mail parses without a defect: {line}")
    print("check_mail:", line)
    text = "".join(told_text(m) for m in mails if b"so-tai-chinh@" in m.read_bytes()[:2000])
    t.check(re.search(r"tiếp nhận .*Sở Kế hoạch và Đầu tư", text, re.S) is not None,
            "the successor is told whose task it was")


def check_english(t, build, scratch):
    """The same letters in the other language that is shipped."""
    conf = scratch / "en"
    shutil.copytree(ROOT / "etc", conf)
    main = conf / "nhacviec.cfg"
    main.write_text(main.read_text() + 'language = "en";\n')
    done = subprocess.run([str(build / "nhacviec"), "-c", str(conf), "preview", "--from", "2025-03-01", "--to", "2025-04-30",
                           "--mail", str(scratch / "en-mail")], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    t.check(done.returncode == 0, f"letters in English: {done.stderr[-300:]}")
    checked = subprocess.run([sys.executable, str(HERE / "check_mail.py"), str(scratch / "en-mail")],
                             capture_output=True, text=True)
    t.check(checked.returncode == 0 and " passed, 0 failed" in checked.stdout, f"English mails: {checked.stdout[-500:]}")


def told_text(path):
    import email
    import email.policy

    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return message.get_body(("plain",)).get_content()


def main():
    t = Totals()
    build = build_dir()
    with Scratch(t) as scratch:
        tasks = check_tasks(t, build)
        n = check_year(t, build, tasks)
        check_replay(t, build, scratch, n)
        check_english(t, build, scratch)
    t.end()


main()

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
            told[item["id"]].append((day, n["agency"], item))
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
    one = [i for _, a, i in told["VI.12.1"] if a == "so-khoa-hoc-cong-nghe"]
    t.check([i["rung"] for i in one][:3] == ["0", "+1w", "+5w"],
            f"VI.12: one line, then the overdue ladder: {[i['rung'] for i in one][:4]}")
    return len(notices)


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
    t.end()


main()

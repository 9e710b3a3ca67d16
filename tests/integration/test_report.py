#!/usr/bin/env python3
"""Reports on the real plan: figures counted by hand on several days, what facts make of them through
the daemon, and each form read by a parser that nobody here wrote.

Usage: test_report.py BUILD
"""

import csv
import io
import json
import os
import shutil
import sys
import xml.etree.ElementTree as ElementTree

from nvlib import ROOT, Daemon, Scratch, Totals, build_dir, tool

try:
    import html5lib
except ImportError:
    # Debian's packages are for Debian's Python, which need not be the first in PATH.
    if os.path.realpath(sys.executable) != os.path.realpath("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    html5lib = None

# With nothing done. Of the 63 deadlines 22 have no day. Of the 41 dated: VI.12 31/12/2024; I.1, VII.1,
# VII.2 31/01 (until 03/02/2025); VII.8 four times, the first 20/3; two on 31/3; four on 30/6; one on
# 30/9, one on 31/10, 28 on 31/12/2025.
# month: (today, done, in time, soon with today, overdue, other)
BY_HAND = {
    "2024-12": ("2024-12-31", 0, 40, 1, 0, 22),
    "2025-01": ("2025-01-31", 0, 37, 3, 1, 22),
    "2025-02": ("2025-02-28", 0, 36, 1, 4, 22),
    "2025-03": ("2025-03-31", 0, 34, 2, 5, 22),
    "2025-06": ("2025-06-30", 0, 30, 4, 7, 22),
    "2025-12": ("2025-12-31", 0, 0, 28, 13, 22),
}


def report(*args, conf=ROOT / "etc", now="2026-01-05T09:00", socket="/nonexistent/sock"):
    return tool(build_dir(), "-c", conf, "--socket", socket, "--now", now, "report", *args)


def parts_of(count):
    return [count[k] for k in ("done", "in_time", "soon", "overdue", "other")]


def adds_up(t, doc, what):
    whole = doc["deliverables"]
    t.check(sum(parts_of(whole)) == whole["total"], f"{what}: parts of the whole")
    t.check(sum(whole["status"].values()) == whole["total"], f"{what}: statuses")
    for table in ("by_section", "by_lead", "by_lead_today"):
        rows = [parts_of(row["count"]) for row in doc[table]]
        t.check([sum(c) for c in zip(*rows)] == parts_of(whole), f"{what}: {table}")
    t.check(len(doc["overdue"]) == doc["occurrences"]["status"]["qua-han"], f"{what}: overdue list")
    t.check(len(doc["waiting"]) == doc["occurrences"]["status"]["cho-dieu-kien"], f"{what}: waiting list")


def by_hand(t):
    for month, (last, *want) in BY_HAND.items():
        done = report("--month", month, "--json")
        doc = json.loads(done.stdout)
        t.check(done.returncode == 0 and doc["as_of"] == last, f"{month} ends on {doc['as_of']}")
        t.check(doc["tasks"] == 62 and doc["deliverables"]["total"] == 63, f"{month}: 62 tasks, 63 deadlines")
        t.check(parts_of(doc["deliverables"]) == want, f"{month}: {parts_of(doc['deliverables'])}, not {want}")
        t.check(doc["occurrences"]["total"] == 66, f"{month}: VII.8 has four periods")
        adds_up(t, doc, month)
    doc = json.loads(report("--quarter", "2025-Q1", "--json").stdout)
    t.check([n["id"] for n in doc["next"]] == ["VII.8.1@2025-H1", "I.3.1", "III.9.1", "IV.7.1", "V.4.1"],
            f"due in the second quarter: {[n['id'] for n in doc['next']]}")
    late = {line["id"]: line["days_late"] for line in doc["overdue"]}
    t.check(late == {"VI.12.1": 90, "I.1.1": 56, "VII.1.1": 56, "VII.2.1": 56, "VII.8.1@2025-Q1": 11},
            f"overdue on 31/3: {late}")
    sizes = {row["id"]: row["count"]["total"] for row in doc["by_section"]}
    t.check(sizes == {"I": 7, "II": 7, "III": 11, "IV": 8, "V": 6, "VI": 12, "VII": 12}, f"sections: {sizes}")
    first = {tuple(row["lead"]): row["count"]["total"] for row in doc["by_lead"]}
    t.check(first[("so-noi-vu",)] == 24, "the watching agency leads 24")
    t.check(("so-ke-hoach-dau-tu",) in first, "as printed")
    today = {tuple(row["lead"]) for row in doc["by_lead_today"]}
    t.check(("so-ke-hoach-dau-tu",) not in today and ("so-tai-chinh",) in today, "as it is after the merger")
    running = json.loads(report("--year", "2025", "--json", now="2025-02-10T09:00").stdout)
    t.check(running["as_of"] == "2025-02-10" and running["to"] == "2025-12-31", "of a running year: up to today")


def forms(t, scratch):
    text = report("--month", "2025-03").stdout
    for line in ("I. SỐ LIỆU CHUNG", "- Cộng: 00 + 05 + 02 + 00 + 34 + 09 + 13 = 63.",
                 "III. NHIỆM VỤ ĐẾN HẠN TRONG QUÝ II/2025", "V. THEO CƠ QUAN CHỦ TRÌ"):
        t.check(line in text, f"text has “{line}”")
    t.check(all(len(line) <= 76 for line in text.splitlines()), "text keeps to its width")
    svg = report("--month", "2025-03", "--format", "svg").stdout
    root = ElementTree.fromstring(svg)
    t.check(root.tag == "{http://www.w3.org/2000/svg}svg", "svg is well-formed XML")
    words = "".join(root.itertext())
    t.check(all(w in words for w in ("Hoàn thành", "Trong hạn", "Sắp đến hạn", "Quá hạn", "Không hạn, khác")),
            "each colour has its word")
    t.check("63 = 0 + 34 + 2 + 5 + 22" in words, "each bar has its numbers")
    out = scratch / "bao-cao.csv"
    t.check(report("--month", "2025-03", "--format", "csv", "-o", out).returncode == 0, "csv into a file")
    raw = out.read_bytes()
    t.check(raw.startswith(b"\xef\xbb\xbf"), "csv has a byte order mark")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    t.check(len(rows) == 67 and {len(r) for r in rows} == {18}, f"csv: {len(rows)} rows of {set(map(len, rows))} cells")
    t.check(not [c for r in rows for c in r if c[:1] in ("=", "+", "@")], "no cell is a formula")
    page = report("--month", "2025-03", "--format", "html").stdout
    t.check("http://" not in page.replace("http://www.w3.org/2000/svg", "") and "https://" not in page,
            "the page asks nobody for anything")
    if html5lib:
        html5lib.HTMLParser(strict=True).parse(page)
        t.check(True, "the page is good HTML")
    else:
        t.skip("python3-html5lib is not installed")


def refusals(t):
    for args, said in ((("--month", "2025-13"), "2025-03"), (("--quarter", "2025-03"), "2025-Q1"),
                       (("--month", "2025-03", "--year", "2025"), "chỉ ghi một"),
                       (("--format", "pdf"), "text, html, csv, json, svg"),
                       (("--json", "--format", "csv"), "không đi cùng nhau")):
        done = report(*args)
        t.check(done.returncode == 2 and said in done.stderr, f"{args}: {done.returncode} {done.stderr}")
    done = report("--month", "2027-01")
    t.check(done.returncode == 1 and "chưa bắt đầu" in done.stderr, f"a month to come: {done.stderr}")
    done = report("--plan", "cchc-2026")
    t.check(done.returncode == 1 and "cchc-2025" in done.stderr, f"an unknown plan: {done.stderr}")


def facts(t, scratch):
    """A completion counts from the day it speaks of, whenever it was told."""
    conf = scratch / "conf"
    shutil.copytree(ROOT / "etc", conf)
    daemon = Daemon(build_dir(), conf, scratch / "state")

    def tell(*args):
        done = tool(build_dir(), "-c", conf, "--socket", daemon.socket, *args)
        t.check(done.returncode == 0, f"{args}: {done.stderr}{done.stdout}")

    def month(name):
        return json.loads(report("--month", name, "--json", conf=conf, socket=daemon.socket).stdout)

    tell("done", "VII.8.1@2025-Q1", "--on", "2025-03-18", "--doc", "Báo cáo 45/BC-UBND")
    tell("done", "I.1.1", "--on", "2025-02-10")
    tell("done", "VI.12.1", "--on", "2025-04-02")
    tell("drop", "III.5.1", "--on", "2025-03-10", "--doc", "Nghị quyết 202/2025/QH15")
    doc = month("2025-03")
    status = doc["deliverables"]["status"]
    t.check(status["ht-qua-han"] == 1, "I.1 was late; VI.12 was not done in March")
    # VII.8's next period is in time; III.5 has no object any more.
    t.check(parts_of(doc["deliverables"]) == [1, 35, 2, 3, 22], f"March: {parts_of(doc['deliverables'])}")
    t.check(status["het-doi-tuong"] == 1, "dropped")
    t.check([x["id"] for x in doc["changes"]["done"]] == ["VII.8.1@2025-Q1"], "done in March")
    t.check([x["id"] for x in doc["changes"]["dropped"]] == ["III.5.1"], "dropped in March")
    adds_up(t, doc, "with facts")
    doc = month("2025-02")
    t.check([x["id"] for x in doc["changes"]["done"]] == ["I.1.1"], "done in February")
    t.check(doc["deliverables"]["status"]["het-doi-tuong"] == 0, "not yet dropped in February")
    text = report("--month", "2025-03", conf=conf, socket=daemon.socket).stdout
    t.check("hoàn thành ngày 18/3/2025 (trước hạn) –" in text.replace("\n      ", " ").replace("\n    ", " "),
            f"the change is told: {text[-700:]}")
    daemon.stop()


def main():
    t = Totals()
    with Scratch(t) as scratch:
        by_hand(t)
        forms(t, scratch)
        refusals(t)
        facts(t, scratch)
    t.end()


main()

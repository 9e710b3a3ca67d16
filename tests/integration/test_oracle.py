#!/usr/bin/env python3
"""What `preview` says against tests/integration/oracle.py, which works the same notices out anew from the
documents: the real plan's year, other spans of it, years 2025–2029, plans whose deadlines fall on days
off, work of several periods and periodic reports over 2025–2027, and seeded configurations of chance.
Two tables in tests/golden are the oracle's own and are compared with the program too, so that a change
of dates is seen in review.

Usage: test_oracle.py BUILD [SEED]     one configuration of chance only
       test_oracle.py --write          make the two tables again, from the oracle
"""

import datetime as dt
import json
import pathlib
import random
import re
import shutil
import sys
import tempfile

import oracle
from nvlib import ROOT, Scratch, Totals, build_dir, tool

GOLDEN = ROOT / "tests/golden"
YEAR = dt.date(2024, 12, 31), dt.date(2025, 12, 31)
# Before the signing; the mergers of 01/3 and 01/7/2025; the year's pile of deadlines gone overdue.
SPANS = [("2024-11-01", "2025-01-10"), ("2025-02-20", "2025-03-20"), ("2025-06-20", "2025-07-20"),
         ("2025-12-22", "2026-02-28")]
SEEDS = range(1, 41)
# Month ends of 2025–2027 on days off, from a table made by hand: (effective day, last working day).
MONTH_ENDS = """2025-01-31 2025-02-03 2025-01-24  2025-04-30 2025-05-05 2025-04-29  2025-05-31 2025-06-02 2025-05-30
2025-08-31 2025-09-03 2025-08-29  2025-11-30 2025-12-01 2025-11-28  2026-01-31 2026-02-02 2026-01-30
2026-02-28 2026-03-02 2026-02-27  2026-04-30 2026-05-04 2026-04-29  2026-05-31 2026-06-01 2026-05-29
2026-08-31 2026-09-03 2026-08-28  2026-10-31 2026-11-02 2026-10-30  2027-01-31 2027-02-01 2027-01-29
2027-02-28 2027-03-01 2027-02-26  2027-04-30 2027-05-04 2027-04-29  2027-07-31 2027-08-02 2027-07-30
2027-10-31 2027-11-01 2027-10-29"""
SHOWN = 3  # differences printed of one configuration of chance


def preview(build, conf, start, end):
    """{(day, agency): {endpoint: items}} as the program says it, or an error text."""
    done = tool(build, "-c", conf, "--json", "preview", "--from", start, "--to", end)
    if done.returncode:
        return f"preview exits {done.returncode}: {done.stderr[:500]}"
    found = {}
    for row in json.loads(done.stdout):
        at, key = row["at"], (oracle.day_of(row["at"][:10]), row["agency"])
        items = sorted((oracle.Item(*(i[f] for f in oracle.Item._fields)) for i in row["items"]), key=repr)
        channels, where = found.setdefault(key, {}), f"{row['channel']} {row['address']}"
        if at[10:] != "T08:00:00+07:00" or where in channels:
            return f"{at} {row['agency']} {where}: not one notice at 08:00"
        channels[where] = items
    return found


def said(who, items):
    return "".join(f"\n    {who}: {' '.join(map(str, item))}" for item in sorted(items, key=repr))


def differences(want, have):
    """Each notice that differs, as text; and how many are the same."""
    same, out = 0, []
    for key in sorted(set(want) | set(have)):
        mine, theirs = set(want.get(key, [])), have.get(key, {"no notice": []})
        if all(len(items) == len(set(items)) and set(items) == mine for items in theirs.values()):
            same += 1
            continue
        for channel, items in theirs.items():
            out.append(f"{key[0]} {key[1]} {channel}" + said("oracle", mine - set(items)) +
                       said("program", set(items) - mine))
    return same, out


def compare(t, build, conf, start, end, name, want=None):
    """One check a notice."""
    want = want or oracle.notices(conf, oracle.day_of(str(start)), oracle.day_of(str(end)))
    have = preview(build, conf, start, end)
    if not t.check(not isinstance(have, str), f"{name}: {have}"):
        return want, {}
    same, out = differences(want, have)
    t.passed += same
    for text in out:
        t.check(False, f"{name}: {text}")
    t.check(want, f"{name}: the oracle has no notice at all")
    return want, have


def check_oracle(t):
    """The oracle's own calendar, on month ends and on the number of working days the announcements give."""
    cal, days = oracle.World(ROOT / "etc").calendar, [oracle.day_of(d) for d in MONTH_ENDS.split()]
    for end, effective, last in zip(days[::3], days[1::3], days[2::3]):
        t.check((cal.at_or_after(end), cal.at_or_before(end)) == (effective, last), f"the oracle's calendar at {end}")
        t.check(oracle.plus(end, 1).day == 1, f"{end} is a month's end")
    for year, count in ((2025, 250), (2026, 249), (2027, 249)):
        worked = sum(cal.works(oracle.plus(dt.date(year, 1, 1), k)) for k in range(365))
        t.check(worked == count, f"{year} has {worked} working days")


def check_plan(t, build):
    """The shipped plan over all spans; the oracle walks the days once."""
    spans = [(oracle.day_of(a), oracle.day_of(b)) for a, b in SPANS]
    every = oracle.notices(ROOT / "etc", spans[0][0], max(b for _, b in spans))
    for start, end in [YEAR] + spans:
        want = {key: items for key, items in every.items() if start <= key[0] <= end}
        want, have = compare(t, build, ROOT / "etc", start, end, f"{start} to {end}", want)
        if (start, end) == YEAR:
            shown = {key: sorted(next(iter(c.values())), key=repr) for key, c in sorted(have.items())}
            check_table(t, GOLDEN / "year-2025.tsv", oracle.table(want), oracle.table(shown))


def check_table(t, path, mine, theirs):
    golden = path.read_text(encoding="utf-8").splitlines()
    for who, text in (("oracle", mine), ("program", theirs)):
        lines = text.splitlines()
        if not t.check(lines == golden, f"{path.name} is not what the {who} says"):
            for sign, group in (("-", set(golden) - set(lines)), ("+", set(lines) - set(golden))):
                for line in sorted(group)[:SHOWN]:
                    print(" ", sign, line[:300])


# ---- five years ------------------------------------------------------------------------------------

KINDS = ([("day", "Ngày 15/8/{y}"), ("before", "Trước ngày 02/5/{y}")] +
         [(f"month{m:02}", f"Tháng {m:02}/{{y}}") for m in range(1, 13)] +
         [(f"quarter{q}", f"Quý {n}/{{y}}") for q, n in enumerate(["I", "II", "III", "IV"], 1)] +
         [("half1", "06 tháng đầu năm {y}"), ("half2", "06 tháng cuối năm {y}"), ("year", "Trong năm {y}"),
          ("range", "Từ tháng 02 đến tháng 11/{y}"), ("list", "Quý I, III/{y}"),
          ("mixed", "Quý II/{y}; duy trì thường xuyên"), ("continuous", "Thường xuyên"),
          ("external", "Theo tiến độ của Trung ương"), ("open", "Từ tháng 9/{y} trở đi"),
          ("days", "18 - 26/9/{y}"), ("quarterly", "Chậm nhất ngày 20 của tháng cuối quý"),
          ("union", "Hằng quý, 6 tháng, năm"), ("monthly", "Trước ngày 25 hằng tháng"),
          ("yearly", "Tháng 12 hằng năm")])
OTHERS = ["executor", "appraiser", "guide", "support"]
YEARS = range(2025, 2030)
HEAD = 'zone = "+07:00";\ninstance = "t";\nsender = { name = "Nhắc việc"; mail = "nhacviec@k.example"; };\n'


def agencies(rows):
    return "agencies = (\n" + ",\n".join(f"  {{ {r} }}" for r in rows) + "\n);\n"


def lay(conf, main, files, plan, tasks, reports=""):
    """A configuration: tasks is [(id, [deliverable text, …])]."""
    for d in ("agencies", "calendar", "plans"):
        (conf / d).mkdir(parents=True, exist_ok=True)
    (conf / "nhacviec.cfg").write_text(main)
    for name, text in files.items():
        (conf / name).write_text(text)
    rows = [f'  {{ id = "{i}"; title = "Việc"; deliverables = (\n      ' +
            ",\n      ".join(f'{{ name = "Sản phẩm"; {d} }}' for d in made) + " ); }" for i, made in tasks]
    (conf / "plans/p.cfg").write_text(f'plan = {{ id = "p"; title = "Kế hoạch"; basis = "Quyết định"; {plan} }};\n'
                                      f"reports = ( {reports} );\n"
                                      "tasks = (\n" + ",\n".join(rows) + "\n);\n")


def lay_year(conf, year):
    """Each kind of deadline, each of its roles with an agency of its own. Signed on 20/12 of the year
    before: a Friday, a Saturday, a Sunday, a Monday, a Wednesday."""
    names = [f"{k}-{r}" for k, _ in KINDS for r in ["lead"] + OTHERS] + ["owner", "leadership"]
    roles = " ".join(f'{r} = "{{k}}-{r}";' for r in ["lead"] + OTHERS)
    rows = agencies(f'id = "{n}"; name = "Cơ quan {n}"; mail = "{n}@k.example";' for n in names)
    lay(conf, HEAD, {"agencies/a.cfg": rows},
        f'year = {year}; signed = "{year - 1}-12-20"; owner = "owner"; leadership = "leadership";',
        [(k, [f'due = "{due.format(y=year)}"; ' + roles.format(k=k)]) for k, due in KINDS])
    for f in (ROOT / "etc/calendar").glob("*.cfg"):
        shutil.copy(f, conf / "calendar")


def rows_of_year(year, notices):
    """year, deliverable, nominal, effective, role, rungs: leads of all, every role of one."""
    found = {}
    for (day, _), items in notices:
        for i in items:
            # Later the ladders only repeat themselves.
            if i.nominal is None or day <= oracle.plus(oracle.day_of(i.nominal), 45):
                name = i.id.partition("@")[0][:-2]
                found.setdefault((name, i.nominal, i.effective, i.role), []).append(f"{i.rung}={day:%m-%d}")
    order = ["lead"] + OTHERS + ["owner", "leadership"]
    for k, due in KINDS:
        for role in order:
            for (name, nominal, effective, r), rungs in found.items():
                if name == k and r == role and (role == "lead" or k in ("quarter3", "external", "quarterly")):
                    yield "\t".join([str(year), due.format(y=year), nominal or "-", effective or "-", role,
                                     " ".join(rungs)])


def years(scratch, each):
    """The table of the five years; each(conf, start, end, name) gives its notices."""
    rows = ["# year\tdeadline\tnominal\teffective\trole\trungs (up to 45 days after the deadline)"]
    for year in YEARS:
        conf = scratch / str(year)
        lay_year(conf, year)
        rows += rows_of_year(year, each(conf, dt.date(year - 1, 12, 1), dt.date(year + 1, 2, 28), f"year {year}"))
    return "\n".join(rows) + "\n"


def check_years(t, build, scratch):
    told = []

    def each(conf, start, end, name):
        want, have = compare(t, build, conf, start, end, name)
        told.append([(key, next(iter(channels.values()))) for key, channels in have.items()])
        return want.items()

    mine = years(scratch, each)
    rows = mine.splitlines()[:1]
    for year, notices in zip(YEARS, told):
        rows += rows_of_year(year, notices)
    check_table(t, GOLDEN / "years-2025-2029.tsv", mine, "\n".join(rows) + "\n")


# ---- plans whose deadlines fall on days off ----------------------------------------------------------

# 2025 and 2027 have no file: weekends only.
OFF = {2026: ("01-01 03-30 03-31 06-29 06-30 09-30 12-31", "06-27 10-03")}


def calendar(year, off, worked):
    def days(text):
        return ", ".join(f'{{ day = "{year}-{d}"; name = "nghỉ"; source = "thử"; }}' for d in text.split())
    return (f'calendar = {{ year = {year}; confirmed = true; source = "thử"; }};\n'
            f"holidays = ( {days(off)} );\nworked = ( {days(worked)} );\n")


AGENCIES = agencies([
    'id = "noi-vu"; name = "Sở Nội vụ"; mail = [ "nv@k.example" ];',
    'id = "van-phong"; name = "Văn phòng"; mail = [ "vp@k.example", "vp2@k.example" ];',
    'id = "tai-chinh"; name = "Sở Tài chính"; webhooks = ( { url = "https://h.example/tc"; } );',
    'id = "dau-tu"; name = "Sở Đầu tư"; mail = "dt@k.example"; valid_to = "2026-06-30"; '
    'successors = ( { from = "2026-07-01"; to = "tai-chinh"; } );',
    # A successor that itself ends; after that, two.
    'id = "khoa-hoc"; name = "Sở Khoa học"; mail = "kh@k.example"; valid_to = "2026-02-28"; '
    'successors = ( { from = "2026-03-01"; to = "cong-nghe"; } );',
    'id = "cong-nghe"; name = "Sở Công nghệ"; mail = "cn@k.example"; valid_from = "2026-03-01"; '
    'valid_to = "2026-08-31"; '
    'successors = ( { from = "2026-09-01"; to = [ "tai-chinh", "van-phong" ]; } );',
    'id = "ngung"; name = "Ban đã ngừng"; mail = "ng@k.example"; valid_to = "2026-05-15";',
    'id = "lao-dong"; name = "Sở Lao động"; mail = "ld@k.example"; valid_to = "2026-04-30"; '
    'successors = ( { from = "2026-05-01"; to = "noi-vu"; } );',
    'id = "vo-danh"; name = "Không địa chỉ";',
]) + """groups = (
  { id = "cac-so"; name = "Các sở"; members = [ "tai-chinh", "dau-tu", "khoa-hoc" ]; },
  { id = "tat-ca"; name = "Tất cả"; members = [ "cac-so", "van-phong" ]; },
  { id = "lien-quan"; name = "Liên quan"; undetermined = true; }
);
"""
TASKS = [
    ("Q", [f'due = "Quý {q}/2026"; lead = "{lead}"; support = "tat-ca"; appraiser = "van-phong";'
           for q, lead in (("I", "tai-chinh"), ("II", "dau-tu"), ("III", "khoa-hoc"), ("IV", "noi-vu"))]),
    ("M", [f'due = "Tháng {m:02}/2026"; lead = "{lead}"; executor = [ "cac-so" ]; guide = "noi-vu";'
           for m, lead in ((1, "van-phong"), (2, "khoa-hoc"), (3, "tai-chinh"), (5, "dau-tu"), (6, "noi-vu"),
                           (9, "cong-nghe"), (10, "tat-ca"), (12, "tai-chinh"))]),
    ("H", ['due = "06 tháng đầu năm 2026"; lead = "tai-chinh"; support = "dau-tu";',
           'due = "06 tháng cuối năm 2026"; lead = "dau-tu"; executor = "khoa-hoc";']),
    ("L", ['due = "Trong năm 2026"; lead = "tat-ca"; approver = "van-phong";',
           'due = "Từ tháng 03 đến tháng 9/2026"; lead = "noi-vu"; support = "cac-so";',
           'due = "Quý I, III/2026"; lead = "khoa-hoc"; support = "lao-dong";',
           'due = "Trước ngày 01/7/2026"; lead = "van-phong"; executor = "dau-tu";']),
    # Nobody to be reached as lead: undetermined, without an address, ended without a successor.
    ("N", [f'due = "{due}"; lead = [ {lead} ]; support = "tai-chinh";'
           for due in ("Quý II/2026", "Thường xuyên", "Sau khi Đề án được phê duyệt")
           for lead in ('"lien-quan"', '"vo-danh"', '"ngung"', '"van-phong", "ngung"')]),
    # The owner becomes the lead on 01/5/2026, having heard as the owner, or nothing.
    ("S", ['due = "Theo tiến độ của Trung ương"; lead = "lao-dong";', 'due = "Quý III/2026"; lead = "lao-dong";',
           'due = "Tháng 02/2026"; lead = "lao-dong";', 'due = "Thường xuyên"; lead = "lao-dong";']),
    # Overdue before the plan was signed.
    ("O", ['due = "Tháng 11/2025"; lead = "tai-chinh"; executor = "dau-tu"; support = "van-phong";',
           'due = "Tháng 6/2025"; lead = "noi-vu";', 'due = "Ngày 18/12/2025"; lead = "van-phong";']),
    ("U", [f'due = "{due}"; lead = "khoa-hoc"; guide = "noi-vu"; executor = "cac-so";'
           for due in ("Thường xuyên", "Hằng quý", "Triển khai từ năm 2026", "Khi có yêu cầu",
                       "Theo tiến độ của Trung ương", "30 ngày kể từ ngày ban hành Quyết định")]),
]
# Calendar days, quarters without a lead time, a silenced role, a later ladder over an earlier.
LADDERS = """effective = "as-printed";
ladders = (
  { kinds = "*"; roles = [ "lead", "support" ]; rungs = [ "assigned", "-45d", "-30d", "-7d", "0", "+3d", "+10d" ]; },
  { kinds = [ "year", "range", "continuous", "external" ]; roles = "lead"; rungs = [ "quarter", "-20w", "0", "+2w" ];
    repeat = "7w"; },
  { kinds = [ "month", "quarter" ]; roles = [ "owner", "leadership" ]; rungs = [ "+2w", "+6w" ]; repeat = "15w"; },
  { kinds = "*"; roles = "executor"; rungs = [ ]; }
);
"""


def check_days_off(t, build, scratch):
    files = {"agencies/a.cfg": AGENCIES} | {f"calendar/{y}.cfg": calendar(y, *c) for y, c in OFF.items()}
    for name, main, extra in (("days off", HEAD, 'leadership = "van-phong";'), ("own ladders", HEAD + LADDERS, "")):
        conf = scratch / name.replace(" ", "-")
        lay(conf, main, files, f'year = 2026; signed = "2025-12-20"; owner = "noi-vu"; {extra}', TASKS)
        compare(t, build, conf, "2025-12-01", "2027-02-28", name)


# ---- several periods ---------------------------------------------------------------------------------

WEEKS = ["Hằng tuần", "Thứ Sáu hằng tuần", "Ngày 10 hằng tháng", "Hằng ngày"]
SEVERAL = ["Quý II, III/2025", "Quý I, II, III, IV/2026", "Tháng 4/2025 và tháng 10/2025", "Ngày 15/3/2025 và ngày 20/7/2026",
           "Quý I/2025; duy trì thường xuyên", "Thường xuyên; Quý III/2025", "Tháng 01/2025; trong năm 2025",
           "Quý II/2025; theo tiến độ của Trung ương", "Ngày 15/6/2025; hằng quý", "Hằng tháng", "Hằng quý",
           "Định kỳ hằng quý, 6 tháng, năm", "Hằng năm", "06 tháng/lần", "01 lần/quý", "02 lần/năm", "4 tháng/lần", "02 năm/lần",
           "Ngày cuối cùng của tháng", "Chậm nhất ngày 20 của tháng cuối quý", "Trước ngày 25 hằng tháng",
           "Ngày 10 tháng giữa quý", "Chậm nhất ngày 15 tháng đầu tiên của quý sau liền kề",
           "Chậm nhất là ngày 15 tháng đầu tiên của quý sau liền kề đối với báo cáo quý, chậm nhất là ngày 31 tháng 01 "
           "năm sau đối với báo cáo năm", "Tháng 12 hằng năm", "Trước tháng 12 hằng năm", "Trước ngày 01 hằng tháng",
           "Quý II hằng năm", "Trước ngày 15/6 hằng năm",
           "Ngày 15/12 hằng năm", "Trước ngày 15/6/2025", "Trước ngày 02/9/2025", "Từ tháng 02 đến tháng 11/2025",
           "18 - 26/9/2025", "Tuần 2 tháng 5/2025", "9 tháng năm 2026", "Giai đoạn 2025-2026", "Triển khai từ năm 2026",
           "Từ tháng 10/2025 trở đi", "Từ tháng 3/2026 đến khi kết thúc kiểm kê", "Sau ngày 26/3/2025", "Hằng ngày",
           "Từ 26/3/2025 đến 30/6/2025", "Sau khi A được phê duyệt; sau khi B được phê duyệt"]
# More often than a year holds, due after the year's end, and every period that a report can have.
REPORTS = """
  { id = "cchc"; title = "Báo cáo"; basis = "Công văn"; collect = 2; contributors = [ "cac-so", "van-phong" ];
    periods = ( { period = "Q1"; from = "15/12"; to = "14/3"; due = "20/3"; },
                { period = "H1"; from = "15/12"; to = "14/6"; due = "20/6"; },
                { period = "Q3"; from = "15/6"; to = "14/9"; due = "20/9"; },
                { period = "year"; from = "15/12"; to = "14/12"; due = "20/12"; } ); },
  { id = "thang"; title = "Báo cáo tháng"; basis = "Quy chế"; collect = 3; contributors = [ "dau-tu", "noi-vu" ];
    periods = ( { period = "M01"; from = "01/01"; to = "24/01"; due = "28/01"; },
                { period = "M04"; from = "01/4"; to = "25/4"; due = "30/4"; },
                { period = "M11"; from = "01/11"; to = "30/11"; due = "05/12"; },
                { period = "year"; from = "01/01"; to = "31/12"; due = "15/01"; } ); },
  { id = "khac"; title = "Báo cáo khác"; basis = "Luật"; collect = 10; contributors = "tat-ca";
    periods = ( { period = "9M"; from = "01/01"; to = "15/9"; due = "05/10"; },
                { period = "Q4"; from = "15/9"; to = "15/12"; due = "05/01"; },
                { period = "H2"; from = "01/7"; to = "31/12"; due = "31/01"; } ); }"""
SEVERAL_LADDERS = """effective = "as-printed";
ladders = (
  { kinds = [ "recurring", "range", "open-range", "quarter" ]; roles = "lead";
    rungs = [ "assigned", "start", "quarter", "-45d", "-20d", "-3d", "0", "+4d" ]; },
  { kinds = "recurring"; roles = [ "support", "guide" ]; rungs = [ "start", "quarter-5w", "-8w", "-2w", "0", "+1w" ];
    repeat = "15w"; },
  { kinds = [ "continuous", "month", "year" ]; roles = "lead"; rungs = [ "start", "quarter-10w", "0" ]; }
);
"""


def check_several(t, build, scratch):
    """What has several occurrences, with every role; the second time signed in the middle, on other ladders
    and with "trước ngày" including the day."""
    files = {"agencies/a.cfg": AGENCIES}
    leads = ["noi-vu", "tai-chinh", "khoa-hoc", "dau-tu", "lao-dong"]
    tasks = [(f"D{k}", [f'due = "{due}"; lead = "{leads[k % 5]}"; executor = "van-phong"; support = "cac-so"; '
                        'guide = "cong-nghe"; appraiser = "noi-vu";']) for k, due in enumerate(SEVERAL)]
    tasks += [(f"R{k}", [f'due = "{due}"; report = "{r}"; lead = "noi-vu";',
                         f'due = "{due}"; report = "{r}"; lead = "tai-chinh"; support = [ "noi-vu", "van-phong" ];'])
              for k, (r, due) in enumerate((r, due) for r in ("cchc", "thang", "khac")
                                           for due in ("Theo quy định", "Hằng quý"))]
    for name, main, plan, end in (
            ("several", HEAD, 'until = "2027-12-31"; signed = "2024-12-20"; leadership = "van-phong";', "2028-02-28"),
            ("several, other ladders", HEAD + SEVERAL_LADDERS,
             'until = "2027-05-15"; signed = "2025-04-26"; before_means = "inclusive";', "2027-12-31")):
        conf = scratch / name.replace(", ", "-").replace(" ", "-")
        lay(conf, main, files, f'year = 2025; owner = "noi-vu"; {plan}', tasks, REPORTS)
        for f in (ROOT / "etc/calendar").glob("*.cfg"):
            shutil.copy(f, conf / "calendar")
        compare(t, build, conf, "2024-12-01", end, name)
    conf = scratch / "weeks"
    lay(conf, HEAD, files, 'year = 2025; until = "2025-03-14"; signed = "2025-01-08"; owner = "noi-vu";',
        [("W", [f'due = "{due}"; lead = "tai-chinh"; support = "khoa-hoc";' for due in WEEKS])])
    for f in (ROOT / "etc/calendar").glob("*.cfg"):
        shutil.copy(f, conf / "calendar")
    compare(t, build, conf, "2025-01-01", "2025-05-31", "weeks")


# ---- configurations of chance ------------------------------------------------------------------------

ALL_KINDS = """day month quarter half-year year range recurring continuous open-range as-needed after-event relative
external""".split()
PHRASES = ["Ngày {d}/{m}/{y}", "Tháng {m}/{y}", "Quý {q}/{y}", "06 tháng đầu năm {y}", "06 tháng cuối năm {y}",
           "Trong năm {y}", "Năm {y}", "Từ tháng {a} đến tháng {b}/{y}", "Quý I, III/{y}", "Thường xuyên", "Hằng quý",
           "Quý {q}/{y}; duy trì thường xuyên", "Triển khai từ năm {y}", "Khi có yêu cầu", "Tháng {m}/{last}",
           "Sau khi Đề án được phê duyệt", "Theo tiến độ của Trung ương", "30 ngày kể từ ngày ban hành Quyết định",
           "Trước ngày {d}/{m}/{y}", "Chậm nhất {d}/{m}/{y}", "{y}-{m:02}", "{y}-Q{a}", "{y}-H2", "{y}-{m:02}-{d:02}",
           "{y}-02..{y}-{b:02}", "Tháng {a}, tháng {b}/{y}", "Quý II/{y}; theo tiến độ của Trung ương", "Hằng tuần",
           "Thứ Ba hằng tuần", "Hằng tháng", "Ngày {d} hằng tháng", "Trước ngày {d} hằng tháng", "Hằng quý, 6 tháng, năm",
           "06 tháng/lần", "02 lần/năm", "02 lần/quý", "Hằng năm", "Chậm nhất ngày {d} của tháng cuối quý", "Ngày {d} tháng giữa quý",
           "Chậm nhất ngày {d} tháng đầu tiên của quý sau", "Chậm nhất ngày {d} tháng 01 năm sau đối với báo cáo năm",
           "Tháng {m} hằng năm", "Trước ngày {d}/{m} hằng năm", "Từ tháng {m}/{y} trở đi", "Sau ngày {d}/{m}/{y}",
           "{a} - {d2}/{m}/{y}", "Tuần 2 tháng {m}/{y}", "9 tháng năm {y}", "Hằng ngày", "Ngày {d}/{m}/{y}; hằng quý"]


def listing(names):
    return "[ " + ", ".join(f'"{n}"' for n in names) + " ]"


def chance_rungs(r):
    """Quarter ends as in the built-in ladders: an agency in two roles is asked on one day in both."""
    unit = r.choice("wwd")
    before = sorted(r.sample(range(1, 41), r.randint(0, 3)), reverse=True)
    after = sorted(r.sample(range(1, 21), r.randint(0, 3)))
    out = ["assigned"] * r.randint(0, 1) + ["start"] * r.randint(0, 1) + r.choice([[], ["quarter-5w"]])
    out += [f"-{n}{unit}" for n in before]
    out += ["0"] * r.randint(0, 1) + [f"+{n}{unit}" for n in after]
    repeat = f' repeat = "{r.randint(2, 12)}w";' if after and unit == "w" and r.random() < .6 else ""
    return f"rungs = {listing(out)};{repeat}"


def chance_agencies(r, year, ids):
    """The first two may end without a successor, split, or have no address; the owner and the leadership
    are among the others."""
    for k, name in enumerate(ids):
        mail, hook = f'mail = "{name}@k.example";', f'webhooks = ( {{ url = "https://h.example/{k}"; }} );'
        row = f'id = "{name}"; name = "Sở {k}"; ' + r.choice([mail] * 4 + ["" if k < 2 else hook])
        if r.random() < .4 and name != ids[-1]:
            last = oracle.plus(dt.date(year, 1, 1), r.randrange(500))
            heirs = r.sample(ids[k + 1:], r.randint(0, 2) if k < 2 else 1)
            row += f' valid_to = "{last}";'
            if heirs:
                row += f' successors = ( {{ from = "{oracle.plus(last, 1)}"; to = {listing(heirs)}; }} );'
        yield row


def chance_report(r, ident, everyone):
    """A report of up to four periods, in the order of the days on which its data are cut off."""
    ends = {"Q1": 3, "H1": 6, "9M": 9, "year": 12, "M02": 2, "M08": 8, "Q3": 9, "H2": 12}
    rows = []
    for name in sorted(r.sample(sorted(ends), r.randint(1, 4)), key=lambda n: (ends[n], n)):
        cut = dt.date(2025, ends[name], 10 + len(rows))
        due = oracle.plus(cut, r.randint(5, 40))
        rows.append(f'{{ period = "{name}"; from = "15/12"; to = "{cut:%d/%m}"; due = "{due:%d/%m}"; }}')
    return (f'{{ id = "{ident}"; title = "Báo cáo"; basis = "Quy định"; collect = {r.randint(1, 5)}; '
            f'contributors = {listing(r.sample(everyone, r.randint(1, 3)))}; periods = ( {", ".join(rows)} ); }}')


def lay_chance(conf, seed):
    r, year = random.Random(seed), 2025 + seed % 4
    ids, groups = [f"a{k}" for k in range(r.randint(5, 10))], [f"g{k}" for k in range(r.randint(0, 3))]
    rows = []
    for k, g in enumerate(groups):
        members = f"members = {listing(r.sample(ids + groups[:k], r.randint(1, 3)))};"
        members = r.choice([members, members, members, "undetermined = true;"])
        rows.append(f'  {{ id = "{g}"; name = "Nhóm {g}"; {members} }}')
    main, everyone = HEAD + r.choice(['effective = "as-printed";\n', "", ""]), ids + groups
    if r.random() < .5:
        roles = oracle.PRINTED + ["owner", "leadership"]
        main += "ladders = (\n" + ",\n".join(
            f"  {{ kinds = {listing(r.sample(ALL_KINDS, r.randint(1, 8)))}; "
            f"roles = {listing(r.sample(roles, r.randint(1, 4)))}; {chance_rungs(r)} }}"
            for _ in range(r.randint(1, 5))) + "\n);\n"

    def deliverable():
        due = r.choice(PHRASES).format(d=r.randint(1, 28), m=r.randint(1, 12), q=r.choice(["I", "II", "III", "IV"]),
                                       a=r.randint(1, 4), b=r.randint(5, 12), d2=r.randint(5, 28), y=year,
                                       last=year - 1)
        text = f'due = "{due}"; lead = {listing(r.sample(everyone, r.choice([1, 1, 2])))};'
        for role in oracle.PRINTED[1:]:
            if r.random() < .3:
                text += f" {role} = {listing(r.sample(everyone, r.randint(1, 2)))};"
        chosen = [f'{{ of = "{of}"; to = [ "{choosing.choice(heirs)}" ]; }}' for of, heirs in split.items()
                  if f'"{of}"' in text and choosing.random() < .7]
        text += f' successors = ( {", ".join(chosen)} );' if chosen else ""
        return text + (f' report = "{r.choice(reports)}";' if reports and r.random() < .15 else "")

    reports = [f"r{k}" for k in range(r.randint(0, 2))]
    signed = oracle.plus(dt.date(year, 1, 1), r.randint(-40, 60))
    plan = f'year = {year}; signed = "{signed}"; owner = "{r.choice(ids[2:])}";'
    plan += f' leadership = "{r.choice(ids[2:])}";' if r.random() < .8 else ""
    plan += f' until = "{oracle.plus(dt.date(year, 12, 31), r.randint(-90, 90))}";' if r.random() < .3 else ""
    plan += r.choice(['', '', ' before_means = "inclusive";'])
    rows_of = list(chance_agencies(r, year, ids))
    # Drawn apart, so that a seed's plan is the same with and without choices.
    choosing = random.Random(-seed)
    split = {a: re.findall('"([^"]*)"', row[2]) for a, row in
             ((re.search('id = "([^"]*)"', x)[1], x.partition("; to = ")) for x in rows_of) if row[2].count('"') > 2}
    files = {"agencies/a.cfg": agencies(rows_of) +
             ("groups = (\n" + ",\n".join(rows) + "\n);\n" if rows else "")}
    tasks = [(f"T{k}", [deliverable() for _ in range(r.randint(1, 2))]) for k in range(r.randint(3, 14))]
    lay(conf, main, files, plan, tasks, ", ".join(chance_report(r, name, everyone) for name in reports))
    for f in (ROOT / "etc/calendar").glob("*.cfg"):
        shutil.copy(f, conf / "calendar")
    return signed, dt.date(year + 1, 3, 31)


def check_chance(t, build, scratch, seeds):
    for seed in seeds:
        conf = scratch / f"seed{seed}"
        start, end = lay_chance(conf, seed)
        have = preview(build, conf, start, end)
        same, out = (0, [have]) if isinstance(have, str) else differences(oracle.notices(conf, start, end), have)
        t.check(not out, f"seed {seed}: {len(out)} of {same + len(out)} notices differ: {conf}\n" +
                "\n".join(out[:SHOWN]))


# ---------------------------------------------------------------------------------------------------


def write():
    (GOLDEN / "year-2025.tsv").write_text(oracle.table(oracle.notices(ROOT / "etc", *YEAR)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as d:
        table = years(pathlib.Path(d), lambda conf, start, end, _: oracle.notices(conf, start, end).items())
    (GOLDEN / "years-2025-2029.tsv").write_text(table, encoding="utf-8")


def main():
    if sys.argv[1:] == ["--write"]:
        return write()
    t, build = Totals(), build_dir()
    with Scratch(t) as scratch:
        if len(sys.argv) > 2:
            check_chance(t, build, scratch, [int(sys.argv[2])])
        else:
            check_oracle(t)
            check_plan(t, build)
            check_years(t, build, scratch)
            check_days_off(t, build, scratch)
            check_several(t, build, scratch)
            print(f"configurations of chance: seeds {SEEDS[0]} to {SEEDS[-1]}")
            check_chance(t, build, scratch, SEEDS)
    t.end()


if __name__ == "__main__":
    main()

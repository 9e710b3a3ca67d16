#!/usr/bin/env python3
"""An oracle for the notices of a configuration: which agency hears of what, in which role, on which day,
when nothing is ever done. Written from the documents, not from the program: docs/configuration.md (files,
ladders, roles), docs/deadlines.md (phrases), the comments in etc/ (recipients, successors). It shares no
code and no data with src/; the built-in ladders are read from the shipped etc/nhacviec.cfg, which says
that it repeats them.

Usage: oracle.py CONF FROM TO      one line per notice: day, agency, items (id:role:rung)
"""

import bisect
import collections
import datetime as dt
import pathlib
import re
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# In the order of their strength; what an agency is shown is the first of these that it holds.
PRINTED = ["lead", "executor", "appraiser", "guide", "support", "approver"]
DATED = {"day", "month", "quarter", "half-year", "year", "range", "list", "mixed"}
FRIDAY = 4

Item = collections.namedtuple("Item", "id role rung kind nominal effective days_left")
Rung = collections.namedtuple("Rung", "day place name late")  # late: after the deadline


# ---- libconfig -------------------------------------------------------------------------------------

TOKEN = re.compile(r"""\s+|\#[^\n]*|//[^\n]*|/\*.*?\*/
    |(?P<string>"(?:\\.|[^"\\])*")|(?P<number>[-+]?\d+)|(?P<name>[A-Za-z*][-\w*]*)|(?P<mark>[={}()\[\],;:])""",
                   re.X | re.S)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def tokens(text, where):
    at, out = 0, []
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise ValueError(f"{where}: cannot read {text[at:at + 20]!r}")
        if m.lastgroup:
            out.append((m.lastgroup, m.group()))
        at = m.end()
    return out + [("end", "")]


class Reader:
    """Settings to dicts, lists and arrays to lists."""

    def __init__(self, text, where):
        self.where, self.toks, self.at = where, tokens(text, where), 0

    def take(self, *wanted):
        kind, text = self.toks[self.at]
        if wanted and text not in wanted and kind not in wanted:
            raise ValueError(f"{self.where}: {text!r} instead of {wanted}")
        self.at += 1
        return kind, text

    def sees(self, *texts):
        return self.toks[self.at][1] in texts

    def settings(self, *end):
        out = {}
        while not self.sees(*end):
            name = self.take("name")[1]
            self.take("=", ":")
            out[name] = self.value()
            while self.sees(";", ","):
                self.take()
        self.take()
        return out

    def value(self):
        kind, text = self.take("string", "number", "name", "{", "(", "[")
        if kind == "string":
            return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), text[1:-1])
        if kind == "number":
            return int(text)
        if kind == "name":
            return {"true": True, "false": False}[text.lower()]
        if text == "{":
            return self.settings("}")
        close, out = {"(": ")", "[": "]"}[text], []
        while not self.sees(close):
            out.append(self.value())
            if not self.sees(close):
                self.take(",")
        self.take()
        return out


def read_file(path):
    return Reader(path.read_text(encoding="utf-8"), path).settings("")


def listed(value):
    return [] if value is None else value if isinstance(value, list) else [value]


# ---- days ------------------------------------------------------------------------------------------

def day_of(text):
    return None if text is None else dt.date.fromisoformat(text)


def plus(day, days):
    return day + dt.timedelta(days=days)


def month_end(year, month):
    return plus(dt.date(year + month // 12, month % 12 + 1, 1), -1)


class Calendar:
    """Working days. A year without a confirmed file has weekends only."""

    def __init__(self, files):
        self.off, self.worked, self.days = set(), set(), []
        for f in files:
            if f["calendar"].get("confirmed"):
                self.off |= {day_of(h["day"]) for h in f.get("holidays", [])}
                self.worked |= {day_of(h["day"]) for h in f.get("worked", [])}

    def works(self, day):
        return day in self.worked or (day.weekday() <= FRIDAY and day not in self.off)

    def at_or_before(self, day):
        while not self.works(day):
            day = plus(day, -1)
        return day

    def at_or_after(self, day):
        while not self.works(day):
            day = plus(day, 1)
        return day

    def shift(self, day, count):
        """So many working days after a day, or before it."""
        if not self.days:
            start = dt.date(2020, 1, 1)
            self.days = [d for d in (plus(start, k) for k in range(366 * 30)) if self.works(d)]
        if count > 0:
            return self.days[bisect.bisect_right(self.days, day) + count - 1]
        return self.days[bisect.bisect_left(self.days, day) + count] if count else day


# ---- deadlines -------------------------------------------------------------------------------------

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
UNITS = {"tháng": 1, "quý": 3, "6 tháng": 6, "06 tháng": 6, "nửa năm": 6, "năm": 12, "4 tháng": 4, "02 năm": 24}
PLACES = {"đầu": 0, "giữa": 1, "cuối": 2}
UNDATED = [  # the first that matches at the beginning
    ("continuous", r"(thực hiện |duy trì |triển khai )*(thường xuyên|liên tục|xuyên suốt)"),
    ("after-event", r"(ngay )?sau khi "),
    ("as-needed", r"(khi|theo) (có )?(yêu cầu|phát sinh|nhu cầu)|đột xuất"),
    ("relative", r"(trong vòng )?\d+ (ngày|tháng) (kể từ|tính từ|từ|sau) "),
    ("external", r"theo (tiến độ|hướng dẫn|quy định|quy chế|kế hoạch|chỉ đạo|lộ trình) ?"),
]


class Due(collections.namedtuple("Due", "name kind first last strict end")):
    """One period: strict if `last` must not be rolled; `end` is the period's last day."""

    def __new__(cls, name, kind, first=None, last=None, strict=False, end=None):
        return super().__new__(cls, name, kind, first, last, strict, end or last)


def months(year, first, count):
    """The name, first and last day of some months, as values are written."""
    last = first + count - 1
    begin, end = dt.date(year, first, 1), month_end(year + (last - 1) // 12, (last - 1) % 12 + 1)
    whole = count == 12 and first == 1
    name = f"{year}" if whole else f"{year}-H{first // 6 + 1}" if count == 6 and first in (1, 7) else \
        f"{year}-Q{first // 3 + 1}" if count == 3 and first % 3 == 1 else f"{year}-{first:02}" if count == 1 else \
        f"{begin:%Y-%m}..{end:%Y-%m}"
    return name, begin, end


KIND_OF = {1: "month", 3: "quarter", 6: "half-year", 12: "year", 9: "range"}


def period(text, year):
    """One period as it is printed, or None."""
    def match(pattern):
        return re.fullmatch(pattern, text)

    if m := match(r"(?:ngày )?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?") or match(r"(?P<iso>\d{4})-(\d\d)-(\d\d)"):
        d = dt.date(int(m[1]), int(m[2]), int(m[3])) if m.groupdict().get("iso") else \
            dt.date(int(m[3] or year), int(m[2]), int(m[1]))
        return Due(str(d), "day", d, d)
    if m := match(r"tuần ([1-3]) tháng (\d{1,2})/(\d{4})"):
        first = dt.date(int(m[3]), int(m[2]), 7 * int(m[1]) - 6)
        return Due(f"{first:%Y-%m}-W{m[1]}", "range", first, plus(first, 6))
    if m := match(r"(?:tháng )?(\d{1,2})/(\d{4})") or match(r"tháng (\d{1,2})()"):
        y, first, count = int(m[2] or year), int(m[1]), 1
    elif m := match(r"(\d{4})-(\d\d)"):
        y, first, count = int(m[1]), int(m[2]), 1
    elif m := match(r"(?:quý )?(i|ii|iii|iv|[1-4])(?:/(\d{4}))?") or match(r"(?P<q>)(\d{4})-q([1-4])"):
        y, first, count = int(m[2] or year), 3 * ROMAN[m[3] if "q" in m.groupdict() else m[1]] - 2, 3
    elif m := match(r"0?6 tháng (đầu|cuối) năm(?: (\d{4}))?"):
        y, first, count = int(m[2] or year), 1 if m[1] == "đầu" else 7, 6
    elif m := match(r"(\d{4})-h([12])"):
        y, first, count = int(m[1]), 6 * int(m[2]) - 5, 6
    elif m := match(r"0?9 tháng năm (\d{4})"):
        y, first, count = int(m[1]), 1, 9
    elif m := match(r"(?:(?:trong |hết |cả )?năm )?(\d{4})") or match(r"(?:trong|hết|cả) năm()"):
        y, first, count = int(m[1] or year), 1, 12
    else:
        return None
    name, begin, end = months(y, first, count)
    return Due(name, KIND_OF[count], begin, end)


def periods(plan, step):
    """Every period of so many months that begins in the plan's years, January first; of 0 months: weeks."""
    begin, until = dt.date(plan["year"], 1, 1), until_of(plan)
    if not step:
        day = plus(begin, -begin.weekday() % 7)
        while day <= until:
            yield f"{day:%G-W%V}", day, plus(day, 6)
            day = plus(day, 7)
        return
    for k in range(0, 12 * 21, step):
        name, first, last = months(plan["year"] + k // 12, k % 12 + 1, step)
        if first <= until:
            yield name, first, last


def until_of(plan):
    return day_of(plan.get("until")) or dt.date(plan["year"], 12, 31)


def recurring(text, plan):
    """The periods of what recurs, or None where the words are others."""
    strict = plan.get("before_means", "strict") == "strict"
    text = re.sub(r"\bhàng\b", "hằng", text).removeprefix("định kỳ ")
    text = re.sub(r" đối với .*", "", text)
    bare = re.sub(r"^(chậm nhất )?(là )?(vào )?(trước )?", "", text)
    before = strict and bool(re.match(r"(chậm nhất )?trước ", text))

    def dues(step, last_day=lambda first, last: last):
        for name, first, end in periods(plan, step):
            last = last_day(first, end)
            yield Due(name, "recurring", first, plus(last, -1) if before else last, before, end)

    if m := re.fullmatch(r"(?:hằng|mỗi) (.+)", bare):
        units = [u.strip() for u in re.split(r",| và ", m[1])]
        if units == ["tuần"]:
            return list(dues(0))
        return [d for u in units for d in dues(UNITS[u])]
    if m := re.fullmatch(r"0?1 lần/(.+)", bare) or re.fullmatch(r"(.+)/lần", bare):
        return list(dues(UNITS[m[1]]))
    if m := re.fullmatch(r"0?[2-9] lần/(.+)", bare):  # one, open until it was done so many times
        return list(dues(UNITS[m[1]]))
    if m := re.fullmatch(r"thứ (\w+) hằng tuần", bare):
        return list(dues(0, lambda first, _: plus(first, WEEKDAYS[m[1]])))
    if m := re.fullmatch(r"ngày (\d+|cuối cùng) (?:của )?(?:hằng tháng|tháng)", bare):
        return list(dues(1, lambda first, last: last if m[1] == "cuối cùng" else first.replace(day=int(m[1]))))
    if m := re.fullmatch(r"ngày (\d+|cuối cùng) (?:của )?tháng (đầu|giữa|cuối)(?: tiên)?(?: của)? quý( sau(?: liền kề)?)?",
                         bare):
        def in_quarter(first, last):
            begin = plus(last, 1) if m[3] else first
            month = begin.month + PLACES[m[2]]
            return month_end(begin.year, month) if m[1] == "cuối cùng" else begin.replace(month=month, day=int(m[1]))
        return list(dues(3, in_quarter))
    if m := re.fullmatch(r"ngày (\d+)(?:/| tháng )(\d+) năm sau", bare):
        return list(dues(12, lambda first, _: dt.date(first.year + 1, int(m[2]), int(m[1]))))
    if m := re.fullmatch(r"(.+) hằng năm", bare):
        found = [period(m[1], first.year) for _, first, _ in periods(plan, 12)]
        if found[0].kind == "day":  # the period is the year, the day when it is due
            return list(dues(12, lambda first, _: period(m[1], first.year).last))
        if re.match(r"(chậm nhất )?trước ", text):  # before a month is its eve, whatever "before" means of a day
            found = [p._replace(last=plus(p.first, -1), strict=strict) for p in found]
        return [p._replace(kind="recurring") for p in found if p.first <= until_of(plan)]
    return None


def read_stage(text, plan):
    """(kind, periods) of one stage. Only what the plans and the tests here say is known; anything else is
    an error, never a guess."""
    year = plan["year"]
    if re.fullmatch(r"(hằng|hàng|mỗi) ngày", text):
        return "recurring", [Due("", "continuous", dt.date(year, 1, 1))]
    if found := recurring(text, plan):
        return "recurring", found
    if m := re.fullmatch(r"(?:triển khai )?từ (.+?)(?: trở đi| đến khi .*)", text) or \
            re.fullmatch(r"triển khai từ (năm \d{4})|từ (năm \d{4})|(\d{4})\.\.", text):
        return "open-range", [Due("", "open-range", period(next(filter(None, m.groups())), year).first)]
    if m := re.fullmatch(r"sau (ngày .+)", text):
        return "open-range", [Due("", "open-range", plus(period(m[1], year).last, 1))]
    for kind, pattern in UNDATED:
        if re.match(pattern, text):
            return kind, [Due("", kind)]
    before = re.fullmatch(r"(?:(?:chậm nhất )?trước |<(?!=))(.+)", text)
    text = before[1] if before else re.sub(r"^(chậm nhất( là| vào)?|đến hết|đến|hết(?! năm)|<=) ?", "", text)
    if before:
        found = period(text, year)
        if plan.get("before_means", "strict") == "inclusive":
            return found.kind, [found]
        day = plus(found.first, -1)
        return found.kind, [Due(found.name, found.kind, day, day, True)]
    if found := period(text, year):
        return found.kind, [found]
    if m := re.fullmatch(r"(?:ngày )?(\d+) ?- ?(\d+)/(\d+)(/\d{4})?", text):
        last = period(f"{m[2]}/{m[3]}{m[4] or ''}", year).last
        return "range", [Due("", "range", last.replace(day=int(m[1])), last)]
    if m := re.fullmatch(r"(?:từ )?(.+?)(?: đến (?:hết )?| - |\.\.)(.+)|giai đoạn (\d+)-(\d+)", text):
        last = period(m[2] or m[4], year)
        first = period(m[1] or m[3], last.last.year)
        return "range", [Due("", "range", first.first, last.last)]
    if m := re.fullmatch(r"(quý |tháng |ngày |)(.+?)(/\d{4}| năm \d{4}|)", text):
        own, common = (r"/\d{4}$", m[3].replace(" năm ", "/"))
        parts = [p.strip().removeprefix(m[1]) for p in re.split(",| và ", m[2] + m[3].replace(" năm ", "/"))]
        parts = [period(m[1] + p + ("" if re.search(own, p) else common), year) for p in parts]
        if len(parts) > 1 and all(parts):
            return "list", parts
    raise ValueError(f"deadline {text!r}")


def read_due(text, plan):
    """(kind, periods) of a phrase, in the order in which they are due; what has no day comes last."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip(" .;,").lower()
    stages = [read_stage(part.strip(), plan) for part in re.split(r";|, (?=chậm nhất )", text)]
    kinds = list(dict.fromkeys(kind for kind, _ in stages))
    undated = all(d.last is None for _, found in stages for d in found)
    alone = len(stages) == 1 or kinds == ["recurring"] or (len(kinds) == 1 and undated)
    kind, several = kinds[0] if alone else "mixed", not alone or kinds[0] in ("list", "recurring")
    out, after = {}, None
    for _, found in stages:
        for d in found:
            if d.last is None:
                first = plus(after, 1) if after and d.kind == "continuous" else d.first
                out.setdefault((d.kind,), d._replace(first=first, name=d.kind if not alone else ""))
            elif d.kind != "recurring":
                out[len(out)] = d if several else d._replace(name="")
            elif d.last >= day_of(plan["signed"]):
                # Periods that end together and are due together: the longest.
                key = d.end, d.last
                if key not in out or d.first < out[key].first:
                    out[key] = d
            after = d.last or after
    dues = sorted(out.values(), key=lambda d: d.last or dt.date.max)
    return kind, dues or [Due("", "external")]


REPORTED = {"year": (1, 12), "9M": (1, 9), "H1": (1, 6), "H2": (7, 6)} | \
    {f"Q{q}": (3 * q - 2, 3) for q in range(1, 5)} | {f"M{m:02}": (m, 1) for m in range(1, 13)}


def read_report(report, plan):
    """(period, the day on which the data are cut off) for each period of a report, in the order of those days."""
    def day(text, year):
        d, m = map(int, text.split("/"))
        return dt.date(year, m, d)

    found = []
    for year in range(plan["year"], until_of(plan).year + 1):
        for p in report["periods"]:
            name, first, _ = months(year, *REPORTED[p["period"]])
            cut, due = day(p["to"], year), day(p["due"], year)
            due = day(p["due"], year + 1) if due < cut else due
            if due >= day_of(plan["signed"]):
                found.append((Due(name, "recurring", first, due), cut))
    return sorted(found, key=lambda f: f[1]) or [(Due("", "external"), None)]


class Line:
    """A day that somebody works towards, and the period it belongs to."""

    def __init__(self, world, kind, first, nominal, rolls):
        self.kind, self.first, self.nominal = kind, first, nominal
        self.aim = self.effective = None
        if nominal:
            self.aim = world.calendar.at_or_before(nominal)
            self.effective = world.calendar.at_or_after(nominal) if rolls else nominal
        self.ladders = {}

    def days_left(self, today):
        if self.nominal is None:
            return None
        return ((self.nominal if today <= self.nominal else self.effective) - today).days


class Occurrence:
    def __init__(self, world, plan, ident, deliverable, kind, due):
        self.id = f"{ident}@{due.name}" if due.name else ident
        self.plan, self.kind, self.signed = plan, kind, day_of(plan["signed"])
        self.named = {r: listed(deliverable.get(r)) for r in PRINTED}
        self.chosen = deliverable.get("successors", [])
        self.main = Line(world, due.kind, due.first, due.last, world.rolls and not due.strict)
        self.main.occ = self
        self.siblings, self.contributors, self.hand_in = [self], [], None


def occurrences(world, plan, reports, ident, deliverable):
    """The occurrences of one deliverable, the first of them first."""
    kind, dues = read_due(deliverable["due"], plan)
    report = reports.get(deliverable.get("report"))
    cuts = [None] * len(dues)
    if report:
        dues, cuts = zip(*read_report(report, plan))
    made = [Occurrence(world, plan, ident, deliverable, kind, d) for d in dues]
    for occ, cut in zip(made, cuts):
        occ.siblings = made
        if cut:
            day = world.calendar.shift(cut, report.get("collect", 0))
            occ.contributors = listed(report.get("contributors"))
            occ.hand_in = Line(world, "recurring", occ.main.first, day, False)
            occ.hand_in.occ = occ
    return made


# ---- ladders ---------------------------------------------------------------------------------------

def quarter_ends(line, until):
    """The quarter ends at which an occurrence is asked for, as ("2025-Q1", day)."""
    occ = line.occ
    for year in range(occ.signed.year, until.year + 2):
        for q in range(1, 5):
            begin, end = dt.date(year, 3 * q - 2, 1), month_end(year, 3 * q)
            if line.nominal:
                wanted = max(line.first, occ.signed) <= end < line.nominal
                # Whoever reports within the quarter is not asked at its end how it goes.
                if line.kind == "recurring":
                    lo, hi = max(begin, line.first), end
                    wanted = wanted and not any(lo <= o.main.nominal <= hi for o in occ.siblings
                                                if o is not occ and o.main.nominal)
            else:
                wanted = end > occ.signed and end >= (line.first or end)
                if line.kind == "continuous":  # in the plan's years
                    wanted = wanted and occ.plan["year"] <= year and begin <= until_of(occ.plan)
            if wanted:
                yield f"{year}-Q{q}", end


def rung_days(cal, line, rung, until):
    """(name, day, late) for one rung as the configuration writes it."""
    occ = line.occ

    def within(day):
        early = line.kind in ("range", "recurring") and day < line.first < line.nominal
        return cal.at_or_after(line.first) if early else day

    if rung == "assigned":
        return [(rung, cal.at_or_after(occ.signed), False)] if occ is occ.siblings[0] else []
    if rung == "start":
        late = line.first and line.first > plus(occ.signed, 14)
        return [(rung, cal.at_or_after(line.first), False)] if late else []
    if m := re.fullmatch(r"quarter(?:-(\d+)w)?", rung):
        found = [(f"quarter:{q}", cal.shift(cal.at_or_before(end), -int(m[1] or 0)), False)
                 for q, end in quarter_ends(line, until)]
        # Nobody reports on work before it begins.
        return [f for f in found if not line.first or f[1] >= line.first]
    if not line.nominal:
        return []
    count, unit = int(rung.rstrip("wd")), rung[-1]
    if count > 0:
        day = cal.shift(line.effective, count) if unit == "w" else cal.at_or_after(plus(line.effective, count))
        return [(rung, day, True)]
    day = cal.at_or_before(plus(line.nominal, count)) if unit == "d" else cal.shift(line.aim, count)
    return [(rung, within(day), False)]


def climb(cal, line, ladder, until):
    """Every rung of a ladder up to a day, oldest first; on one day the later on the ladder last."""
    written, found = list(ladder["rungs"]), []
    if ladder.get("repeat") and line.nominal:
        step, last = int(ladder["repeat"][:-1]), int(written[-1][:-1])
        # More than enough: every repeat is at least `step` days after the one before.
        for k in range(1, max(0, (until - line.effective).days) // step + 2):
            written.append(f"+{last + k * step}{ladder['repeat'][-1]}")
    for rung in written:
        for name, day, late in rung_days(cal, line, rung, until):
            if day <= until:
                found.append(Rung(day, len(found), name, late))
    return sorted(found)


# ---- recipients ------------------------------------------------------------------------------------

def resolve(world, ident, today, chosen=()):
    """The agencies that an agency or group is on a day: members instead of a group, successors instead
    of what has ceased, or those of them that a deliverable has chosen. Empty where nobody can be determined."""
    it = world.known[ident]
    begins, ends = day_of(it.get("valid_from")), day_of(it.get("valid_to"))
    if (ends and today > ends) or (begins and today < begins):
        froms = [s["from"] for s in it.get("successors", []) if day_of(s["from"]) <= today]
        heirs = [t for s in it.get("successors", []) if froms and s["from"] == max(froms) for t in listed(s["to"])]
        for choice in chosen:
            if choice["of"] == ident and froms and choice.get("from", max(froms)) == max(froms):
                heirs = listed(choice["to"])
    elif ident in world.groups:
        heirs = listed(it.get("members"))
    else:
        return {ident}
    return set().union(*(resolve(world, h, today, chosen) for h in heirs))


def reachable(world, agency):
    it = world.known[agency]
    return bool(listed(it.get("mail")) or it.get("webhooks"))


def recipients(world, occ, today):
    """{agency: [(role shown, role whose ladder counts, line)]}, the printed role first."""
    out, owners, leaders = collections.OrderedDict(), set(), set()
    if occ.plan.get("owner"):
        owners = resolve(world, occ.plan["owner"], today)
    if occ.plan.get("leadership"):
        leaders = resolve(world, occ.plan["leadership"], today)
    lost, leads, main = False, set(), occ.main
    for role in PRINTED:
        for ident in occ.named[role]:
            agencies = resolve(world, ident, today, occ.chosen)
            if role == "lead":
                leads |= agencies
                lost |= not any(reachable(world, a) for a in agencies)
            for a in agencies:
                out.setdefault(a, [(role, role, main)])
    for ident in occ.contributors:
        for a in resolve(world, ident, today):
            out.setdefault(a, [("support", "support", occ.hand_in)])
    if lost:
        # The owner stands in for the lead. Then nobody but the leadership is left to escalate to.
        for a in owners:
            out[a] = [("lead", "lead", main)]
        leads |= owners
    if main.nominal and leaders and owners and owners <= leads:
        watch = [(a, "leadership", "owner") for a in leaders]
    else:
        watch = [(a, "owner", "owner") for a in owners]
        watch += [(a, "leadership", "leadership") for a in leaders - owners]
    for a, shown, ladder in watch:
        out.setdefault(a, []).append((shown, ladder, main))
    return {a: roles for a, roles in out.items() if reachable(world, a)}


# ---- the plan of notices ---------------------------------------------------------------------------

class World:
    """One configuration directory."""

    def __init__(self, conf):
        conf = pathlib.Path(conf)
        main = read_file(conf / "nhacviec.cfg")
        part = {d: [read_file(p) for p in sorted((conf / d).glob("*.cfg"))] for d in ("agencies", "calendar", "plans")}
        self.rolls = main.get("effective", "next-working-day") == "next-working-day"
        self.calendar = Calendar(part["calendar"])
        self.known = {x["id"]: x for f in part["agencies"] for k in ("agencies", "groups") for x in f.get(k, [])}
        self.groups = {g["id"] for f in part["agencies"] for g in f.get("groups", [])}
        built_in = read_file(ROOT / "etc/nhacviec.cfg")["ladders"]
        self.ladders = built_in + main.get("ladders", [])
        self.reporting = main.get("reporting")
        self.plans = [f["plan"] for f in part["plans"] if "extends" not in f["plan"]]
        heads = {f["plan"]["id"]: f["plan"] for f in part["plans"] if "id" in f["plan"]}
        # A supplement: its plan's head, with a document and a day of its own.
        self.occurrences = [occ for f in part["plans"] for task in f["tasks"]
                            for n, d in enumerate(task["deliverables"], 1)
                            for occ in occurrences(self, {**heads.get(f["plan"].get("extends"), {}), **f["plan"]}, {r["id"]: r for r in f.get("reports", [])},
                                                   f"{task['id']}.{n}", d)]

        # Between these days nobody's recipients change.
        self.turns = sorted({plus(day_of(x["valid_to"]), 1) for x in self.known.values() if "valid_to" in x} |
                            {day_of(x["valid_from"]) for x in self.known.values() if "valid_from" in x} |
                            {day_of(s["from"]) for x in self.known.values() for s in x.get("successors", [])})
        self.kept = {}

    def recipients(self, occ, today):
        key = id(occ), bisect.bisect_right(self.turns, today)
        if key not in self.kept:
            self.kept[key] = recipients(self, occ, today)
        return self.kept[key]

    def ladder(self, kind, role):
        for ladder in reversed(self.ladders):
            if role in listed(ladder["roles"]) and {kind, "*"} & set(listed(ladder["kinds"])):
                return ladder
        return {"rungs": []}

    def rungs(self, line, role, until):
        """The resolved ladder of a line, with the days alone for searching."""
        if (role, until) not in line.ladders:
            ladder = self.ladder(line.kind, role)
            found = climb(self.calendar, line, ladder, until) if ladder["rungs"] else []
            line.ladders[role, until] = found, [r.day for r in found]
        return line.ladders[role, until]

    def stirs(self, occ, until):
        """The days, latest first, on which there can be news of an occurrence: a rung, other recipients."""
        lines = [line for line in (occ.main, occ.hand_in) if line]
        days = {d for line in lines for role in PRINTED + ["owner", "leadership"]
                for d in self.rungs(line, role, until)[1]}
        return sorted(days | set(self.turns) | {occ.signed}, reverse=True)

    def newest(self, line, role, today, until):
        """The newest rung that is reached and not stale, or None."""
        found, days = self.rungs(line, role, until)
        stale = line.nominal is not None and today > line.effective
        for k in range(bisect.bisect_right(days, today) - 1, -1, -1):
            if found[k].late or not stale:
                return found[k]
        return None


def report_periods(today, day):
    """(name, first day, last day) of the newest year, quarter and month whose report is due."""
    for step in (12, 3, 1):
        for back in range(step, 3 * step + 1):
            n = today.year * 12 + today.month - 1 - back  # the first month of a period that is over
            year, month = divmod(n, 12)
            if month % step:
                continue
            first, last = dt.date(year, month + 1, 1), month_end(year, month + step)
            if plus(last, day) <= today:
                name = {12: f"{year}", 3: f"{year}-Q{month // 3 + 1}", 1: f"{year}-{month + 1:02}"}[step]
                yield {12: "yearly", 3: "quarterly", 1: "monthly"}[step], name, first, last
                break


def reports(world, today, told):
    """(agency, Item) of the reports that are due and were not told; nothing is ever done, so that a plan
    with a dated deadline has open work for ever."""
    if not world.reporting:
        return
    for plan in world.plans:
        dated = any(occ.main.nominal for occ in world.occurrences if occ.plan.get("id") == plan.get("id"))
        longer = set()
        for kind, name, first, last in report_periods(today, int(world.reporting.get("day", 1))):
            for role in listed(world.reporting.get(kind)):
                if last <= day_of(plan["signed"]) or (first > dt.date(int(plan["year"]), 12, 31) and not dated):
                    continue
                if (role, last) in longer or not plan.get(role):
                    continue
                longer.add((role, last))
                item = Item(f"{plan.get('id')}/report:{name}", role, "report", None, None, None, None)
                for agency in resolve(world, plan[role], today):
                    if reachable(world, agency) and (agency, item.id) not in told:
                        told.add((agency, item.id))
                        yield agency, item


class Memory:
    """What an agency has heard of an occurrence; the same towards the same day only once."""

    def __init__(self):
        self.day, self.said, self.rank = None, set(), len(PRINTED)


def news(world, roles, memory, today, until):
    """What an agency in these roles hears of an occurrence today: (role, rung, line) or None. One item: of
    two rungs the newer, in the stronger of the roles that have news."""
    printed = [r for r, _, _ in roles if r in PRINTED]
    rank = PRINTED.index(printed[0]) if printed else len(PRINTED)
    found = []
    for shown, ladder, line in roles:
        rung = world.newest(line, ladder, today, until)
        if not rung:
            continue
        newer = memory.day is None or (rung.name != "assigned" and rung.day > memory.day and
                                       (line.effective, rung.name) not in memory.said)
        if newer or (shown in PRINTED and rank < memory.rank):
            found.append((shown, rung, line))
    if not found:
        return None
    rung = max((r for _, r, _ in found), key=lambda r: r.day)
    role, _, line = found[0]
    memory.day = max(memory.day or rung.day, rung.day)
    memory.said.add((line.effective, rung.name))
    memory.rank = min(rank, memory.rank)
    return role, rung, line


def notices(conf, start, end):
    """{(day, agency): [Item, …]} for the days from start to end, with everything before start sent as
    it came and nothing ever done."""
    world = World(conf)
    out, heard = collections.defaultdict(list), collections.defaultdict(Memory)
    told = set()
    stirs = {id(occ): world.stirs(occ, end) for occ in world.occurrences}
    today = min(occ.signed for occ in world.occurrences)
    while today <= end:
        for agency, item in reports(world, today, told) if world.calendar.works(today) else []:
            if today >= start:
                out[today, agency].append(item)
        for occ in world.occurrences if world.calendar.works(today) else []:
            days = stirs[id(occ)]
            if today < occ.signed or not days or days[-1] > today:
                continue
            while days and days[-1] <= today:
                days.pop()
            for agency, roles in world.recipients(occ, today).items():
                # Handing in to a report is a line of its own, beside what the agency watches over.
                for own in {id(line): line for _, _, line in roles}.values():
                    item = news(world, [r for r in roles if r[2] is own], heard[id(occ), agency, id(own)], today, end)
                    if item and today >= start:
                        role, rung, line = item
                        out[today, agency].append(Item(occ.id, role, rung.name, occ.kind,
                                                       str(line.nominal or "") or None,
                                                       str(line.effective or "") or None, line.days_left(today)))
        today = plus(today, 1)
    return {key: sorted(items, key=repr) for key, items in sorted(out.items())}


def table(found):
    lines = ["# day\tagency\titems (id:role:rung)"]
    for (day, agency), items in found.items():
        lines.append(f"{day}\t{agency}\t" + " ".join(f"{i.id}:{i.role}:{i.rung}" for i in items))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.stdout.write(table(notices(sys.argv[1], day_of(sys.argv[2]), day_of(sys.argv[3]))))

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
        self.off, self.worked = set(), set()
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
        step = 1 if count > 0 else -1
        while count:
            day = plus(day, step)
            count -= step if self.works(day) else 0
        return day


# ---- deadlines -------------------------------------------------------------------------------------

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
UNDATED = [  # the first that matches at the beginning
    ("continuous", r"(thực hiện |duy trì |triển khai )*(thường xuyên|liên tục|xuyên suốt)"),
    ("after-event", r"(ngay )?sau khi "),
    ("as-needed", r"(khi|theo) (có )?(yêu cầu|phát sinh|nhu cầu)|đột xuất"),
    ("relative", r"(trong vòng )?\d+ (ngày|tháng) (kể từ|tính từ|từ|sau) "),
    ("recurring", r"(định kỳ )?(hằng|mỗi) (tuần|tháng|quý|năm)"),
    ("external", r"theo (tiến độ|hướng dẫn|quy định|quy chế|kế hoạch|chỉ đạo|lộ trình) ?"),
    ("open-range", r"(triển khai )?từ năm \d{4}( trở đi)?$"),
]


def period(text, year):
    """(kind, first day, last day) of one period, or None."""
    def match(pattern):
        return re.fullmatch(pattern, text)

    if m := match(r"(?:ngày )?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?") or match(r"(?P<iso>\d{4})-(\d\d)-(\d\d)"):
        d = dt.date(int(m[1]), int(m[2]), int(m[3])) if m.groupdict().get("iso") else \
            dt.date(int(m[3] or year), int(m[2]), int(m[1]))
        return "day", d, d
    if m := match(r"(?:tháng )?(\d{1,2})/(\d{4})") or match(r"tháng (\d{1,2})()"):
        y, first, last, kind = int(m[2] or year), int(m[1]), int(m[1]), "month"
    elif m := match(r"(\d{4})-(\d\d)"):
        y, first, last, kind = int(m[1]), int(m[2]), int(m[2]), "month"
    elif m := match(r"(?:quý )?(i|ii|iii|iv|[1-4])(?:/(\d{4}))?") or match(r"(?P<q>)(\d{4})-q([1-4])"):
        q = ROMAN[m[3] if "q" in m.groupdict() else m[1]]
        y, first, last, kind = int(m[2] or year), 3 * q - 2, 3 * q, "quarter"
    elif m := match(r"0?6 tháng (đầu|cuối) năm(?: (\d{4}))?"):
        y, first, kind = int(m[2] or year), 1 if m[1] == "đầu" else 7, "half-year"
        last = first + 5
    elif m := match(r"(\d{4})-h([12])"):
        y, first, kind = int(m[1]), 6 * int(m[2]) - 5, "half-year"
        last = first + 5
    elif m := match(r"(?:(?:trong |hết |cả )?năm )?(\d{4})") or match(r"(?:trong|hết|cả) năm()"):
        y, first, last, kind = int(m[1] or year), 1, 12, "year"
    else:
        return None
    return kind, dt.date(y, first, 1), month_end(y, last)


def read_due(text, year):
    """(kind, first day, last day) of a phrase; days are None where it has none. Only what the plans and
    the tests here say is known; anything else is an error, never a guess."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip(" .;,").lower()
    if ";" in text:
        head, tail = (read_due(part, year) for part in text.split(";", 1))
        return ("mixed" if head[0] != tail[0] else head[0],) + (head[1:] if head[2] else tail[1:])
    for kind, pattern in UNDATED:
        if re.match(pattern, text):
            return kind, None, None
    before = re.fullmatch(r"(?:(?:chậm nhất )?trước |<(?!=))(.+)", text)
    text = before[1] if before else re.sub(r"^(chậm nhất( là| vào)?|đến hết|đến|hết(?! năm)|<=) ?", "", text)
    if before:
        kind, first, _ = period(text, year)
        return kind, plus(first, -1), plus(first, -1)
    if found := period(text, year):
        return found
    if m := re.fullmatch(r"(?:từ )?(.+?)(?: đến (?:hết )?| ?- |\.\.)(.+)", text):
        last = period(m[2], year)
        first = period(m[1], last[2].year)
        return "range", first[1], last[2]
    if m := re.fullmatch(r"(quý |tháng |)(.+?)(/\d{4}|)", text):
        parts = [period(m[1] + p.strip().removeprefix(m[1]) + m[3], year) for p in re.split(",| và ", m[2])]
        if len(parts) > 1 and all(parts):
            return "list", parts[0][1], parts[-1][2]
    raise ValueError(f"deadline {text!r}")


class Occurrence:
    def __init__(self, world, plan, number, task, deliverable):
        self.id = f"{task['id']}.{number}"
        self.plan, self.due = plan, deliverable["due"]
        self.kind, self.first, self.nominal = read_due(self.due, plan["year"])
        self.signed = day_of(plan["signed"])
        self.named = {r: listed(deliverable.get(r)) for r in PRINTED}
        self.aim = self.effective = None
        if self.nominal:
            self.aim = world.calendar.at_or_before(self.nominal)
            self.effective = world.calendar.at_or_after(self.nominal) if world.rolls else self.nominal
        self.ladders = {}

    def days_left(self, today):
        if self.nominal is None:
            return None
        return ((self.nominal if today <= self.nominal else self.effective) - today).days


# ---- ladders ---------------------------------------------------------------------------------------

def quarter_ends(occ, until):
    """The quarter ends at which an occurrence is asked for, as ("2025-Q1", day)."""
    for year in range(occ.signed.year, until.year + 2):
        for q in range(1, 5):
            end = month_end(year, 3 * q)
            if occ.nominal:
                wanted = max(occ.first, occ.signed) <= end < occ.nominal
            elif occ.kind == "continuous":
                wanted = end > occ.signed and year == occ.plan["year"]
            else:
                wanted = end > occ.signed
            if wanted:
                yield f"{year}-Q{q}", end


def rung_days(cal, occ, rung, until):
    """(name, day, late) for one rung as the configuration writes it."""
    if rung == "assigned":
        return [(rung, cal.at_or_after(occ.signed), False)]
    if m := re.fullmatch(r"quarter(?:-(\d+)w)?", rung):
        return [(f"quarter:{q}", cal.shift(cal.at_or_before(end), -int(m[1] or 0)), False)
                for q, end in quarter_ends(occ, until)]
    if not occ.nominal:
        return []
    count, unit = int(rung.rstrip("wd")), rung[-1]
    if count > 0:
        day = cal.shift(occ.effective, count) if unit == "w" else cal.at_or_after(plus(occ.effective, count))
        return [(rung, day, True)]
    day = cal.at_or_before(plus(occ.nominal, count)) if unit == "d" else cal.shift(occ.aim, count)
    return [(rung, day, False)]


def climb(cal, occ, ladder, until):
    """Every rung of a ladder up to a day, oldest first; on one day the later on the ladder last."""
    written, found = list(ladder["rungs"]), []
    if ladder.get("repeat") and occ.nominal:
        step, last = int(ladder["repeat"][:-1]), int(written[-1][:-1])
        # More than enough: every repeat is at least `step` days after the one before.
        for k in range(1, max(0, (until - occ.effective).days) // step + 2):
            written.append(f"+{last + k * step}{ladder['repeat'][-1]}")
    for rung in written:
        for name, day, late in rung_days(cal, occ, rung, until):
            if day <= until:
                found.append(Rung(day, len(found), name, late))
    return sorted(found)


# ---- recipients ------------------------------------------------------------------------------------

def resolve(world, ident, today):
    """The agencies that an agency or group is on a day: members instead of a group, successors instead
    of what has ceased. Empty where nobody can be determined."""
    it = world.known[ident]
    begins, ends = day_of(it.get("valid_from")), day_of(it.get("valid_to"))
    if (ends and today > ends) or (begins and today < begins):
        froms = [s["from"] for s in it.get("successors", []) if day_of(s["from"]) <= today]
        heirs = [t for s in it.get("successors", []) if froms and s["from"] == max(froms) for t in listed(s["to"])]
    elif ident in world.groups:
        heirs = listed(it.get("members"))
    else:
        return {ident}
    return set().union(*(resolve(world, h, today) for h in heirs))


def reachable(world, agency):
    it = world.known[agency]
    return bool(listed(it.get("mail")) or it.get("webhooks"))


def recipients(world, occ, today):
    """{agency: [(role shown, role whose ladder counts)]}, the printed role first."""
    out, owners, leaders = collections.OrderedDict(), set(), set()
    if occ.plan.get("owner"):
        owners = resolve(world, occ.plan["owner"], today)
    if occ.plan.get("leadership"):
        leaders = resolve(world, occ.plan["leadership"], today)
    lost, leads = False, set()
    for role in PRINTED:
        for ident in occ.named[role]:
            agencies = resolve(world, ident, today)
            if role == "lead":
                leads |= agencies
                lost |= not any(reachable(world, a) for a in agencies)
            for a in agencies:
                out.setdefault(a, [(role, role)])
    if lost:
        # The owner stands in for the lead. Then nobody but the leadership is left to escalate to.
        for a in owners:
            out[a] = [("lead", "lead")]
        leads |= owners
    if occ.nominal and leaders and owners and owners <= leads:
        watch = [(a, "leadership", "owner") for a in leaders]
    else:
        watch = [(a, "owner", "owner") for a in owners]
        watch += [(a, "leadership", "leadership") for a in leaders - owners]
    for a, shown, ladder in watch:
        out.setdefault(a, []).append((shown, ladder))
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
        self.occurrences = [Occurrence(self, f["plan"], n, task, d) for f in part["plans"] for task in f["tasks"]
                            for n, d in enumerate(task["deliverables"], 1)]

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

    def rungs(self, occ, role, until):
        """The resolved ladder of an occurrence, with the days alone for searching."""
        if (role, until) not in occ.ladders:
            ladder = self.ladder(occ.kind, role)
            found = climb(self.calendar, occ, ladder, until) if ladder["rungs"] else []
            occ.ladders[role, until] = found, [r.day for r in found]
        return occ.ladders[role, until]

    def newest(self, occ, role, today, until):
        """The newest rung that is reached and not stale, or None."""
        found, days = self.rungs(occ, role, until)
        stale = occ.nominal is not None and today > occ.effective
        for k in range(bisect.bisect_right(days, today) - 1, -1, -1):
            if found[k].late or not stale:
                return found[k]
        return None


class Memory:
    """What an agency has heard of an occurrence."""

    def __init__(self):
        self.day, self.names, self.rank = None, set(), len(PRINTED)


def news(world, occ, roles, memory, today, until):
    """What an agency in these roles hears of an occurrence today: (role, rung) or None. One item: of two
    rungs the newer, in the stronger of the roles that have news."""
    printed = [r for r, _ in roles if r in PRINTED]
    rank = PRINTED.index(printed[0]) if printed else len(PRINTED)
    found = []
    for shown, ladder in roles:
        rung = world.newest(occ, ladder, today, until)
        if not rung:
            continue
        newer = memory.day is None or (rung.name != "assigned" and rung.name not in memory.names and
                                       rung.day > memory.day)
        if newer or (shown in PRINTED and rank < memory.rank):
            found.append((shown, rung))
    if not found:
        return None
    rung = max((r for _, r in found), key=lambda r: r.day)
    memory.day = max(memory.day or rung.day, rung.day)
    memory.names.add(rung.name)
    memory.rank = min(rank, memory.rank)
    return found[0][0], rung


def notices(conf, start, end):
    """{(day, agency): [Item, …]} for the days from start to end, with everything before start sent as
    it came and nothing ever done."""
    world = World(conf)
    out, heard = collections.defaultdict(list), collections.defaultdict(Memory)
    today = min(occ.signed for occ in world.occurrences)
    while today <= end:
        for occ in world.occurrences if world.calendar.works(today) else []:
            if today < occ.signed:
                continue
            for agency, roles in world.recipients(occ, today).items():
                item = news(world, occ, roles, heard[id(occ), agency], today, end)
                if item and today >= start:
                    role, rung = item
                    out[today, agency].append(Item(occ.id, role, rung.name, occ.kind, str(occ.nominal or "") or None,
                                                   str(occ.effective or "") or None, occ.days_left(today)))
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

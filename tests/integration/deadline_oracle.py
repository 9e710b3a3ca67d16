"""What docs/deadlines.md says of deadlines that recur, worked out without the program: a walk over days that
asks of each one whether a period begins on it and which day is that period's due day. Knows nothing of how
src/calendar does it, and reads no values: rules are made here and written down in words of both sides.
"""

import dataclasses
import datetime as dt

DAY = dt.timedelta(days=1)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FREQUENCIES = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def month_end(day):
    """The last day of the month that `day` lies in."""
    while (day + DAY).month == day.month:
        day += DAY
    return day


def months_on(day, months):
    """The first of the month so many months after the one of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


@dataclasses.dataclass(frozen=True)
class Rule:
    """`period` says how long a period is: months, or 0 for a week. `start` is the month of the year in which it
    begins where only that one counts ("tháng 12 hằng năm"), else None. The due day lies `month` months after
    the period's first month, on `day` (None: on its last day). `before`: None, "day" or "period"."""
    text: str
    period: int
    start: int = None
    month: int = None
    day: int = None
    before: str = None
    times: int = 1


def begins(rule, day, first_year):
    """Whether a period of the rule begins on that day."""
    if rule.period == 0:
        return day.weekday() == 0
    if day.day != 1:
        return False
    if rule.start is not None:
        return day.month == rule.start
    since = (day.year - first_year) * 12 + day.month - 1
    return since % rule.period == 0


def last_of_period(rule, begin):
    if rule.period == 0:
        return begin + 6 * DAY
    return months_on(begin, rule.period) - DAY


def due_day(rule, begin, included):
    """Civil Code 2015 art. 148.3: a day that its month has not is the month's last day."""
    if rule.period == 0:
        return begin + (6 if rule.day is None else rule.day) * DAY
    if rule.month is None:
        return last_of_period(rule, begin)
    first = months_on(begin, rule.month)
    if rule.before == "period":
        return first - DAY
    candidates = []
    day = first
    while day.month == first.month:
        candidates.append(day)
        day += DAY
    if rule.before == "day" and not included:
        candidates = [first - DAY] + candidates
        if rule.day is None:
            return candidates[-2]
        return max(d for d in candidates if d < first or d.day < rule.day)
    if rule.day is None:
        return candidates[-1]
    return max(d for d in candidates if d.day <= rule.day)


def named_day(rule, begin):
    """The day whose name a due takes where several rules share its period."""
    if rule.period == 0 or rule.month is None:
        return due_day(rule, begin, True)
    if rule.before == "period":
        return months_on(begin, rule.month)
    return due_day(rule, begin, True)


def name_of(rule, begin):
    year, month = begin.year, begin.month
    if rule.period == 0:
        iso = begin.isocalendar()
        return f"{iso[0]:04d}-W{iso[1]:02d}"
    if rule.period == 1:
        return f"{year:04d}-{month:02d}"
    if rule.period == 3:
        return f"{year:04d}-Q{(month + 2) // 3}"
    if rule.period == 6:
        return f"{year:04d}-H{1 if month == 1 else 2}"
    if rule.period == 12:
        return f"{year:04d}"
    end = last_of_period(rule, begin)
    return f"{year:04d}-{month:02d}..{end.year:04d}-{end.month:02d}"


def share_names(a, b):
    """Whether periods of the two rules can be the same ones."""
    if a.period != b.period:
        return False
    return a.start is None or b.start is None or a.start == b.start


def meaning(rule):
    """Without its spelling: "quarterly" is "quarterly:last-month:last-day", "weekly" is "weekly:sun"."""
    if rule.period == 0:
        return dataclasses.replace(rule, text="", day=6 if rule.day is None else rule.day)
    month = rule.period - 1 if rule.month is None else rule.month
    return dataclasses.replace(rule, text="", month=month)


def dues(rules, start, end, included):
    """[(name, first day, last day, before, times)] in the order in which they are due."""
    rules = [r for i, r in enumerate(rules) if meaning(r) not in [meaning(o) for o in rules[:i]]]
    found = []
    for i, rule in enumerate(rules):
        by_day = any(share_names(rule, o) for o in rules if o is not rule)
        ahead = rule.month is not None and rule.month < 0
        # What is due before its period is chosen by that day; its period may begin two years behind it.
        day = start
        stop = end if not ahead else end + 800 * DAY
        while day <= stop:
            if begins(rule, day, start.year):
                last = due_day(rule, day, included)
                if not ahead or start <= last <= end:
                    name = named_day(rule, day).isoformat() if by_day else name_of(rule, day)
                    before = rule.before is not None and not included
                    found.append((last, last_of_period(rule, day), day, i, name, before, rule.times))
            day += DAY
    found.sort()
    out, longest, names = [], {}, {}
    for last, period_end, begin, _, name, before, times in found:
        if (last, period_end, times) in longest:
            continue
        longest[last, period_end, times] = begin
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:
            name = f"{name}+{names[name]}"
        out.append((name, min(begin, last), last, before, times))
    return out


def random_rule(rng):
    """A rule of chance, as values write it."""
    before = rng.choice([None, "day"])
    sign = "<" if before else ""
    d = rng.choice([1, 2, 15, 25, 28, 29, 30, 31, rng.randint(1, 31)])
    kind = rng.randrange(14)
    if kind == 0:
        name, months = rng.choice(sorted(FREQUENCIES.items()))
        times = rng.choice([1, 1, 2, 3, 12])
        return Rule((f"{times}x-" if times > 1 else "") + name, months, times=times)
    if kind == 1:
        n = rng.choice([2, 4, 5, 7, 8, 9, 10, 11, 18, 24, 36])
        return Rule(f"every-{n}-months", n)
    if kind == 2:
        w = rng.randrange(8)
        return Rule("weekly", 0) if w == 7 else Rule("weekly:" + WEEKDAYS[w], 0, day=w)
    if kind == 3:
        return Rule(f"monthly:{sign}{d}", 1, month=0, day=d, before=before)
    if kind == 4:
        return Rule(f"monthly:next-month:{sign}{d}", 1, month=1, day=d, before=before)
    if kind == 5:
        name, months = rng.choice([("monthly", 1), ("quarterly:last-month", 3), ("quarterly", 3), ("yearly", 12)])
        return Rule(f"{name}:{sign}last-day", months, month=months - 1, before=before)
    if kind == 6:
        return Rule(f"quarterly:last-month:{sign}{d}", 3, month=2, day=d, before=before)
    if kind == 7:
        m = rng.randint(1, 3)
        return Rule(f"quarterly:month{m}:{sign}{d}", 3, month=m - 1, day=d, before=before)
    if kind == 8:
        m = rng.randint(1, 3)
        return Rule(f"quarterly:next-quarter-month{m}:{sign}{d}", 3, month=m + 2, day=d, before=before)
    if kind == 13:
        n = rng.randint(2, 11)
        return Rule(f"yearly:01..{n:02d}", n, 1)
    before = rng.choice([None, "period"])
    sign = "<" if before else ""
    if kind == 9:
        length, letter = rng.choice([(1, ""), (3, "Q"), (6, "H")])
        n = rng.randint(1, 12 // length)
        first = (n - 1) * length + 1
        text = f"yearly:{sign}{letter}{n:0{1 if letter else 2}d}"
        if before:
            return Rule(text, length, first, month=0, before=before)
        return Rule(text, length, first)
    where, shift = rng.choice([("", 0), ("next-year:", 12), ("previous-year:", -12)])
    m = rng.randint(1, 12)
    if kind == 10 and where:
        return Rule(f"yearly:{where}{sign}{m:02d}", 12, month=shift + m - 1, before=before)
    before = rng.choice([None, "day"])
    sign = "<" if before else ""
    d = min(d, (month_end(dt.date(2024, m, 1))).day)
    if rng.random() < 0.2:
        m, d = 2, 29
    return Rule(f"yearly:{where}{sign}{m:02d}-{d:02d}", 12, month=shift + m - 1, day=d, before=before)

#!/usr/bin/env python3
"""Deadlines against oracles that share nothing with the program: printed phrases against a table made by hand,
in every way they can be typed; rules of chance, unfolded over spans of chance, against a walk over days
(deadline_oracle.py); and every day from 1975 to 2100 against Python's calendar.

Usage: test_deadlines.py BUILD [--seed N] [--rules N]
"""

import calendar
import datetime as dt
import random
import subprocess
import sys
import unicodedata

import deadline_oracle as oracle
from nvlib import ROOT, Totals, build_dir

GOLDEN = ROOT / "tests/golden/deadline-phrases.tsv"
FLAGS = {"": 0, "assumed": 1, "soft": 2, "misspelt": 4}
ROMAN = ["I", "II", "III", "IV"]
SHOWN = 5


class Program:
    """Asks build/…/tests/dues many questions at once."""

    def __init__(self, build):
        self.path = build / "tests/dues"

    def ask(self, questions):
        text = "".join("\t".join(map(str, q)) + "\n" for q in questions)
        done = subprocess.run([self.path], input=text.encode(), stdout=subprocess.PIPE, check=True)
        answers = done.stdout.decode().split("\n")[:-1]
        assert len(answers) == len(questions), (len(answers), len(questions))
        return [a.split("\t") for a in answers]


def typed_forms(phrase):
    spaced = {name: phrase.replace(" ", space) for name, space in
              (("NBSP", "\u00a0"), ("thin spaces", "\u2009"), ("two blanks", "  "), ("invisible characters", "\u200b\r\u2028 "))}
    forms = {"as printed": phrase, "NFD": unicodedata.normalize("NFD", phrase),
             "NFC": unicodedata.normalize("NFC", phrase), "upper case": phrase.upper(),
             "lower case": phrase.lower(), "en dashes": phrase.replace("-", "\u2013"),
             "upper case, NFD": unicodedata.normalize("NFD", phrase.upper()),
             "stops": f"  {phrase} ./."}
    forms.update(spaced)
    return forms


def check_phrases(t, program):
    """Every row of the table, however it is typed."""
    questions, wanted = [], []
    for line in GOLDEN.read_text().splitlines():
        if line.startswith("#"):
            continue
        phrase, year, kind, value, last, flag = (line.split("\t") + [""] * 3)[:6]
        for form, text in typed_forms(phrase).items():
            questions.append((text, year, "2025-01-01", "2025-12-31", 0))
            wanted.append((phrase, form, kind, value, last, FLAGS[flag]))
    for got, (phrase, form, kind, value, last, flags) in zip(program.ask(questions), wanted):
        if kind == "refused":
            t.check(got[0] == "refused" and len(got[1]) > 40, f"{phrase!r} ({form}) is not refused: {got}")
            continue
        t.check(got[1:3] == [kind, value] and got[4] == last and got[5] == str(flags),
                f"{phrase!r} ({form}) is {got[1:6]}, not {kind} {value} {last}")


def read_dues(answer):
    out = []
    for text in answer[6:]:
        name, first, last, before, times, kind = text.split(" ")
        out.append((name, dt.date.fromisoformat(first), dt.date.fromisoformat(last), before == "<", int(times)))
        if kind != "recurring":
            return f"kind {kind}"
    return out


def check_rules(t, program, seed, count):
    """Random rules over random spans."""
    print(f"seed {seed}")
    rng = random.Random(seed)
    cases, questions = [], []
    while len(cases) < count:
        start = dt.date(1975, 1, 1) + dt.timedelta(days=rng.randrange(126 * 365))
        if rng.random() < 0.5:
            start = start.replace(month=1, day=1)
        end = start + dt.timedelta(days=rng.choice([0, 30, 364, 365, rng.randrange(1500)]))
        rules = [oracle.random_rule(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        included = rng.randrange(2)
        value = rules[0].text
        for r in rules[1:]:
            value += rng.choice([",", "; "]) + r.text
        if len(value) > 95:
            continue
        cases.append((value, start, end, included, rules))
        questions.append((value, 0, start, end, included))
    shown = 0
    for answer, (value, start, end, included, rules) in zip(program.ask(questions), cases):
        want = oracle.dues(rules, start, end, included)
        got = read_dues(answer) if answer[0] != "refused" else answer
        ok = got == want and answer[1:3] == ["recurring", value]
        if ok or shown < SHOWN:
            shown += not t.check(ok, f"seed {seed}: {value} {start}..{end} included={included}\n"
                                     f"  program {answer[0]} {got}\n  oracle  {want}")
        else:
            t.failed += 1


def calendar_questions():
    """(phrase, value, first day, last day) of every day and every period from 1975 to 2100."""
    iso = dt.date.isoformat
    for year in range(1975, 2101):
        yield f"Năm {year}", str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)
        for half, (first, last) in enumerate([(1, 6), (7, 12)]):
            yield (f"06 tháng {['đầu', 'cuối'][half]} năm {year}", f"{year}-H{half + 1}", dt.date(year, first, 1),
                   dt.date(year, last, calendar.monthrange(year, last)[1]))
        for q in range(4):
            yield (f"Quý {ROMAN[q]}/{year}", f"{year}-Q{q + 1}", dt.date(year, 3 * q + 1, 1),
                   dt.date(year, 3 * q + 3, calendar.monthrange(year, 3 * q + 3)[1]))
        for month in range(1, 13):
            days = calendar.monthrange(year, month)[1]
            yield (f"Tháng {month}/{year}", f"{year}-{month:02d}", dt.date(year, month, 1),
                   dt.date(year, month, days))
            for day in range(1, 32):
                if day > days:
                    yield f"Ngày {day}/{month}/{year}", None, None, None
                    continue
                date = dt.date(year, month, day)
                yield f"Ngày {day}/{month}/{year}", iso(date), date, date
                eve = date - dt.timedelta(days=1)
                yield f"Trước ngày {day:02d}/{month:02d}/{year}", "<" + iso(date), eve, eve


def check_calendar(t, program):
    rows = list(calendar_questions())
    answers = program.ask([(p, 0, "2025-01-01", "2025-12-31", 0) for p, _, _, _ in rows])
    wrong = 0
    for got, (phrase, value, first, last) in zip(answers, rows):
        if value is None:
            ok = got[0] == "refused"
        else:
            ok = got[0] == "1" and got[2:5] == [value, first.isoformat(), last.isoformat()]
        if not ok and wrong < SHOWN:
            print(f"FAILED: {phrase}: {got}")
        wrong += not ok
    days = (dt.date(2101, 1, 1) - dt.date(1975, 1, 1)).days
    t.check(sum(r[0].startswith("Ngày") and r[1] is not None for r in rows) == days, f"all {days} days are asked")
    t.check(not wrong, f"{wrong} of {len(rows)} days and periods are wrong")


def check_weeks(t, program):
    """ISO weeks of 126 years in one answer, two years at a time."""
    for year in range(1975, 2101, 2):
        start, end = dt.date(year, 1, 1), dt.date(min(year + 1, 2100), 12, 31)
        got = read_dues(program.ask([("Hằng tuần", year, start, end, 0)])[0])
        want = oracle.dues([oracle.Rule("weekly", 0)], start, end, False)
        t.check(got == want, f"weeks of {year}: {got[:3]}")


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def main():
    t = Totals()
    program = Program(build_dir())
    check_phrases(t, program)
    check_rules(t, program, option("--seed", random.SystemRandom().randrange(1 << 32)), option("--rules", 10000))
    check_calendar(t, program)
    check_weeks(t, program)
    t.end()


main()

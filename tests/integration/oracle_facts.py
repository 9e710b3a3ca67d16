"""The oracle of notices (oracle.py) with a journal of facts: what agencies hear when work is done, extended, given a
day, held, acknowledged, dropped, and events are announced. Written from docs/huong-dan.md and docs/configuration.md,
not from the program. It takes facts told before the windows of their day only, and at most one window a day: then the
whole day is one look at what stands.

Usage: oracle_facts.py CONF FACTS FROM TO     a line a notice, as oracle.py, of the whole year
"""

import collections
import datetime as dt
import json
import pathlib
import sys

import oracle
from oracle import PRINTED, Line, day_of, plus

TOLD_TO_ALL = {"extend", "bind", "announce"}  # the rest is news only to who has heard of the work
QUIET_KINDS = {"ack", "progress", "note"}      # change nothing that anybody is told of
THANKS_DAYS = 14


class Fact:
    def __init__(self, number, row):
        self.id, self.kind, self.subject = number, row["kind"], row["id"]
        self.told = day_of(row["at"][:10])
        self.day, self.to = day_of(row.get("day", row["at"][:10])), day_of(row.get("to"))
        self.undoes = row.get("undoes")
        if row["at"][11:] >= "08:00":
            raise ValueError("the oracle knows facts before the window only")


def read_facts(path):
    rows = [json.loads(text) for text in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]
    return [Fact(n, row) for n, row in enumerate(sorted(rows, key=lambda r: r["at"]), 1)]


class State:
    """What the facts told up to a day make of one occurrence."""

    def __init__(self, world, occ, facts, today):
        told = [f for f in facts if f.told <= today]
        mine = [f for f in told if f.subject == occ.id]
        undone = set()
        for f in reversed(mine):
            if f.kind == "undo" and f.id not in undone:
                undone.add(f.undoes)
        standing = [f for f in mine if f.id not in undone]
        self.done, self.dropped, self.held, self.ack = [], None, None, None
        self.change, self.since, self.nominal = None, None, None
        bound = extended = None
        for f in standing:
            if f.kind == "done":
                self.done = [f]
            elif f.kind == "reopen":
                if self.dropped:
                    self.dropped = None
                elif self.held and self.held >= f.told and not self.done:
                    self.held = None
                else:
                    self.done = []
            elif f.kind == "drop":
                self.dropped = f
            elif f.kind == "hold":
                self.held = f.to
            elif f.kind == "ack":
                self.ack = f.to
            elif f.kind == "bind":
                bound = f.to
            elif f.kind == "extend":
                extended = f.to
        dating = []  # facts that have set a day: nothing up to the telling is climbed any more
        for f in standing:
            was = next((w.kind for w in mine if w.id == f.undoes), None)
            if f.kind in ("bind", "extend") or was in ("bind", "extend"):
                dating.append(f)
            if f.kind not in QUIET_KINDS and was not in QUIET_KINDS:
                self.tell(f)
        for f in told:
            if f.subject in occ.awaited and f.kind in ("announce", "withdraw"):
                dating.append(f)
                self.tell(f)
        self.since = max((f.told for f in dating), default=None)
        self.nominal = extended or bound
        self.was_bound = bound is not None

    def tell(self, f):
        if not self.change or f.id > self.change.id:
            self.change = f

    @property
    def closed(self):
        return bool(self.done or self.dropped)


class Story:
    """An occurrence through its year: its line changes when its day does, and with it what counts as heard."""

    def __init__(self, world, occ, facts):
        self.world, self.occ = world, occ
        self.facts = [f for f in facts if f.subject == occ.id or f.subject in occ.awaited]
        self.lines = {None: occ.main}

    def state(self, today):
        return State(self.world, self.occ, self.facts, today)

    def line(self, state):
        if state.nominal not in self.lines:
            kind = "day" if state.was_bound else self.occ.kind_of_main
            line = Line(self.world, kind, self.occ.main.first, state.nominal, self.world.rolls)
            line.occ = self.occ
            self.lines[state.nominal] = line
        return self.lines[state.nominal]


def last_rungs(world, line, role):
    """The last step up to the deadline on the ladder of a role, as it is written."""
    rungs = [r for r in world.ladder(line.kind, role)["rungs"]
             if r not in ("assigned", "start") and not r.startswith(("quarter", "+"))]
    return rungs[-1:]


def allowed(world, state, line, role, shown, rung, today, own):
    """Whether the facts let a step of a ladder be heard."""
    if state.closed or (state.held and today <= state.held):
        return False
    if state.since and rung.day <= state.since and own:
        return False
    if state.ack and today <= state.ack and shown in PRINTED:
        written = world.ladder(line.kind, role)["rungs"]
        return rung.name in written if rung.late else rung.name in last_rungs(world, line, role)
    return True


def hears_of(change, shown):
    return shown in ("lead", "executor") if change.kind == "done" else shown in PRINTED and shown != "approver"


def told_item(state, roles, memory, today):
    """(role, name, day) of the fact that this agency has still to hear of, or None."""
    change = state.change
    who = [shown for shown, _, line in roles if change and hears_of(change, shown)]
    if not who or (memory.day is None and change.kind not in TOLD_TO_ALL):
        return None
    if change.kind == "done" and change.told < plus(today, -THANKS_DAYS):
        return None
    name = f"{change.kind}:{change.id}"
    if name in memory.said or (memory.day is not None and change.told < memory.day):
        return None
    return who[0], name


def news(world, state, roles, memory, today, until, hands_in):
    """(role, name of the rung, line) or None; what is said is remembered."""
    printed = [r for r, _, _ in roles if r in PRINTED]
    rank = PRINTED.index(printed[0]) if printed else len(PRINTED)
    reached = []
    for shown, ladder, line in roles:
        rung = world.newest(line, ladder, today, until)
        if rung and allowed(world, state, line, ladder, shown, rung, today, not hands_in):
            reached.append((shown, rung, line))
    fact = None if hands_in else told_item(state, roles, memory, today)
    if fact:
        role, name = fact
        day = max([state.change.told] + [r.day for s, r, _ in reached if hears_of(state.change, s)])
        line = roles[0][2]
    else:
        found = [(s, r, line) for s, r, line in reached
                 if memory.day is None or (r.name != "assigned" and r.day > memory.day and r.name not in memory.said)
                 or (s in PRINTED and rank < memory.rank)]
        if not found:
            return None
        rung = max((r for _, r, _ in found), key=lambda r: r.day)
        role, name, day, line = found[0][0], rung.name, rung.day, found[0][2]
    memory.day = max(memory.day or day, day)
    memory.said.add(name)
    memory.rank = min(rank, memory.rank)
    return role, name, line


def notices(conf, facts, start, end):
    world = oracle.World(conf)
    heads = {(t["id"], n): d for f in map(oracle.read_file, sorted((pathlib.Path(conf) / "plans").glob("*.cfg")))
             for t in f["tasks"] for n, d in enumerate(t["deliverables"], 1)}
    stories = []
    for occ in world.occurrences:
        task, n = occ.id.split("@")[0].rsplit(".", 1)
        occ.awaited, occ.kind_of_main = oracle.listed(heads[task, int(n)].get("after")), occ.main.kind
        stories.append(Story(world, occ, facts))
    heard, out = collections.defaultdict(oracle.Memory), collections.defaultdict(list)
    stirs = {id(s): set(world.stirs(s.occ, end)) | {f.told for f in s.facts} for s in stories}
    reported = set()
    today = min(s.occ.signed for s in stories)
    while today <= end:
        works = world.calendar.works(today)
        for agency, item in oracle.reports(world, today, reported) if works else []:
            if today >= start:
                out[today, agency].append(f"{item.id.split('/')[1]}:{item.role}:{item.rung}")
        for s in stories if works else []:
            if today < s.occ.signed or (not s.facts and not any(d <= today for d in stirs[id(s)])):
                continue
            if not s.facts:
                stirs[id(s)] = {d for d in stirs[id(s)] if d > today}
            state = s.state(today)
            line, original = s.line(state), s.occ.main
            s.occ.main = line
            try:
                recipients = oracle.recipients(world, s.occ, today)
            finally:
                s.occ.main = original
            for agency, roles in recipients.items():
                for own in {id(r[2]): r[2] for r in roles}.values():
                    hands_in = own is s.occ.hand_in
                    key = s.occ.id, agency, own.effective, hands_in
                    item = news(world, state, [r for r in roles if r[2] is own], heard[key], today, end, hands_in)
                    if item and today >= start:
                        role, name, _ = item
                        out[today, agency].append(f"{s.occ.id}:{role}:{name}")
        today = plus(today, 1)
    return {key: sorted(items) for key, items in sorted(out.items())}


def table(found):
    return "".join(f"{day}\t{agency}\t{' '.join(items)}\n" for (day, agency), items in found.items())


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.stdout.write(table(notices(sys.argv[1], read_facts(sys.argv[2]), day_of(sys.argv[3]), day_of(sys.argv[4]))))

#!/usr/bin/env python3
"""Ten thousand hostile strings as titles, products, deadlines, documents and names: in no output does one
become structure, and readers that nobody here wrote read each back as the text that it is.

Readers: Python's email, csv and json; html5lib; python3-icalendar, and ical.js from npm where this machine
can have it. Usage: test_hostile.py [BUILD] [--seed N] [--strings N]
"""

import argparse
import csv
import email
import email.header
import email.policy
import io
import itertools
import json
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import unicodedata

from nvlib import HERE, ROOT, Totals

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, also for a Python that is not Debian's
try:
    import html5lib
except ImportError:
    html5lib = None
try:
    import icalendar
except ImportError:
    icalendar = None

ORACLE = HERE.parent / "oracle/ical"
# Of a letter: sender, addressee, owner, plan's short name, title, basis, contact; then of each item its
# title, product and deadline, and of told ones document and note (tests/oracle/hostile.c).
HEAD = 7
KINDS = {"s": (1, 3), "m": (6, 5), "r": (8, 3), "l": (33, 3)}
WORK = ["title", "product", "due", "document", "note"]

PIECES = [
    "\r\n", "\n", "\r", "\t", "\v", "\f", "\x85", "\u2028", "\u2029", "\x00", "\x01", "\x1b[31m", "\x1e", "\x1f", "\x7f",
    "\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u200e", "\u061c", "\u200b", "\u00ad", "\ufeff", "\ufffe",
    "=?UTF-8?B?xJHDonkgbMOgIGdp4bqj?=", "=?utf-8?q?=0D=0ABcc:_x?=", "=?", "?=", "=20", "=3D=0A",
    "<script>alert('x')</script>", "</td></tr></table>", "<b>", "-->", "]]>", "&lt;", "&amp;", "&#10;", "<!--", "</title>",
    '" onmouseover="x', "' x='", "`", "{{x}}", "{{{title}}}", "{{#items}}", "{{/items}}", "{{>item.html}}", "{{!", "${x}", "%s%n",
    "=cmd()", "=1+1", "+84", "-2", "@SUM(A1)", '"', '""', ";", ",", ":", "\\", "\\n", "\\,", "|",
    "BEGIN:VEVENT", "END:VCALENDAR", "DTSTART:19700101", "ATTENDEE;CN=x:mailto:y@example.org", "X;Y=Z:",
    "Bcc: x@example.org", "Content-Type: text/html", "--=_n12.34.0123456789abcdef", "--=_m.n12.34.0123456789abcdef--", ".", "..",
    "From ", "<x@example.org>", "(x)", "@", "  ", " ", "\u00a0", "Tie\u0302\u0301ng Vie\u0302\u0323t", "\u0110a\u0306\u0323c bie\u0323\u0302t",
    "e\u0301\u0323", "o\u031b\u0300", "Quyết định", "kế hoạch", "Ủy ban nhân dân", "đôn đốc", "ệ", "中文", "😀", "👨‍👩‍👧", "ﬁ", "Å",
]
RAW = [b"\xc3\x28", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"]  # not UTF-8


def make_string(rng):
    """Never one that leaves nothing: what is empty has no line in a letter."""
    while True:
        data = any_string(rng)
        if bare(settle(data)):
            return data


def any_string(rng):
    kind = rng.random()
    if kind < 0.12:
        return rng.choice(PIECES).encode()
    if kind < 0.125:
        return (rng.choice(["ệ", "việc ", "x", "😀", "<b>"]) * 10000)[:10000].encode()
    parts = [rng.choice(PIECES) for _ in range(rng.randint(1, 12))]
    data = "".join(parts).encode()
    return data + rng.choice(RAW) + b"x" if kind > 0.97 else data


BREAKS = set("\t\n\v\f\r\x85\u2028\u2029")


def is_control(c):
    n = ord(c)
    return (n < 0x20 or 0x7f <= n < 0xa0 or n in (0x2028, 0x2029, 0x61c, 0x200e, 0x200f, 0xfeff)
            or 0x202a <= n <= 0x202e or 0x2066 <= n <= 0x2069 or 0xfdd0 <= n <= 0xfdef or n & 0xfffe == 0xfffe)


def settle(data):
    """The text that a string is: up to a NUL, one line, without controls, NFC."""
    text = data.split(b"\x00")[0].decode("utf-8", "replace")
    kept = "".join(" " if c in BREAKS or c == " " else "" if is_control(c) else c for c in text)
    return unicodedata.normalize("NFC", " ".join(p for p in kept.split(" ") if p))


# How many marks stand for one faulty sequence is left open by the standard.
def same(text):
    return re.sub("\ufffd+", "\ufffd", text)


def bare(text):
    return text.rstrip(" .,;:")


class Letter:
    def __init__(self, kind, strings):
        self.kind, self.strings = kind, strings
        n, fields = KINDS[kind]
        self.head = [same(settle(s)) for s in strings[:HEAD]]
        self.items = [dict(zip(WORK, [same(settle(s)) for s in strings[HEAD + i * fields:HEAD + (i + 1) * fields]]))
                      for i in range(n)]

    def bytes(self):
        out = [self.kind.encode(), struct.pack("=I", len(self.strings))]
        for s in self.strings:
            out += [struct.pack("=I", len(s)), s]
        return b"".join(out)


def make_letter(kind, string):
    n, fields = KINDS[kind]
    return Letter(kind, [string() for _ in range(HEAD + n * fields)])


def render(build, letters):
    """(message, webhook body, subject) of each."""
    done = subprocess.run([str(build / "tests/hostile-letters")], input=b"".join(l.bytes() for l in letters),
                          capture_output=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"hostile-letters: {done.returncode} {done.stderr[-500:]}")
    at, blobs = 0, []
    while at < len(done.stdout):
        n, = struct.unpack_from("=I", done.stdout, at)
        blobs.append(done.stdout[at + 4:at + 4 + n])
        at += 4 + n
    return list(zip(blobs[0::3], blobs[1::3], blobs[2::3]))


class Read:
    """What outside readers make of one letter."""

    def __init__(self, message, body, subject):
        self.raw = message
        self.message = email.message_from_bytes(message, policy=email.policy.default)
        self.subject = subject.decode()
        self.event = json.loads(body.decode())
        parts = {p.get_content_type(): p for p in self.message.walk()}
        self.kinds = [p.get_content_type() for p in self.message.walk()]
        self.text = parts["text/plain"].get_content().replace("\r\n", "\n")
        self.html = parts["text/html"].get_content()
        self.calendar = parts["text/calendar"].get_payload(decode=True) if "text/calendar" in parts else None
        self.csv = parts["text/csv"].get_payload(decode=True) if "text/csv" in parts else None
        self.tags, self.words = [], ""
        if html5lib:
            tree = html5lib.parse(self.html, treebuilder="etree", namespaceHTMLElements=False)
            self.tags = [(e.tag, sorted(e.attrib.items())) for e in tree.iter() if isinstance(e.tag, str)]
            self.words = same(" ".join("".join(tree.itertext()).split(" ")))
        self.flat = same(re.sub("[ \n]+", " ", self.text))


def shape(value):
    """A JSON value with its names and without its texts."""
    if isinstance(value, dict):
        return {k: shape(v) for k, v in value.items()}
    return [shape(v) for v in value] if isinstance(value, list) else type(value).__name__


def display_name(raw, name):
    """By RFC 2047 alone: Python's address parser writes a space between encoded words of a name."""
    value = email.message_from_bytes(raw, policy=email.policy.compat32)[name].rpartition("<")[0].strip()
    if value.startswith('"'):
        return value[1:-1]
    return str(email.header.make_header(email.header.decode_header(value)))


def message_faults(got, tame, letter):
    m = got.message
    if not got.raw.isascii() or max(map(len, got.raw.split(b"\r\n"))) > 998 or b"\n" in got.raw.replace(b"\r\n", b""):
        yield "the wire: ASCII, CRLF, no line over 998 bytes"
    if [k for k, _ in m.items()] != [k for k, _ in tame.message.items()]:
        yield f"headers {[k for k, _ in m.items()]}"
    if any(v.defects for v in m.values()) or any(p.defects for p in m.walk()):
        yield f"defects {[v.defects for v in m.values()]}"
    if got.kinds != tame.kinds:
        yield f"parts {got.kinds}"
    if m["Subject"] != got.subject or same(got.event["data"]["subject"]) != same(got.subject):
        yield f"subject {m['Subject']!r}"
    for name, value, address in (("From", letter.head[0], "nhacviec@khanhhoa.example"),
                                 ("To", letter.head[1], "van-thu@khanhhoa.example")):
        one = m[name].addresses
        if len(one) != 1 or one[0].addr_spec != address:
            yield f"{name} {one}"
        elif len(value) < 60 and same(display_name(got.raw, name)) != value:
            yield f"{name} {display_name(got.raw, name)!r} is not {value!r}"
    bad = [c for c in got.text + got.subject if is_control(c) and c != "\n"]
    if bad:
        yield f"a control character {bad[0]!r} in text or subject"


def text_faults(got, tame, letter):
    # In a table titles are cut, products and deadlines are left out; in a long letter so are most items.
    whole = letter.items if letter.kind in "sm" else []
    for item in whole:
        for name, value in item.items():
            if bare(value) not in got.flat:
                yield f"text lacks {name} {value!r}"
            shown = bare(value)
            if html5lib and shown not in got.words and shown[:1].upper() + shown[1:] not in got.words:
                yield f"page lacks {name} {value!r}"
    if html5lib and got.tags != tame.tags:
        yield "the page's elements and attributes"


def page_tags(got):
    return [t for t, _ in got.tags]


def calendar_faults(got, tame, letter):
    if (got.calendar is None) != (tame.calendar is None):
        yield "calendar"
    if got.calendar is None:
        return
    if any(len(line) > 75 for line in got.calendar.split(b"\r\n")):
        yield "calendar: a line over 75 octets"
    if not icalendar:
        return
    events = [c for c in icalendar.Calendar.from_ical(got.calendar).walk() if c.name == "VEVENT"]
    model = [c for c in icalendar.Calendar.from_ical(tame.calendar).walk() if c.name == "VEVENT"]
    if [list(e.keys()) for e in events] != [list(e.keys()) for e in model] or any(e.errors for e in events):
        yield "calendar: properties"
    for event, item in zip(events, letter.items):
        # This reader undoes escapes in an order that garbles backslashes; ical.js has the last word.
        if "\\" not in item["title"] and item["title"] not in same(str(event["DESCRIPTION"])):
            yield f"calendar: {item['title']!r} not in {str(event['DESCRIPTION'])!r}"


def table_faults(got, tame, letter):
    if (got.csv is None) != (tame.csv is None):
        yield "csv"
    if got.csv is None:
        return
    rows = list(csv.reader(io.StringIO(got.csv.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    if len(rows) != len(letter.items) + 1 or len({len(r) for r in rows}) != 1:
        yield f"csv: {len(rows)} rows"
    for row, item in zip(rows[1:], letter.items):
        for column, name in ((3, "title"), (4, "product"), (5, "due")):
            want = item[name]
            want = "'" + want if want[:1] and want[0] in "=+-@" else want
            if same(row[column]) != want:
                yield f"csv: {row[column]!r} is not {want!r}"


def body_faults(got, tame, letter):
    if shape(got.event) != shape(tame.event) or got.event["id"] != tame.event["id"]:
        yield "json: members"
    for item, want in zip(got.event["data"]["items"], letter.items):
        if same(item["title"]) != want["title"] or same(item["due"]) != want["due"] \
                or [same(p) for p in item["products"]] != [want["product"]]:
            yield f"json: {item['title']!r} is not {want['title']!r}"
    if same(got.event["data"]["agency"]["name"]) != letter.head[1]:
        yield "json: the agency's name"


def ask_ical(t, build, read):
    """The same calendars by ical.js."""
    home = build / "npm-ical"
    if not shutil.which("node") or not shutil.which("npm"):
        return t.skip("ical.js from npm: node or npm is not installed")
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "read.mjs"):
        shutil.copy(ORACLE / name, home / name)
    if not (home / "node_modules/.package-lock.json").exists():
        try:
            done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0",
                                   "--fetch-timeout=20000"], cwd=home, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=90)
        except subprocess.TimeoutExpired:
            done = None
        if not done or done.returncode != 0:
            return t.skip("ical.js from npm: it cannot be installed")
    asked = [(letter, got) for letter, got, _ in read if got.calendar]
    done = subprocess.run(["node", str(home / "read.mjs")], capture_output=True, timeout=120,
                          input="".join(json.dumps(g.calendar.decode()) + "\n" for _, g in asked).encode())
    answers = done.stdout.decode().splitlines()
    if not t.check(len(answers) == len(asked), f"ical.js reads all: {done.stderr[-500:]}"):
        return
    for (letter, _), line in zip(asked, answers):
        events = json.loads(line)["events"]
        described = [same(dict((n, v) for n, v, _ in e["properties"])["description"]) for e in events]
        names = {tuple(n for n, _, _ in e["properties"]) for e in events}
        t.check(len(events) == len(letter.items) and len(names) == 1
                and all(i["title"] in d for i, d in zip(letter.items, described)), f"ical.js: {line[:300]}")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("build", nargs="?", type=pathlib.Path, default=ROOT / "build/release")
    args.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    args.add_argument("--strings", type=int, default=10000)
    args = args.parse_args()
    t, rng = Totals(), random.Random(args.seed)
    print(f"seed {args.seed}", flush=True)
    for module, name in ((html5lib, "html5lib"), (icalendar, "icalendar")):
        if module is None:
            t.skip(f"python3-{name} is not installed")
    letters, made = [], 0
    while made < args.strings:
        for kind in "smrl":
            letters.append(make_letter(kind, lambda: make_string(rng)))
            made += len(letters[-1].strings)
    number = itertools.count(1)
    calm = {kind: make_letter(kind, lambda: f"Việc số {next(number)}".encode()) for kind in KINDS}
    tame = dict(zip(calm, (Read(*r) for r in render(args.build, list(calm.values())))))
    read = [(letter, Read(*r), tame[letter.kind]) for letter, r in zip(letters, render(args.build, letters))]
    for i, (letter, got, quiet) in enumerate(read):
        for name, faults in (("message", message_faults), ("text", text_faults), ("calendar", calendar_faults),
                             ("table", table_faults), ("body", body_faults)):
            found = list(faults(got, quiet, letter))
            t.check(not found, f"--seed {args.seed}, letter {i} ({letter.kind}) {name}: {found[:2]}"[:700])
    ask_ical(t, args.build, read)
    print(f"{made} strings in {len(letters)} letters")
    t.end()


main()

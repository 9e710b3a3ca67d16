#!/usr/bin/env python3
"""What `preview --mail` writes is what would be sent: over a quarter of the shipped plan it is byte for byte what the
whole service sends under a virtual clock, but for the id of the ledger, which a preview does not have. The weekly line
counts what was sent by then, which nobody knows before: it is off here.

Usage: test_preview.py BUILD
"""

import re
import shutil

from nvlib import ROOT, Scratch, Totals, build_dir, tool

FROM, TO = "2024-12-31", "2025-03-31"


def letters(files):
    """By notice and delivery; with CRLF, and without the ids of the ledger and of its series of letters."""
    found = {}
    for path in files:
        raw = path.read_bytes()
        raw = raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
        name, series = re.search(rb"Message-ID: <(n\d+\.\d+)\.([0-9a-f]{16})@", raw).groups()
        ledger = re.search(rb"In-Reply-To: <t\.[0-9a-f]{16}\.([0-9a-f]{16})@", raw)[1]
        found[name] = raw.replace(series, b"LEDGER").replace(ledger, b"LEDGER")
    return found


def main():
    t, build = Totals(), build_dir()
    with Scratch(t) as scratch:
        conf = scratch / "conf"
        shutil.copytree(ROOT / "etc", conf)
        main_file = conf / "nhacviec.cfg"
        text = main_file.read_text()
        main_file.write_text(re.sub(r'weekly = "[a-z-]+"', 'weekly = "off"', text))
        t.check(main_file.read_text() != text, "the weekly line is off")
        made = tool(build, "-c", conf, "preview", "--from", FROM, "--to", TO, "--mail", scratch / "preview")
        t.check(made.returncode == 0, made.stderr)
        sent = tool(build, "-c", conf, "simulate", "--from", FROM, "--to", TO, "--state", scratch / "state")
        t.check(sent.returncode == 0, sent.stderr)
        a = letters((scratch / "preview").glob("*.eml"))
        b = letters((scratch / "state/mail/new").iterdir())
        t.check(len(a) > 100 and a.keys() == b.keys(), f"{len(a)} and {len(b)} letters")
        for name in sorted(a.keys() & b.keys()):
            t.check(a[name] == b[name], f"{name.decode()}: another letter than was previewed")
    t.end()


main()

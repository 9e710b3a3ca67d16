"""phrases and import: what it costs to read deadlines, and a document's table."""

import json
import re
import shutil
import subprocess
import sys

import measure
from inputs import ROOT
from measure import Row

PHRASES = 1_000_000
SCRIPT_PHRASES = 100_000
COUNTED = 4000  # phrases under callgrind, twice as many the second time


def phrase_files():
    return [ROOT / "bench/phrases.txt", ROOT / "tests/golden/plan-2025.tsv"]


def instructions(ctx, how, count):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + str(ctx.work / "callgrind.out"),
               ctx.build / "bench/phrases", how, count, *phrase_files()]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise RuntimeError(f"callgrind: {done.stderr[-500:]}")
    return int(found.group(1))


def per_phrase(ctx, how):
    """Without what the start and the files take."""
    return (instructions(ctx, how, 2 * COUNTED) - instructions(ctx, how, COUNTED)) / COUNTED


def phrases(ctx):
    row = Row("phrases", f"read {PHRASES:,} deadline phrases on one CPU", "phrases/s")
    files = phrase_files()
    for _ in range(ctx.rounds):
        script = json.loads(measure.run([sys.executable, ROOT / "bench/phrases_re.py", SCRIPT_PHRASES, *files])["out"])
        nfc = json.loads(measure.run([ctx.build / "bench/phrases", "nfc", PHRASES, *files])["out"])
        ours = json.loads(measure.run([ctx.build / "bench/phrases", "parse", PHRASES, *files])["out"])
        for name, r in (("a Python script of regular expressions", script), ("utf8proc's NFC alone", nfc),
                        ("nv_deadline_parse", ours)):
            row.add(name, r["count"] / r["cpu_s"])
    row.target_ratio("nv_deadline_parse", "a Python script of regular expressions", ">=", 2)
    row.target_ratio("nv_deadline_parse", "utf8proc's NFC alone", ">=", 0.1)
    row.note(f"{ours['phrases']} different phrases of {ours['bytes'] / ours['phrases']:.0f} bytes, "
             f"{ours['good'] / ours['count']:.0%} understood (the script: {script['good'] / script['count']:.0%})")
    if shutil.which("valgrind"):
        row.note(f"callgrind: {per_phrase(ctx, 'parse'):,.0f} instructions a phrase, "
                 f"{per_phrase(ctx, 'nfc'):,.0f} for its NFC alone")
    else:
        row.note("no instruction count: valgrind is not here (apt-get install valgrind)")
    return [row]


def table(path, rows):
    """The appendix of the real plan over and over, without its repeated heads."""
    lines = [line for line in (ROOT / "tests/golden/import/cchc-2025.tsv").read_text().splitlines() if line.strip()]
    body = [line for line in lines if not line.startswith("TT\t")]
    with open(path, "w") as f:
        f.write(lines[0] + "\n")
        for i in range(rows - 1):
            f.write(body[i % len(body)] + "\n")


def grows(ctx):
    sizes = {"10k": ctx.tasks // 10, "30k": 3 * ctx.tasks // 10, "100k": ctx.tasks}
    time_row = Row("import", "import a table, CPU", "s")
    memory_row = Row("import", "import a table, peak memory", "MB")
    for name, n in sizes.items():
        table(ctx.work / f"import-{name}.tsv", n)
    for _ in range(ctx.rounds):
        for name in sizes:
            doc, out = ctx.work / f"import-{name}.tsv", ctx.work / "import.cfg"
            r = measure.run([sys.executable, ROOT / "bench/read_csv.py", doc])
            time_row.add(f"Python's csv module {name}", r["cpu_s"])
            memory_row.add(f"Python's csv module {name}", r["peak_kb"] / 1024)
            # What stands there would be compared and kept.
            out.unlink(missing_ok=True)
            r = measure.run([ctx.build / "nhacviec", "-c", ROOT / "etc", "import", doc, "--plan", "x", "-o",
                             out], quiet=True)
            time_row.add(f"nhacviec import {name}", r["cpu_s"])
            memory_row.add(f"nhacviec import {name}", r["peak_kb"] / 1024)
    time_row.target_ratio("nhacviec import 100k", "nhacviec import 10k", "<=", 12)
    time_row.target_ratio("nhacviec import 100k", "nhacviec import 30k", "<=", 4)
    memory_row.target_ratio("nhacviec import 100k", "nhacviec import 10k", "<=", 12)
    for row in (time_row, memory_row):
        row.target_ratio("nhacviec import 100k", "Python's csv module 100k", "<=", 20)
    size = (ctx.work / "import-100k.tsv").stat().st_size / 2**20
    time_row.note(f"{sizes['100k']:,} rows are {size:.0f} MB; the csv module only cuts them into cells")
    return [time_row, memory_row]

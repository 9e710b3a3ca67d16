"""G17: what it costs to compose a letter of text, HTML and calendar, beside libraries that only encode it."""

import email
import email.policy
import json
import re
import shutil
import subprocess
import sys

import measure
from inputs import ROOT
from measure import Row

# One task of the shipped plan, two weeks before its deadline.
DAY, AGENCY = "2025-03-17", "so-tai-chinh"
COUNT, SLOW_COUNT = 20_000, 200
COUNTED = 200  # letters under callgrind, twice as many the second time
WHOLE, PACK = "ours from the notice: words, templates, encoding", "ours from finished parts"
GMIME, PYTHON = "GMime 3 from finished parts", "Python's email from finished parts"
FIELDS = ["Date", "Reply-To", "Message-ID", "In-Reply-To", "References", "List-Id", "Importance", "Auto-Submitted",
          "X-Auto-Response-Suppress", "Content-Language"]


def ours(ctx, count, how="whole"):
    return [ctx.build / "bench/compose", how, ROOT / "etc", DAY, AGENCY, count, ctx.work / "letter.eml"]


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def contents(m):
    """Subject, names and the three parts, as a reader has them."""
    parts = {p.get_content_type(): p.get_payload(decode=True).decode().replace("\r\n", "\n") for p in m.walk()
             if not p.is_multipart()}
    names = [re.sub(r"\s", "", m[f].addresses[0].display_name) for f in ("From", "To")]
    return (str(m["Subject"]), *names, *(parts[k].rstrip() for k in ("text/plain", "text/html", "text/calendar")))


def prepare(ctx):
    """The folder of finished parts that the peers begin with."""
    folder = ctx.work / "letter"
    folder.mkdir(exist_ok=True)
    measure.run(ours(ctx, 1))
    m = read(ctx.work / "letter.eml")
    _, _, _, text, page, calendar = contents(m)
    sender, to = m["From"].addresses[0], m["To"].addresses[0]
    values = {"text": text, "html": page, "calendar": calendar, "subject": str(m["Subject"]),
              "from_name": sender.display_name, "from_mail": sender.addr_spec, "to_name": to.display_name,
              "to_mail": to.addr_spec,
              "fields": "".join(f"{f}: {m[f]}\n" for f in FIELDS if m[f])}
    for name, value in values.items():
        (folder / name).write_bytes(value.encode())
    return folder, len(text.encode()) + len(page.encode()) + len(calendar.encode())


def build_gmime(ctx):
    flags, env = ctx.peers.develop("gmime-3.0")
    out = ctx.work / "compose_gmime"
    subprocess.run(["cc", "-O2", "-o", out, ROOT / "bench/compose_gmime.c", *flags], check=True, capture_output=True)
    return out, env


def instructions(ctx, count):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={ctx.work}/callgrind.out", *ours(ctx, count)]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def g17(ctx):
    folder, size = prepare(ctx)
    gmime, env = build_gmime(ctx)
    row = Row("G17", f"compose a letter of {size / 1000:.0f} KB in text, HTML and calendar, on one CPU", "letters/s")
    for _ in range(ctx.rounds):
        for name, command, environment in (
                (GMIME, [gmime, folder, COUNT // 4], env), (PACK, ours(ctx, COUNT, "pack"), None), (WHOLE, ours(ctx, COUNT), None),
                (PYTHON, [sys.executable, ROOT / "bench/compose_email.py", folder, SLOW_COUNT], None)):
            r = json.loads(measure.run(command, env=environment)["out"])
            row.add(name, r["count"] / r["cpu_s"])
    mine = contents(read(ctx.work / "letter.eml"))
    for name in ("gmime", "email"):
        if contents(read(folder / f"{name}.eml")) != mine:
            raise RuntimeError(f"{name}: another letter than ours")
    row.target_ratio(PACK, GMIME, ">=", 5)
    row.note(f"{(ctx.work / 'letter.eml').stat().st_size:,} bytes as sent; from the notice: "
             f"{measure.spread(row.ratio(WHOLE, GMIME))}x of GMime, {measure.spread(row.ratio(WHOLE, PYTHON))}x of Python, "
             "though these only encode")
    if shutil.which("valgrind"):
        row.note(f"callgrind: {(instructions(ctx, 2 * COUNTED) - instructions(ctx, COUNTED)) / COUNTED:,.0f} "
                 "instructions a letter")
    return [row]

#!/usr/bin/env python3
"""The control socket of the real daemon: 10,000 malformed, cut and oversized requests change nothing and hold
nobody up, 100 clients that say nothing do not either; readers read, the administrators' group writes, and who
may not write is told so and named in the log (as root, with users of their own).

Usage: test_control.py BUILD [SEED]
"""

import csv
import io
import json
import os
import random
import socket
import subprocess
import sys

from nvlib import Daemon, Scratch, Totals, build_dir, local_today, write_agencies, write_calendars, \
    write_main, write_plan

FRAMES, IDLE, IN_FLIGHT = 10000, 100, 48
GROUP, GROUP_ID, READERS = "games", 60, 60777  # a group that every Debian has stands for the administrators'
READER, WRITER, STRANGER = 54321, 54322, 54323

COMMANDS = ["done", "reopen", "extend", "bind", "drop", "hold", "ack", "progress", "note", "announce", "withdraw",
            "undo", "reload", "backup", "log", "show", "queue", "facts", "status", "report", "confirm", "reject"]
VALUES = ["T.1.1", "T.2.1", "kh/T.9.9", "", "2025-02-30", "2199-01-01", "x" * 5000, "\u0000", "\u202e", "a\nb", -1, 0,
          1, 2 ** 62, 1e308, True, None, [], {}, [[[[]]]], {"id": "T.1.1"}]


def lay(dir_):
    conf = dir_ / "conf"
    conf.mkdir(parents=True)
    write_main(conf, extra=f'admin_group = "{GROUP}";')
    write_calendars(conf)
    write_agencies(conf, [("so-a", "Sở A", ["a@khanhhoa.example"], [])])
    write_plan(conf, [("T.1", f"Năm {local_today().year}", ["so-a"]), ("T.2", "Thường xuyên", ["so-a"])], "so-a")
    return conf


def bad_frame(rng):
    """Bytes that are no request the daemon carries out: none of them may change anything."""
    command = rng.choice(COMMANDS)
    args = {rng.choice(["id", "on", "to", "doc", "note", "percent", "fact", "path", "x"]): rng.choice(VALUES)
            for _ in range(rng.randrange(4))}
    # What is whole and means something is kept out: an unknown work, or a day that is none.
    args.update(rng.choice([{"id": "T.9.9", "fact": 999999, "path": ""}, {"id": "T.1.1", "on": "2025-02-30",
                            "to": "không", "fact": -1, "path": "", "note": "a\nb", "doc": "a\nb"}]))
    if command in ("reload", "backup"):
        command = rng.choice(["relod", "BACKUP", "done\n"])
    whole = json.dumps({"command": command, "args": args}, ensure_ascii=rng.random() < 0.5).encode(
        "utf-8", "surrogatepass") + b"\n"
    how = rng.randrange(9)
    if how == 0:
        return whole
    if how == 1:  # cut
        return whole[:rng.randrange(len(whole))]
    if how == 2:  # bytes turned over
        spoilt = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        return bytes(spoilt)
    if how == 3:  # longer than a request may be
        return b'{"command":"' + b"a" * rng.choice([65530, 65536, 70000, 200000]) + b'"}\n'
    if how == 4:
        return rng.randbytes(rng.randrange(300)) + b"\n"
    if how == 5:  # deep
        return b"[" * rng.randrange(1, 30000) + b"\n"
    if how == 6:  # two at once
        return whole + whole
    if how == 7:
        return rng.choice([b"\n", b"null\n", b"{}\n", b'{"command":1}\n', b'{"command":"done","args":[]}\n',
                           b'\xef\xbb\xbf{"command":"status"}\n', b'{"command":"status","args":{}}{}\n',
                           b"GET / HTTP/1.1\r\n\r\n", b"\0" * 100 + b"\n"])
    return whole[:-1]  # no end of line


def state_of(daemon):
    said = daemon.call("status")["data"]
    return {k: said[k] for k in ("plans", "tasks", "deliverables", "occurrences", "done", "queue")} | {
        "facts": daemon.call("log")["data"]["facts"], "standings": daemon.call("facts")["data"]}


def throw(daemon, frame):
    """A client that says this and does not wait for an answer."""
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(30)
    s.connect(str(daemon.socket))
    try:
        s.sendall(frame)
        s.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # it has had enough already
    return s


def frames(t, build, scratch, seed):
    rng = random.Random(seed)
    conf = lay(scratch / "a")
    daemon = Daemon(build, conf, scratch / "a/state")
    daemon.wait_until(lambda s: s["queue"]["sent"] > 0, "the first letter")
    daemon.call("note", id="T.1.1", note="trước")
    before, open_, answered = state_of(daemon), [], 0
    for k in range(FRAMES):
        open_.append(throw(daemon, bad_frame(rng)))
        if len(open_) == IN_FLIGHT:
            for s in open_:
                try:
                    answered += s.recv(1) == b"{"
                except OSError:
                    pass
                s.close()
            open_.clear()
        if k % 1000 == 999:
            t.check(daemon.call("status")["data"]["pid"] == daemon.proc.pid, f"answers others after {k + 1} frames")
    for s in open_:
        s.close()
    t.check(answered > FRAMES // 2, f"only {answered} of {FRAMES} were answered")
    t.check(state_of(daemon) == before, f"seed {seed}: something has changed")
    idle = [socket.socket(socket.AF_UNIX) for _ in range(IDLE)]
    for s in idle:
        s.connect(str(daemon.socket))
    t.check(daemon.call("status")["exit"] in (0, 1), "100 silent clients")
    half = [throw_half(daemon) for _ in range(IDLE)]
    t.check(daemon.call("note", id="T.1.1", note="sau")["exit"] == 0, "100 more with half a request")
    for s in idle + half:
        s.close()
    t.check(daemon.stop() == 0, "the daemon ends well")


def throw_half(daemon):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(30)
    s.connect(str(daemon.socket))
    s.sendall(b'{"command":"sta')
    return s


def become(uid, groups):
    def change():
        os.setgroups(groups)
        os.setgid(READERS if READERS in groups else uid)
        os.setuid(uid)
    return change


HOSTILE = ['=HYPERLINK("http://x.example";"bấm")', "+1", "-2+3", "@SUM(A1)", 'hai "nháy", một dấu phẩy; chấm phẩy',
           "Nghị quyết về việc sắp xếp, tổ chức lại – “Đà Nẵng” ₫", "'đã có nháy", "\\n không xuống dòng",
           "<b>&amp;</b>", "🇻🇳 cờ", "a" * 500]


def exports(t, daemon, run):
    """The journal as CSV and as JSON lines, read by Python's readers, is what was told."""
    for text in HOSTILE:
        told = run("note", "T.1.1", "--", text)
        t.check(told.returncode == 0, f"{text[:20]} is noted: {told.stdout}{told.stderr}")
    facts = daemon.call("log")["data"]["facts"]
    t.check([f["note"] for f in facts[-len(HOSTILE):]] == HOSTILE, "the journal has the notes as told")
    lines = [json.loads(line) for line in run("log", "--jsonl").stdout.splitlines()]
    t.check(lines == facts, f"JSON lines read back: {len(lines)} of {len(facts)}")
    text = run("log", "--csv").stdout
    t.check(text.startswith("\ufeff"), "the table begins with a mark for spreadsheets")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    t.check(len(rows) == len(facts), f"{len(rows)} rows of {len(facts)} facts")
    for row, fact in zip(rows, facts):
        for key, cell in row.items():
            value = fact[key]
            value = {None: "", True: "1", False: "0"}[value] if value is None or isinstance(value, bool) else str(value)
            # A spreadsheet must not take a cell for a formula: it is text, behind an apostrophe.
            want = "'" + value if value[:1] in set("=+-@\t") else value
            t.check(cell == want, f"{key} of #{fact['fact']}: {cell!r}, told {value!r}")


def roles(t, build, scratch):
    if os.geteuid() != 0:
        t.skip("roles of real users: needs root")
        return
    dir_ = scratch / "b"
    conf = lay(dir_)
    for path in [scratch, dir_]:
        path.chmod(0o711)
    for path in [conf, *conf.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    # The socket belongs to the readers' group, as RuntimeDirectory makes it belong to the daemon's.
    os.chown(dir_, 0, READERS)
    dir_.chmod(0o2711)
    daemon = Daemon(build, conf, dir_ / "state")

    # The tool must be within their reach.
    here = scratch / "nhacviec"
    here.write_bytes((build / "nhacviec").read_bytes())
    here.chmod(0o755)

    def run(uid, groups, *args):
        return subprocess.run([str(here), "-c", str(conf), "--socket", str(daemon.socket), *args],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              preexec_fn=become(uid, groups), cwd="/")

    read = run(READER, [READERS], "status")
    t.check(read.returncode == 0, f"a reader may ask: {read.returncode} {read.stderr}")
    today = local_today().isoformat()
    for args in (["done", "T.1.1", "--on", today], ["reload"], ["event", "announce", "x", "--doc", "1"], ["undo", "1"],
                 ["backup", str(scratch / "x.db")]):
        no = run(READER, [READERS], *args)
        t.check(no.returncode == 1 and "chỉ được xem" in no.stdout + no.stderr and GROUP in no.stdout + no.stderr,
                f"a reader may not {args[0]}: {no.returncode} {no.stdout}{no.stderr}")
    t.check(daemon.call("log")["data"]["facts"] == [], "nothing was recorded")
    log = (dir_ / "daemon.log").read_text()
    for command in ("done", "reload", "undo", "backup"):
        t.check(f"control-denied uid={READER}" in log and f"command={command}" in log, f"{command} refused in the log")
    yes = run(WRITER, [READERS, GROUP_ID], "done", "T.1.1", "--on", today, "--doc", "1/QĐ")
    t.check(yes.returncode == 0, f"an administrator may: {yes.stdout}{yes.stderr}")
    facts = daemon.call("log")["data"]["facts"]
    t.check([f["actor"] for f in facts] == [f"{WRITER} (uid {WRITER})"], f"the journal names him: {facts}")
    exports(t, daemon, lambda *args: run(WRITER, [READERS, GROUP_ID], *args))
    no = run(WRITER, [READERS, GROUP_ID], "backup", str(scratch / "x.db"))
    t.check(no.returncode == 1 and "cần quyền root" in no.stderr, f"the ledger is no administrator's to copy: {no.stderr}")
    t.check(not list((dir_ / "state").glob("backup-*")), "no copy is left behind")
    no = run(WRITER, [READERS, GROUP_ID], "done", "t.1.1")
    t.check(no.returncode == 1 and "Có phải: T.1.1" in no.stdout + no.stderr, f"a slip gets a hint: {no.stdout}{no.stderr}")
    no = run(STRANGER, [STRANGER], "status")
    t.check(no.returncode == 69 or "quyền" in no.stderr, f"a stranger: {no.returncode} {no.stderr}")
    # Another group by an edit of the configuration.
    write_main(conf, extra='admin_group = "khong-co-nhom-nay";')
    t.check(daemon.call("reload")["exit"] == 0, "reload")
    t.check(run(WRITER, [READERS, GROUP_ID], "note", "T.1.1", "x").returncode == 1, "the new group counts at once")
    t.check("no-admin-group" in (dir_ / "daemon.log").read_text(), "a group that is not there is said")
    t.check(daemon.stop() == 0, "the daemon ends well")


def supplement(t, build, scratch):
    """A file dropped in adds work, an edit of its deadline fires nothing old, its removal closes the work."""
    dir_ = scratch / "c"
    conf = lay(dir_)
    daemon = Daemon(build, conf, dir_ / "state")
    daemon.wait_until(lambda s: s["queue"]["sent"] > 0, "the first letter")
    path, year = conf / "plans/a-bo-sung.cfg", local_today().year
    text = (f'plan = {{ extends = "p"; signed = "{local_today()}"; basis = "Công văn số 9"; }};\n'
            'tasks = ( { id = "BS.1"; title = "Việc thêm"; deliverables = ( { name = "Báo cáo"; '
            f'due = "DUE"; lead = [ "so-a" ]; }} ); }} );\n')
    path.write_text(text.replace("DUE", f"Năm {year + 1}"))
    said = daemon.call("reload")
    t.check(said["exit"] == 0 and "thêm 1, bỏ 0, đổi hạn 0" in said["text"] and "p/BS.1.1" in said["text"] and
            "1 bản nhắc, 1 dòng" in said["text"], f"what is added, and what will be sent: {said['text']}")
    path.write_text(text.replace("DUE", f"Tháng 12/{year + 1}"))
    said = daemon.call("reload")
    t.check("đổi hạn 1" in said["text"], said["text"])
    daemon.call("note", id="BS.1.1", note="đã giao")
    path.unlink()
    said = daemon.call("reload")
    t.check(said["exit"] == 0 and "bỏ 1" in said["text"], said["text"])
    daemon.wait_until(lambda s: len(daemon.call("log", id="BS.1.1")["data"]["facts"]) == 2, "the removal is in the journal")
    facts = daemon.call("log", id="p/BS.1.1")["data"]["facts"]
    t.check([f["kind"] for f in facts] == ["note", "remove"], f"{facts}")
    t.check(facts[1]["note"] == "nạp lại cấu hình" and "uid" in facts[1]["actor"], f"{facts[1]}")
    t.check(daemon.stop() == 0, "the daemon ends well")
    path.write_text(text.replace("DUE", f"Năm {year + 1}"))
    daemon = Daemon(build, conf, dir_ / "state")
    daemon.wait_until(lambda s: len(daemon.call("log", id="BS.1.1")["data"]["facts"]) == 3, "it is back")
    facts = daemon.call("log", id="BS.1.1")["data"]["facts"]
    t.check(facts[2]["kind"] == "restore" and facts[2]["actor"] == "nhacviecd", f"{facts[2]}")
    t.check(daemon.stop() == 0, "the daemon ends well")


def main():
    t = Totals()
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20250701
    print(f"seed {seed}")
    with Scratch(t) as scratch:
        frames(t, build_dir(), scratch, seed)
        roles(t, build_dir(), scratch)
        supplement(t, build_dir(), scratch)
    t.end()


main()

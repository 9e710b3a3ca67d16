#!/usr/bin/env python3
"""Broken configurations: `check` exits 78 and names file and line in each; `reload` with each leaves
the old schedule working and returns the same text; a good reload says what it changes.

Usage: test_reload.py BUILD
"""

import json
import re
import shutil

from nvlib import Daemon, HERE, Scratch, Totals, build_dir, tool

GOLDEN = HERE.parent / "golden/conf"


def lay(conf, case=None):
    shutil.rmtree(conf, ignore_errors=True)
    shutil.copytree(GOLDEN / "base", conf)
    if case:
        shutil.copytree(case, conf, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("expect"))


def errors_of(case):
    rows = [line.split(" ", 2) for line in (case / "expect").read_text().splitlines() if line]
    return [(place, words) for kind, place, words in rows if kind == "error"]


def diagnostics(text):
    """The lines `file:line…: lỗi|cảnh báo: …` of an answer."""
    return [x for x in text.splitlines() if re.search(r": (lỗi|cảnh báo): ", x)]


def main():
    t = Totals()
    build = build_dir()
    cases = [c for c in sorted((GOLDEN / "broken").iterdir()) if errors_of(c)]
    with Scratch(t) as scratch:
        conf, state = scratch / "conf", scratch / "state"
        lay(conf)
        daemon = Daemon(build, conf, state)
        before = daemon.call("status")["data"]
        for case in cases:
            lay(conf, case)
            done = tool(build, "-c", conf, "check")
            t.check(done.returncode == 78, f"{case.name}: check exits {done.returncode}")
            for place, _ in errors_of(case):
                name, _, line = place.partition(":")
                want = f"{conf / name}" + (f":{line.split(':')[0]}" if line else "")
                t.check(want in done.stderr, f"{case.name}: check does not name {place}")
            asked = tool(build, "-c", conf, "--socket", daemon.socket, "reload")
            t.check(asked.returncode == 78, f"{case.name}: reload exits {asked.returncode}")
            said = asked.stderr + asked.stdout
            t.check(diagnostics(said) == diagnostics(done.stderr) != [],
                    f"{case.name}: reload says the same as check")
            now = daemon.call("status")["data"]
            t.check((now["deliverables"], now["plans"]) == (before["deliverables"], before["plans"]),
                    f"{case.name}: the old schedule stays")
        t.check(len(cases) >= 30, f"{len(cases)} broken configurations")
        # The old schedule still works: a fact about it is taken while the files are broken.
        key = json.loads(tool(build, "-c", GOLDEN / "base", "--json", "tasks").stdout)[0]["key"]
        done = tool(build, "-c", conf, "--socket", daemon.socket, "done", key, "--on", "2025-06-30",
                    "--doc", "1/QĐ-UBND")
        t.check(done.returncode == 0, f"done while the files are broken: {done.stderr}")
        lay(conf)
        plan = conf / "plans/thu.cfg"
        plan.write_text(re.sub(r" \);\s*$", ',\n  { id = "Z.9"; title = "Nhiệm vụ phát sinh"; '
                               'deliverables = ( { name = "Báo cáo"; due = "2025-12-15"; '
                               'lead = [ "so-noi-vu" ]; } ); } );\n', plan.read_text()))
        good = tool(build, "-c", conf, "--socket", daemon.socket, "reload")
        t.check(good.returncode == 0 and "thêm 1" in good.stdout and "Z.9" in good.stdout,
                f"a good reload says what it adds: {good.stdout}{good.stderr}")
        daemon.proc.send_signal(1)
        daemon.wait_until(lambda s: s["deliverables"] == before["deliverables"] + 1, "SIGHUP")
        (conf / "nhacviec.cfg").write_text((conf / "nhacviec.cfg").read_text() + "retri = 1;\n")
        daemon.proc.send_signal(1)
        daemon.wait_until(lambda s: s["reload_failed"], "SIGHUP with a slip")
        log = (scratch / "daemon.log").read_text()
        t.check('không có khóa "retri"; có phải "retry"?' in log and "cấu hình cũ vẫn giữ nguyên hiệu lực" in log,
                f"the log has file, line and reason: {log[-600:]}")
        t.check(daemon.stop() == 0, "the daemon ends well")
        print(f"{len(cases)} broken configurations")
    t.end()


main()

#!/usr/bin/env python3
"""A copy of the ledger made while the daemon works is whole, and a daemon goes on from it. Usage: test_backup.py BUILD"""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import threading

from nvlib import (ROOT, Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies, write_calendars, write_main,
                   write_plan)


def rows(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("notice", "item", "delivery", "fact")}


def no_number_names_two_messages(t, build, dir_):
    """After an older copy is put in place, what the lost time has sent keeps its Message-IDs, its webhook-ids and
    its return addresses to itself: receivers would take the new for the old, and its bounces would hit another."""
    log, hooks, conf, state = dir_ / "mails", dir_ / "hooks", dir_ / "conf", dir_ / "state"
    mail, hook = Peer("smtp_server.py", "--log", log), Peer("http_server.py", "--log", hooks, "--behave", "500,200")
    conf.mkdir()
    write_main(conf, f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {mail.port}; tls = "none"; }}',
               'bounce = { address = "tra-lai@khanhhoa.example"; }; '
               'retry = { webhook = { delays = [ "1s" ]; lifetime = "1d"; }; };')
    write_calendars(conf)
    write_agencies(conf, [(f"a{i}", f"Cơ quan {i}", [f"a{i}@khanhhoa.example"], [f"http://127.0.0.1:{hook.port}/{i}"])
                          for i in range(4)])

    def started(leads, sent):
        write_plan(conf, [(f"T.{i}", f"Năm {local_today().year}", [f"a{i}"]) for i in leads], "a0")
        daemon = Daemon(build, conf, state)
        daemon.wait_until(lambda s: s["queue"]["sent"] == sent, f"{sent} sent")
        return daemon

    daemon = started([1], 2)
    t.check(tool(build, "-c", conf, "--socket", daemon.socket, "backup", dir_ / "copy.db").returncode == 0, "a copy")
    daemon.stop()
    started([1, 2], 4).stop()
    for file in state.glob("ledger.db*"):
        file.unlink()
    os.rename(dir_ / "copy.db", state / "ledger.db")
    daemon = started([1, 3], 4)
    records = [json.loads(line) for line in open(log)]
    t.check(sorted(r["to"][0] for r in records) == [f"a{i}@khanhhoa.example" for i in (1, 2, 3)], f"{records}")
    for key in ("message_id", "from"):
        t.check(len({r[key] for r in records}) == 3, f"{key}: {[r[key] for r in records]}")
    ids = [(json.loads(line)["headers"]["webhook-id"], json.loads(line)["path"]) for line in open(hooks)]
    t.check(len(ids) == 4 and len(set(ids)) == 3 and len({i for i, _ in ids}) == 3, f"and webhook-ids: {ids}")
    # What came back of the lost time is of no delivery that this ledger knows.
    lost = next(r for r in records if r["to"] == ["a2@khanhhoa.example"])
    own = next(r for r in records if r["to"] == ["a1@khanhhoa.example"])
    answers = [daemon.call("bounce", token=r["from"].split("+")[1].split("@")[0], code=550, text="5.1.1 unknown")["exit"]
               for r in (lost, own)]
    t.check(answers == [77, 0], f"bounces of the lost time and of before it: {answers}")
    daemon.stop()
    mail.stop()
    hook.stop()


def without_a_backup(t, build, dir_):
    """What docs/ledger.md says to do, to the letter, gives a ledger that the daemon goes on with."""
    if not shutil.which("sqlite3"):
        t.skip("recovery without a backup needs the package sqlite3")
        return
    recipe = re.search(r"^To recover:.*?```\n(.*?)```", (ROOT / "docs/ledger.md").read_text(), re.M | re.S).group(1)
    conf, state, n = dir_ / "conf", dir_ / "state", 200
    conf.mkdir()
    write_main(conf)
    write_calendars(conf)
    write_agencies(conf, [(f"a{i}", f"Cơ quan {i}", [f"a{i}@khanhhoa.example"], []) for i in range(n)])
    write_plan(conf, [(f"T.{i}", f"Năm {local_today().year}", [f"a{i}"]) for i in range(n)], "a0")
    daemon = Daemon(build, conf, state)
    daemon.wait_until(lambda s: s["queue"]["sent"] == n, "all sent")
    daemon.call("done", id="T.1.1")
    daemon.stop()
    ledger = state / "ledger.db"
    # The page of an index: the rows of the table itself are all there.
    with contextlib.closing(sqlite3.connect(ledger)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'fact_occurrence'").fetchone()[0]
    with open(ledger, "r+b") as f:
        f.seek((page - 1) * 4096)
        f.write(b"\xff" * 4096)
    refused = Daemon(build, conf, state, wait=False)
    t.check(refused.proc.wait() == 70, "the damage is seen")
    done = subprocess.run(["sh", "-ec", recipe], cwd=state, capture_output=True, text=True)
    t.check(done.stdout.strip().splitlines()[-1:] == ["ok"], f"the recipe works: {done.stdout}{done.stderr}")
    os.rename(state / "new.db", ledger)
    daemon = Daemon(build, conf, state)
    known = daemon.call("status")["data"]
    t.check(known["queue"]["sent"] == n and known["queue"]["pending"] == 0 and known["done"] == 1,
            f"a daemon goes on from it: {known['queue']}, {known['done']} done")
    t.check(daemon.stop() == 0, "it ends well")


def main():
    build, t = build_dir(), Totals()
    with Scratch(t) as dir_:
        agencies = 400
        (dir_ / "conf").mkdir()
        write_main(dir_ / "conf")
        write_calendars(dir_ / "conf")
        write_agencies(dir_ / "conf", [(f"a{i}", f"Cơ quan {i}", [f"a{i}@khanhhoa.example"], []) for i in range(agencies)])
        write_plan(dir_ / "conf", [(f"T.{i}", f"Năm {local_today().year}", [f"a{i}"]) for i in range(agencies)], "a0")
        daemon = Daemon(build, dir_ / "conf", dir_ / "state")
        backup = lambda name: tool(build, "-c", dir_ / "conf", "--socket", daemon.socket, "backup", dir_ / name)
        # While the queue is being written, and facts are told.
        facts = threading.Thread(target=lambda: [daemon.call("done", id=f"T.{i}.1") for i in range(1, 30)])
        facts.start()
        done = backup("early.db")
        t.check(done.returncode == 0 and "early.db" in done.stdout, f"a backup under load: {done.stdout}{done.stderr}")
        facts.join()
        early = rows(dir_ / "early.db")
        t.check(early["notice"] <= agencies and early["item"] >= early["notice"], f"whole transactions only: {early}")
        daemon.wait_until(lambda s: s["queue"]["pending"] + s["queue"]["claimed"] == 0, "all is sent")
        t.check(backup("late.db").returncode == 0, "a backup at rest")
        late = rows(dir_ / "late.db")
        t.check(late["delivery"] == agencies and late["fact"] == 29, f"everything is in it: {late}")
        t.check((dir_ / "late.db").stat().st_mode & 0o777 == 0o600, "for its owner alone")
        again = backup("late.db")
        t.check(again.returncode == 1 and "đã có" in again.stderr, f"nothing is overwritten: {again.stderr}")
        t.check(backup("no/such/dir.db").returncode == 1, "a directory that is not there")
        t.check(not [f for f in os.listdir(dir_ / "state") if f.startswith("backup-")], "nothing is left behind")
        t.check(daemon.stop() == 0, "the daemon ends well")
        # Restored elsewhere: the same work is known, nothing is told again.
        (dir_ / "state2").mkdir(mode=0o700)
        os.rename(dir_ / "late.db", dir_ / "state2/ledger.db")
        second = Daemon(build, dir_ / "conf", dir_ / "state2")
        known = second.call("status")["data"]
        t.check(known["done"] == 29 and known["queue"]["sent"] + known["queue"]["cancelled"] == agencies and known["queue"]["pending"] == 0,
                f"a daemon goes on from it: {known['queue']}, {known['done']} done")
        t.check(second.stop() == 0, "it ends well")
    with Scratch(t) as dir_:
        no_number_names_two_messages(t, build, dir_)
    with Scratch(t) as dir_:
        without_a_backup(t, build, dir_)
    t.end()


main()

#!/usr/bin/env python3
"""kill -9 of the daemon at random instants while it delivers notices to an SMTP server that records
everything: none lost; every duplicate has the Message-ID of the original and was in flight at a kill.

Usage: test_kill.py BUILD [NOTICES [KILLS [SEED]]]
"""

import collections
import json
import random
import shutil
import sqlite3
import sys
import time

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_parts, local_today, write_agencies, write_calendars,
                   write_main, write_plan)

NOTICES = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 200
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else int(time.time())
CONNECTIONS = 4


def delivered(log):
    """Message-ID -> times accepted; a last line cut by a kill of the server cannot occur here."""
    return collections.Counter(json.loads(line)["message_id"] for line in open(log))


def look(state):
    """A copy of the ledger as a kill or a stop left it: nothing here may mend the original."""
    copy = state.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(state, copy)
    return sqlite3.connect(copy / "ledger.db")


def open_claims(state):
    """Message-ids that were in flight: claimed in the ledger that a kill left behind."""
    db = look(state)
    try:
        rows = db.execute("select notice, id from delivery where state = 'claimed'").fetchall()
        return set(local_parts(db, rows))
    finally:
        db.close()


def main():
    totals = Totals()
    rng = random.Random(SEED)
    print(f"seed {SEED}: {NOTICES} notices, {KILLS} kills")
    with Scratch(totals) as dir_:
        conf, state, log = dir_ / "conf", dir_ / "state", dir_ / "mails"
        conf.mkdir()
        log.touch()
        # A small delay at the dot, so that the whole takes long enough to be killed in.
        server = Peer("smtp_server.py", "--log", log, "--behave", "dot=wait:0.012")
        ids = [f"co-quan-{i}" for i in range(NOTICES)]
        write_main(conf, '{ id = "default"; type = "smtp"; host = "127.0.0.1"; '
                         f'port = {server.port}; tls = "none"; connections = {CONNECTIONS}; }}',
                   'retry = { mail = { delays = [ "1s" ]; lifetime = "5d"; }; };')
        write_calendars(conf)
        write_agencies(conf, [(i, "Cơ quan " + i, [i + "@khanhhoa.example"], []) for i in ids])
        write_plan(conf, [(f"T.{i}", f"Năm {local_today().year}", ids[i:i + 50]) for i in range(0, NOTICES, 50)],
                   ids[0])
        # How long a life is at most: longer where the machine is slow, so that half of the kills find work.
        in_flight, kills_in_work, reach = set(), 0, 0.12
        for _ in range(KILLS):
            # Most kills while it delivers; some while it starts.
            starting = rng.random() < 0.15
            daemon = Daemon(build_dir(), conf, state, wait=not starting)
            time.sleep(rng.uniform(0.0, reach))
            if daemon.proc.poll() is not None:
                totals.check(False, f"the daemon ended by itself with {daemon.proc.returncode}")
            daemon.kill()
            try:
                claimed = open_claims(state)
            except (sqlite3.Error, OSError, TypeError):
                claimed = set()  # killed before there was a ledger
            kills_in_work += bool(claimed)
            reach = max(0.12, reach / 1.1) if claimed else min(2.0, reach * 1.1)
            in_flight |= claimed
        daemon = Daemon(build_dir(), conf, state)
        status = daemon.wait_until(
            lambda s: s["queue"]["sent"] == NOTICES and not s["queue"]["claimed"],
            "all sent", 240)
        totals.check(daemon.stop() == 0, "the daemon ends well")
        server.stop()
        got = delivered(log)
        twice = {m for m, n in got.items() if n > 1}
        strays = {m for m in twice if m.strip("<>").split("@")[0] not in in_flight}
        db = look(state)
        sound = db.execute("pragma integrity_check").fetchone()[0]
        notices = db.execute("select count(*) from notice").fetchone()[0]
        db.close()
        totals.check(notices == NOTICES, f"{notices} notices in the ledger, not {NOTICES}")
        totals.check(len(got) == NOTICES, f"lost: {NOTICES - len(got)} of {NOTICES}")
        totals.check(status["queue"]["failed"] == 0, "none failed")
        totals.check(not strays, f"duplicates that were not in flight: {sorted(strays)[:3]}")
        totals.check(sound == "ok", f"integrity_check: {sound}")
        totals.check(kills_in_work >= KILLS // 10, f"only {kills_in_work} kills met work in flight")
        print(f"{KILLS} kills ({kills_in_work} with deliveries in flight): {len(got)} delivered, "
              f"{NOTICES - len(got)} lost, {sum(got.values()) - len(got)} duplicates, all in flight")
    totals.end()


main()

"""What the longer checks share: the library of the integration tests, the fault shim as a page of
memory shared with a daemon, a small province with one SMTP relay, and how its run is judged."""

import collections
import concurrent.futures
import ctypes
import hashlib
import json
import mmap
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

from nvlib import (ROOT, Daemon, Peer, Scratch, Totals, build_dir, free_port, local_parts,  # noqa: E402,F401
                   local_today, tool, write_agencies, write_calendars, write_main, write_plan)

LONG = bool(os.environ.get("NV_LONG"))
NEVER = 1 << 60
KILL, ERROR, SHORT, ALLOCATION = 1, 2, 3, 4


def seed():
    value = int(os.environ.get("NV_SEED") or time.time())
    print(f"seed {value} (again: NV_SEED={value})", flush=True)
    return value


def figure(text):
    print("FIGURE", text, flush=True)


COMPILING = threading.Lock()


def shim_library(build):
    """Compiles the shim where its source is newer than what is there."""
    with COMPILING:
        return compiled_shim(build)


def compiled_shim(build):
    out = build / "tests" / "shim.so"
    sources = [HERE / "shim.c", HERE / "shim_memory.c"]
    if not out.exists() or out.stat().st_mtime < max(f.stat().st_mtime for f in [*sources, HERE / "shim.h"]):
        out.parent.mkdir(parents=True, exist_ok=True)
        made = out.with_suffix(f".{os.getpid()}")
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-D_GNU_SOURCE", "-o", made, *sources, "-ldl", "-pthread"],
                       check=True, stdin=subprocess.DEVNULL)
        made.rename(out)
    return out


class Page(ctypes.Structure):
    """struct page of shim.h"""
    _fields_ = [("offset_ms", ctypes.c_int64), ("count", ctypes.c_int64), ("at", ctypes.c_int64),
                ("until", ctypes.c_int64), ("how", ctypes.c_int32), ("error", ctypes.c_int32),
                ("sockets", ctypes.c_int32), ("set", ctypes.c_int32), ("struck", ctypes.c_int32),
                ("resynced", ctypes.c_int32), ("freeze", ctypes.c_int32), ("block_sync", ctypes.c_int32),
                ("allocations", ctypes.c_int64), ("writes", ctypes.c_int32), ("library", ctypes.c_int32)]


class Shim:
    """The faults of one daemon; env() goes to the daemon, page.* may be set while it runs."""

    def __init__(self, build, dir_, state, clock=False, **fields):
        self.path = dir_ / "shim"
        self.path.write_bytes(b"\0" * 4096)
        with open(self.path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), 4096)
        self.page = Page.from_buffer(self.map)
        self.build, self.state, self.clock = build, state, clock
        for name, value in fields.items():
            setattr(self.page, name, value)

    def env(self, **more):
        env = dict(os.environ, LD_PRELOAD=str(shim_library(self.build)), NV_SHIM=str(self.path),
                   NV_SHIM_STATE=str(self.state), **more)
        if self.clock:
            env["NV_SHIM_CLOCK"] = "1"
        return env

    def set_clock(self, offset_ms):
        """As an administrator or NTP does: the process is told."""
        self.page.offset_ms = offset_ms
        self.page.set = 1
        while self.page.set:
            time.sleep(0.001)

    def sleep_over(self, ms):
        """As a suspended host: time has passed, nobody says so."""
        self.page.offset_ms += ms


class Province:
    """n agencies that lead one deliverable each, so n notices, over one relay."""

    def __init__(self, dir_, n, relay, extra="", due=None, **plan):
        self.dir, self.n = dir_, n
        self.conf, self.state = dir_ / "conf", dir_ / "state"
        self.conf.mkdir(parents=True)
        self.ids = [f"co-quan-{i}" for i in range(n)]
        # What a shared peer has from here is told by the host of its Message-IDs.
        self.instance = "p" + hashlib.sha256(str(dir_).encode()).hexdigest()[:16]
        write_main(self.conf, relay, extra or QUICK, self.instance)
        write_calendars(self.conf)
        write_agencies(self.conf, [(i, "Cơ quan " + i, [i + "@khanhhoa.example"], []) for i in self.ids])
        due = due or f"Năm {local_today().year}"
        write_plan(self.conf, [(f"T.{k}", due, self.ids[k:k + 50]) for k in range(0, n, 50)], self.ids[0], **plan)

    def start(self, build, env=None, wait=True):
        return Daemon(build, self.conf, self.state, wait=wait, env=env)

    def log(self):
        return (self.dir / "daemon.log").read_text(errors="replace")

    def look(self):
        return look(self.state)


QUICK = 'retry = { mail = { delays = [ "1s" ]; lifetime = "5d"; }; };'


def smtp_relay(port, **more):
    keys = dict(tls='"none"', connections=2, timeout=60)
    keys.update(more)
    return (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {port}; ' +
            " ".join(f"{k} = {v};" for k, v in keys.items()) + " }")


def look(state):
    """The ledger as a kill or a stop left it, through a copy."""
    copy = state.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(state, copy, ignore=shutil.ignore_patterns("outbox"))
    return sqlite3.connect(copy / "ledger.db")


def message_ids(db, where):
    """local parts of the Message-IDs of deliveries"""
    rows = db.execute(f"select notice, id from delivery where {where}").fetchall()
    return set(local_parts(db, rows))


def in_flight(state):
    try:
        db = look(state)
    except (OSError, shutil.Error):
        return set()
    try:
        return message_ids(db, "state = 'claimed'")
    except (sqlite3.Error, TypeError):
        return set()  # killed before there was a ledger
    finally:
        db.close()


def arrived(log, instance=""):
    """local part of the Message-ID -> times accepted, of those from `instance`"""
    ids = (json.loads(line)["message_id"].strip("<>") for line in open(log))
    return collections.Counter(i.split("@")[0] for i in ids if f"@{instance}" in i)


def judge(t, what, province, log, flying, n=None):
    """After all is sent: nothing lost, no duplicate that was not in flight or marked, a sound ledger.
    Returns (lost, duplicates)."""
    db = province.look()
    ids = message_ids(db, "1")
    marked = message_ids(db, "maybe_duplicate = 1")
    ambiguous = {i for i in ids if db.execute(
        "select 1 from attempt where class = 'ambiguous' and delivery = ?", (i.split(".")[1],)).fetchone()}
    sound = db.execute("pragma integrity_check").fetchone()[0]
    db.close()
    got = {i: k for i, k in arrived(log).items() if i in ids}
    n = province.n if n is None else n
    twice = {i for i, k in got.items() if k > 1}
    t.check(len(ids) == n, f"{what}: {len(ids)} deliveries in the ledger, not {n}")
    t.check(len(got) == n, f"{what}: lost {n - len(got)} of {n}")
    t.check(twice <= (flying | marked | ambiguous), f"{what}: duplicates that nothing explains: {twice - flying}")
    t.check(twice <= (marked | ambiguous), f"{what}: duplicates that are not marked: {twice - marked}")
    t.check(sound == "ok", f"{what}: integrity_check: {sound}")
    return n - len(got), sum(got.values()) - len(got)


def all_sent(n):
    return lambda s: s["queue"]["sent"] == n and not s["queue"]["claimed"]


def wait_end(daemon, n, limit_s=60):
    """Until all is sent (0), or the daemon has ended by itself (its exit code)."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if daemon.proc.poll() is not None:
            daemon.log.close()
            return daemon.proc.returncode
        try:
            if all_sent(n)(daemon.call("status")["data"]):
                return 0
        except (OSError, ValueError, TypeError):  # on its way out
            pass
        time.sleep(0.01)
    raise RuntimeError(f"not all of {n} sent in {limit_s} s")


def side_by_side(work, items, workers):
    """work(item) for each, several at a time, results in order."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, items))


def memory_kib(pid, what="VmHWM"):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith(what + ":"):
            return int(line.split()[1])
    return 0

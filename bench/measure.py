"""What all rows share: pinning, processes, counters from /proc, medians, and how a row is told."""

import contextlib
import os
import pathlib
import select
import socket
import statistics
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
CPUS = sorted(os.sched_getaffinity(0))
CPU = CPUS[-1]
FIFO_PRIORITY = 10


class Missing(Exception):
    """A peer that is not to be had: the row is skipped and named."""


def stay_off_the_measured_cpu():
    if len(CPUS) > 1:
        os.sched_setaffinity(0, CPUS[:-1])


@contextlib.contextmanager
def pinned():
    """What is started inside runs on the one measured CPU, as root with SCHED_FIFO 10: `taskset -c`
    and `chrt -f 10` without their processes in between. Peers of a kind take turns by themselves:
    each runs until it waits."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CPU})
    fifo = False
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(FIFO_PRIORITY))
        fifo = True
    try:
        yield
    finally:
        if fifo:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        os.sched_setaffinity(0, before)


def how_pinned():
    with pinned():
        fifo = os.sched_getscheduler(0) == os.SCHED_FIFO
    return f"CPU {CPU}" + (", SCHED_FIFO 10" if fifo else ", ordinary scheduling (not root)")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_listening(port, proc, limit_s=10):
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if proc.poll() is not None:
            break
        with socket.socket() as s, contextlib.suppress(OSError):
            s.connect(("127.0.0.1", port))
            return
        time.sleep(0.01)
    raise RuntimeError(f"{proc.args[0]} does not listen")


@contextlib.contextmanager
def server(command, port, env=None):
    """A peer that listens on 127.0.0.1:port, on the measured CPU, ended on the way out."""
    with pinned():
        proc = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, env=env,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_listening(port, proc)
        yield proc
    finally:
        end(proc)


def end(proc):
    if proc.poll() is None:
        proc.terminate()
        try:
            proc.wait(10)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()


def run(command, env=None, limit_s=300, quiet=False):
    """Runs on the measured CPU to its end; returns its output, seconds, CPU seconds and peak memory.
    What it prints must fit into a pipe, or be thrown away: `quiet`."""
    with pinned():
        start = time.monotonic()
        proc = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, env=env,
                                stdout=subprocess.PIPE, text=True,
                                stderr=subprocess.DEVNULL if quiet else subprocess.PIPE)
    peak = 0
    with open(os.pidfd_open(proc.pid), "rb", closefd=True) as ended:
        while not select.select([ended], [], [], 0.02)[0]:
            peak = max(peak, status_kb(proc.pid, "VmHWM"))
            if time.monotonic() - start > limit_s:
                proc.kill()
    seconds = time.monotonic() - start
    _, status, usage = os.wait4(proc.pid, 0)
    proc.returncode = os.waitstatus_to_exitcode(status)
    # Where this process was kept from looking. Before exec the child was a copy of it, so a smaller
    # value says nothing.
    if usage.ru_maxrss > status_kb(os.getpid(), "VmHWM"):
        peak = max(peak, usage.ru_maxrss)
    out, err = proc.stdout.read(), "" if quiet else proc.stderr.read()
    proc.stdout.close()
    if proc.stderr:
        proc.stderr.close()
    if proc.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {proc.returncode}: {err.strip() or out.strip()}")
    return {"out": out, "seconds": seconds, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_kb": peak}


def cpu_seconds(pid):
    """CPU seconds of a process that lives, all its threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def status_kb(pid, key):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


def voluntary_switches(pid):
    """How often the threads of a process have gone to sleep, and so were woken."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                total += int(line.split()[1])
    return total


def spread(values):
    """median [min-max]"""
    m, low, high = statistics.median(values), min(values), max(values)
    return f"{number(m)} [{number(low)}-{number(high)}]"


def number(v):
    if v == 0 or abs(v) >= 100:
        return f"{v:,.0f}"
    return f"{v:.3g}"


class Row:
    """One goal: a subject, its references, and the targets between them."""

    def __init__(self, ident, title, unit):
        self.ident, self.title, self.unit = ident, title, unit
        self.series, self.targets, self.notes = {}, [], []

    def add(self, name, value, **more):
        """One measured value of `name`; cpu_per_10k and peak_kb where they are known."""
        s = self.series.setdefault(name, {"values": [], "cpu_per_10k": [], "peak_kb": []})
        s["values"].append(value)
        for key, v in more.items():
            s[key].append(v)

    def values(self, name):
        return self.series[name]["values"]

    def ratio(self, subject, reference, kind="values"):
        """The median of the ratios within each round."""
        pairs = zip(self.series[subject][kind], self.series[reference][kind])
        return [a / b for a, b in pairs if b]

    def target_ratio(self, subject, reference, relation, limit, kind="values"):
        ratios = self.ratio(subject, reference, kind)
        if ratios:
            what = {"values": "", "cpu_per_10k": "CPU s/10k, ", "peak_kb": "peak memory, "}[kind]
            self.target(f"{what}{subject} / {reference}", ratios, relation, limit, "x")

    def target_value(self, subject, relation, limit):
        self.target(subject, self.values(subject), relation, limit, " " + self.unit)

    def target(self, what, values, relation, limit, unit):
        m = statistics.median(values)
        holds = m <= limit if relation == "<=" else m >= limit
        self.targets.append({"what": what, "values": values, "median": m, "relation": relation,
                             "limit": limit, "unit": unit, "holds": holds})

    def note(self, text):
        self.notes.append(text)

    def text(self):
        lines = [f"{self.ident}  {self.title} ({self.unit})"]
        for name, s in self.series.items():
            line = f"    {name:<34} {spread(s['values']):<28}"
            if s["cpu_per_10k"]:
                line += f"  CPU {statistics.median(s['cpu_per_10k']):.2f} s/10k"
            if s["peak_kb"]:
                line += f"  peak {statistics.median(s['peak_kb']) / 1024:.1f} MB"
            lines.append(line.rstrip())
        for t in self.targets:
            sign = "≤" if t["relation"] == "<=" else "≥"
            lines.append(f"    {t['what']}: {spread(t['values'])}{t['unit']}, target {sign} "
                         f"{number(t['limit'])}{t['unit']}: {'holds' if t['holds'] else 'MISSED'}")
        return "\n".join(lines + ["    " + n for n in self.notes])

    def record(self):
        return {"id": self.ident, "title": self.title, "unit": self.unit, "series": self.series,
                "targets": self.targets, "notes": self.notes}

"""G11, G12, G16: what a configuration costs to load, to keep and to check."""

import json
import os
import statistics
import time

import inputs
import measure
from measure import Row

CHECKS = 10


def load(ctx, how, conf):
    return json.loads(measure.run([ctx.build / "bench/load", how, conf])["out"])


def g11_g12(ctx):
    time_row = Row("G11", "load and validate a configuration, CPU", "ms")
    memory_row = Row("G12", "memory left by a configuration after loading", "MB")
    sizes = {"10k": ctx.tasks // 10, "100k": ctx.tasks}
    confs = {name: inputs.copies_of_the_plan(ctx.work / "g11" / name, n) for name, n in sizes.items()}
    for _ in range(ctx.rounds):
        for name, conf in confs.items():
            for how, what in (("read", "config_read_file"), ("nhacviec", "nv_conf_load"),
                              ("destroy", "config_read_file + destroy")):
                r = load(ctx, how, conf)
                if r["tasks"] != sizes[name]:
                    raise RuntimeError(f"{how}: {r['tasks']} tasks, not {sizes[name]}")
                time_row.add(f"{what} {name}", r["cpu_ms"])
                if name == "100k" and how == "nhacviec":
                    memory_row.add("nv_conf_load", (r["rss_after_kb"] - r["rss_before_kb"]) / 1024)
        r = load(ctx, "keep", confs["100k"])
        memory_row.add("libconfig's trees", (r["rss_after_kb"] - r["rss_before_kb"]) / 1024)
    for name in confs:
        time_row.target_ratio(f"nv_conf_load {name}", f"config_read_file {name}", "<=", 1.6)
    time_row.target_ratio("nv_conf_load 100k", "nv_conf_load 10k", "<=", 12)
    with_destroy = statistics.median(time_row.ratio("nv_conf_load 100k", "config_read_file + destroy 100k"))
    time_row.note(f"{sizes['10k']} and {sizes['100k']} tasks, {inputs.TASKS_PER_FILE} a file, texts and phrases of "
                  f"the shipped plan; against config_read_file + config_destroy, which every reader needs, "
                  f"{with_destroy:.2f}x at 100k")
    memory_row.target_ratio("nv_conf_load", "libconfig's trees", "<=", 0.3)
    memory_row.note(f"growth of RSS over {sizes['100k']} tasks in {sizes['100k'] // inputs.TASKS_PER_FILE} files; "
                    f"{statistics.median(memory_row.values('nv_conf_load')) * 2**20 / sizes['100k']:.0f} bytes a task")
    return [time_row, memory_row]


def wall_ms(command, env):
    """The median of some runs from spawn to exit."""
    times = []
    with open(os.devnull, "r+b") as null:
        actions = [(os.POSIX_SPAWN_DUP2, null.fileno(), fd) for fd in (0, 1, 2)]
        argv = [str(c) for c in command]
        for _ in range(CHECKS):
            with measure.pinned():
                start = time.monotonic()
                pid = os.posix_spawn(argv[0], argv, env, file_actions=actions)
            _, status = os.waitpid(pid, 0)
            times.append((time.monotonic() - start) * 1e3)
            if status != 0:
                raise RuntimeError(f"{argv[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return statistics.median(times)


def g16(ctx):
    curl = ctx.peers.find("curl")
    row = Row("G16", "nhacviec check of 1,000 tasks, wall", "ms")
    conf = inputs.copies_of_the_plan(ctx.work / "g16", 1000)
    env = ctx.peers.env()
    for _ in range(ctx.rounds):
        row.add("curl --version", wall_ms([curl, "--version"], env))
        row.add("nhacviec --version", wall_ms([ctx.build / "nhacviec", "--version"], env))
        row.add("config_read_file, whole process", wall_ms([ctx.build / "bench/load", "read", conf], env))
        row.add("nhacviec check", wall_ms([ctx.build / "nhacviec", "-c", conf, "check"], env))
    row.target_ratio("nhacviec check", "curl --version", "<=", 2)
    row.target_ratio("nhacviec check", "config_read_file, whole process", "<=", 2)
    row.note(f"each value the median of {CHECKS} runs, fork to exit, output thrown away")
    return [row]

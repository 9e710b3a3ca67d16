#!/usr/bin/env python3
"""The model of queue x crash x the peer's answer (tests/model/queue.pml): it has the cells of the code,
spin finds no order of steps that loses a reminder, sends an unmarked duplicate or goes on for ever, and
it does find one in each of several broken copies.

Usage: test_model.py BUILD [pair]     "pair": two deliveries that share transactions; half a minute
"""

import re
import shutil
import subprocess
import sys

from nvlib import ROOT, Scratch, Totals

MODEL = ROOT / "tests/model/queue.pml"
COMPARE = ROOT / "tests/model/compare"

# What to break, and what must then be found.
MUTANTS = {
    "a claim that is written is not marked after a crash":
        ("row[i] = PENDING; marked[i] = 1; unsure[i] = 1", "row[i] = PENDING; unsure[i] = 1"),
    "an ambiguous answer is not recorded":
        ("marked[i] = marked[i] || lost_answer[i];", "skip;"),
    "what is claimed is sent before it is durable":
        (":: atomic { txn == ASKED && failures < TIMES -> failures++; txn = REFUSED }",
         ":: atomic { txn == ASKED && failures < TIMES -> failures++; txn = WRITTEN }"),
    "a verdict that was refused by the store is forgotten":
        ("life[i] == RETURNED && hap == UNWRITTEN -> life[i] = RETURNED; deed = KEEP",
         "life[i] == RETURNED && hap == UNWRITTEN -> life[i] = GONE; deed = KEEP"),
    "a lost answer counts as sent":
        ("life[i] == SENDING && hap == RETURNS -> life[i] = RETURNED; deed = KEEP",
         "life[i] == SENDING && hap == RETURNS -> life[i] = ARRIVED; deed = KEEP"),
    "a claim that was not written is tried no more":
        ("life[i] == CLAIMING && hap == UNWRITTEN -> life[i] = WAITING; deed = PUT_BACK",
         "life[i] == CLAIMING && hap == UNWRITTEN -> life[i] = CLAIMING; deed = PUT_BACK"),
}


def compare(*files):
    return subprocess.run([COMPARE, *files], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def correspond(t, dir_):
    same = compare()
    t.check(same.returncode == 0, f"code and model differ:\n{same.stdout}")
    print(same.stdout.strip())
    code, model = (ROOT / "src/engine/table.c").read_text(), MODEL.read_text()
    broken = dir_ / "table.c"
    broken.write_text(re.sub(r"\{NV_LIFE_SENDING, NV_DEED_SEND\}", "{NV_LIFE_SENDING, NV_DEED_KEEP}", code))
    t.check(compare(broken).returncode == 1, "another deed in the code is not seen")
    broken.write_text(re.sub(r"\[NV_LIFE_ARRIVED\]\[NV_HAP_DURABLE\] =[^}]*},", "", code))
    t.check(compare(broken).returncode == 1, "a cell that is not decided is not seen")
    other = dir_ / "queue.pml"
    other.write_text(model.replace("hap == STOPPING -> life[i] = RETURNED", "hap == STOPPING -> life[i] = WAITING"))
    t.check(compare(ROOT / "src/engine/table.c", other).returncode == 1, "another cell in the model is not seen")


def check(dir_, text, defines, cycles):
    """(errors, states) of the whole graph; `cycles`: also that no run goes on for ever."""
    (dir_ / "m.pml").write_text(text)

    def run(*args):
        done = subprocess.run(args, cwd=dir_, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError(f"{args}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return done.stdout

    run("spin", "-a", *defines, "m.pml")
    # gcc takes half a minute to optimise it, so only where there is much to do.
    run("gcc", "-O1" if "-DALONE" not in defines else "-O0", "-w", "-DMEMLIM=1500", *(["-DNP", "-DNOFAIR"] if cycles else ["-DSAFETY"]), "-o", "pan", "pan.c")
    out = run("./pan", "-m2000000", *(["-l"] if cycles else []))
    whole = "Search not completed" not in out and "max search depth too small" not in out
    errors = int(re.search(r"errors: (\d+)", out).group(1))
    states = int(re.search(r"(\d+) states, stored", out).group(1))
    if errors == 0 and not whole:
        raise RuntimeError("the search was not exhaustive")
    return errors, states


def main():
    t = Totals()
    with Scratch(t) as dir_:
        correspond(t, dir_)
        if not shutil.which("spin"):
            t.skip("spin is not installed: the model is not checked")
            t.end()
        text = MODEL.read_text()
        pair = "pair" in sys.argv
        defines = ["-DKILLS=1", "-DTIMES=1"] if pair else ["-DALONE", "-DKILLS=3", "-DTIMES=2"]
        errors, states = check(dir_, text, defines, False)
        t.check(errors == 0, f"spin found {errors} errors")
        print(f"FIGURE {states} states of {'two deliveries' if pair else 'a delivery'}, all of them: {errors} errors")
        if not pair:
            errors, _ = check(dir_, text, ["-DALONE", "-DKILLS=2", "-DTIMES=2"], True)
            t.check(errors == 0, "a run goes on for ever")
            for what, (old, new) in MUTANTS.items():
                t.check(old in text, f"the model has changed; cannot break: {what}")
                errors, _ = check(dir_, text.replace(old, new), ["-DALONE", "-DKILLS=1", "-DTIMES=1"], False)
                t.check(errors > 0, f"spin does not see it when {what}")
            print(f"FIGURE {len(MUTANTS)} broken models, {t.failed} not found out")
    t.end()


main()

#!/usr/bin/env python3
"""What `make install` puts down is what the units, the pages and the user nhacviec need. Usage: test_install.py BUILD"""

import os
import re
import shutil
import subprocess

from nvlib import ROOT, Scratch, Totals, build_dir


def run(*args, **kw):
    return subprocess.run([str(a) for a in args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kw)


def install(build, root):
    # What is installed is what was built: nothing is compiled here.
    return run("make", "-C", ROOT, "-o", "all", "install", f"DESTDIR={root}", f"BUILD={build}")


def account(root, name):
    """The user's uid and gid in the staged passwd, and the gids of its groups."""
    for line in (root / "etc/passwd").read_text().splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return int(fields[2]), int(fields[3])
    return None


def as_the_daemon(t, root, build):
    """The configuration as shipped, with the rights that sysusers and tmpfiles give it, is good for the daemon's user."""
    if os.geteuid() != 0:
        return t.skip("rights of the configuration: only root can give them")
    if not shutil.which("systemd-sysusers") or not shutil.which("systemd-tmpfiles") or not shutil.which("setpriv"):
        return t.skip("rights of the configuration: systemd-sysusers, systemd-tmpfiles or setpriv is not installed")
    os.chmod(root, 0o755)
    users = run("systemd-sysusers", f"--root={root}", root / "usr/lib/sysusers.d/nhacviec.conf")
    who = account(root, "nhacviec")
    if not t.check(users.returncode == 0 and who, f"systemd-sysusers makes the user: {users.stdout}"):
        return
    made = run("systemd-tmpfiles", f"--root={root}", "--create", root / "usr/lib/tmpfiles.d/nhacviec.conf")
    t.check(made.returncode == 0, f"systemd-tmpfiles gives the rights: {made.stdout}")

    def checked(uid, gid):
        return run("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", build / "nhacviec", "-c",
                   root / "etc/nhacviec", "check", cwd="/")

    mine = checked(*who)
    t.check(mine.returncode == 0, f"the daemon's user reads everything: {mine.stdout}")
    other = checked(65534, 65534)
    t.check(other.returncode == 78 and "không có quyền đọc" in other.stdout, f"anybody else reads nothing: {other.stdout}")
    writable = [str(p) for p in (root / "etc/nhacviec").rglob("*")
                if p.stat().st_uid == who[0] or (p.stat().st_gid == who[1] and p.stat().st_mode & 0o020)]
    t.check(not writable, f"the daemon's user writes nothing: {writable}")


COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_nhacviec
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completion(t, root, build):
    """bash offers what the program says that it has, and ids of the configuration that is named."""
    script = root / "usr/share/bash-completion/completions/nhacviec"

    def offered(*words):
        return run("bash", "-c", COMPLETE, "bash", script, "nhacviec", *words,
                   env={"PATH": f"{build}:{os.environ['PATH']}", "LANG": "C.UTF-8"}).stdout.split()

    etc = ROOT / "etc"
    for words, expected in ((("pre",), ["preview"]), (("help", "dea"), ["deadline"]), (("tasks", "--st"), ["--status"]),
                            (("tasks", "--status", "qu"), ["qua-han"]), (("queue", "--state", "f"), ["failed"]),
                            (("event", ""), ["list", "announce", "withdraw"]), (("queue", "rel"), ["release"]),
                            (("-c", etc, "send-test", "so-noi"), ["so-noi-vu"]), (("log", ""), []), (("reload", ""), []),
                            (("-c", etc, "tasks", "--plan", ""), ["cchc-2025"]),
                            (("-c", etc, "tasks", "--agency", "so-noi"), ["so-noi-vu"]),
                            (("-c", etc, "done", "I.1."), ["I.1.1", "I.1.2"])):
        got = offered(*words)
        t.check(got == expected, f"completion of {words}: {got}, expected {expected}")


def simulation(t, root, moved):
    """What `simulate` runs is found where it was installed, wherever that is moved to, and by a link; the tool itself
    links none of its libraries."""
    linked = run("readelf", "-d", root / "usr/bin/nhacviec").stdout
    t.check("libconfig" in linked and not re.search("libcurl|libsqlite3|libcrypto|libuv", linked),
            f"the tool links what its commands need: {re.findall('Shared library: .*', linked)}")

    def simulate(tool, state, *more):
        return subprocess.run([tool, "-c", ROOT / "etc", "simulate", "--from", "2025-01-02", "--to", "2025-01-03", "--state",
                               state, *more], capture_output=True, text=True, cwd="/")

    done = simulate(root / "usr/bin/nhacviec", root / "state-1")
    t.check(done.returncode == 0 and f"{root}/state-1/mail/new" in done.stdout and
            f"{root}/usr/bin/nhacviec -c {ROOT}/etc preview" in done.stdout,
            f"simulate from the installed tree: {done.returncode} {done.stdout}{done.stderr}")
    shutil.copytree(root / "usr", moved / "usr")
    link = moved / "link"
    link.symlink_to("usr/bin/nhacviec")
    first = sorted(p.name for p in (root / "state-1/mail/new").iterdir())
    done = simulate(link, moved / "state", "--json")
    t.check(done.returncode == 0 and len(first) == len(list((moved / "state/mail/new").iterdir())) > 0,
            f"simulate from a tree that was moved: {done.returncode} {done.stdout}{done.stderr}")
    again = simulate(link, moved / "state")
    t.check(again.returncode == 1 and "thư mục này đã có sổ" in again.stderr, f"its exit code comes back: {again}")
    (moved / "usr/libexec/nhacviec/nhacviec-simulate").unlink()
    lost = simulate(link, moved / "state-2")
    t.check(lost.returncode == 1 and lost.stdout == "" and "nhacviec-simulate" in lost.stderr,
            f"without its program it says which: {lost}")
    usage = run(link, "simulate", "--year", "2025")
    t.check(usage.returncode == 2 and "--year" in usage.stdout, f"what is typed wrong is the tool's to say: {usage}")


def upgrade(t, dir_):
    """An upgrade undoes nothing of what the administrator did, and brings what is new."""
    src, dest, shipped = dir_ / "src", dir_ / "conf", dir_ / "shipped"

    def write(name, text, where=src):
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_text(text)

    def installed():
        return run(ROOT / "tools/install-config", src, dest, shipped).stdout

    def has(name):
        return (dest / name).read_text() if (dest / name).exists() else None

    for name in ("nhacviec.cfg", "plans/one.cfg", "plans/two.cfg", "templates/vi/letter.txt", "templates/vi/item.txt"):
        write(name, "1")
    first = installed()
    t.check(first == "" and has("plans/one.cfg") == "1", f"the first installation brings everything: {first}")
    write("nhacviec.cfg", "mine", dest)
    write("templates/vi/item.txt", "mine", dest)
    (dest / "plans/one.cfg").unlink()
    t.check(installed() == "" and not has("nhacviec.cfg.new") and not has("plans/one.cfg"),
            "the same version again changes nothing and says nothing")
    for name in ("nhacviec.cfg", "plans/one.cfg", "plans/three.cfg", "templates/vi/letter.txt",
                 "templates/hook/new.json"):
        write(name, "2")
    said = installed()
    t.check(has("nhacviec.cfg") == "mine" and has("nhacviec.cfg.new") == "2" and f"kept {dest}/nhacviec.cfg" in said,
            f"an edited file stays, the new version beside it: {said}")
    t.check(has("templates/vi/item.txt") == "mine" and not has("templates/vi/item.txt.new"),
            "an edited file whose shipped version is the same gets nothing beside it")
    t.check(has("templates/vi/letter.txt") == "2" and f"updated {dest}/templates/vi/letter.txt" in said,
            f"a file that nobody edited is brought up to date: {said}")
    t.check(not has("plans/one.cfg") and not has("plans/one.cfg.new"), "a plan that was removed does not come back")
    t.check(not has("plans/three.cfg") and has("plans/three.cfg.new") == "2" and "did not add" in said,
            f"a file of the new version alone is not in use before it is looked at: {said}")
    t.check(has("templates/hook/new.json") == "2", "a new template is there to be used")
    t.check(has("plans/two.cfg") == "1", "what is the same stays")


def main():
    build, t = build_dir(), Totals()
    with Scratch(t) as root:
        made = install(build, root)
        if not t.check(made.returncode == 0, f"make install: {made.stdout}"):
            t.end()
        for path in ("usr/sbin/nhacviecd", "usr/bin/nhacviec", "usr/libexec/nhacviec/nhacviec-simulate", "usr/share/doc/nhacviec/huong-dan.md",
                     "usr/share/bash-completion/completions/nhacviec"):
            t.check((root / path).is_file(), f"{path} is installed")
        unit = (root / "usr/lib/systemd/system/nhacviec.service").read_text()
        for program in re.findall(r"^Exec\w+=(\S+)", unit, re.M):
            t.check((root / program.lstrip("/")).is_file(), f"the unit's {program} is installed")
        if shutil.which("scdoc"):
            for page in ("man1/nhacviec.1", "man8/nhacviecd.8", "man5/nhacviec.cfg.5"):
                t.check((root / "usr/share/man" / page).is_file(), f"{page} is installed")
        else:
            t.skip("manual pages: scdoc is not installed")
        completion(t, root, build)
        with Scratch(t) as moved:
            simulation(t, root, moved)
        as_the_daemon(t, root, build)
    with Scratch(t) as dir_:
        upgrade(t, dir_)
    t.end()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The pages name every command, option and key that there is, and none that there is not. Usage: test_docs.py BUILD"""

import re
import subprocess

from nvlib import ROOT, Scratch, Totals, build_dir

MAN = (ROOT / "man/nhacviec.1.scd").read_text()
MAN_DAEMON = (ROOT / "man/nhacviecd.8.scd").read_text()
MAN_CONF = (ROOT / "man/nhacviec.cfg.5.scd").read_text().replace("\\_", "_")
GUIDE = (ROOT / "docs/huong-dan.md").read_text()
REFERENCE = (ROOT / "docs/configuration.md").read_text()

# Files whose keys stand in nhacviec.cfg, so that nhacviec.cfg(5) tells of them.
MAIN_FILES = {"main_file.c", "relays.c", "ladder.c"}
# Keys that the guide leaves to docs/configuration.md: how a request to another program is made up.
DETAILS = {"webhooks.c", "hook_request.c"}


def help_of(build, *command):
    return subprocess.run([build / "nhacviec", "help", *command], capture_output=True, text=True, check=True).stdout


def section(text, title, until=r"\n\n"):
    found = re.search(rf"^{title}\n(.*?)(?:{until}|\Z)", text, re.M | re.S)
    return found.group(1) if found else ""


def entry(command):
    """What nhacviec(1) says of one command: its line, and what is indented below."""
    return "".join(re.findall(rf"^\*{command}[ *].*\n(?:\t.*\n)*", MAN, re.M))


def commands(t, build):
    everything = help_of(build)
    names = re.findall(r"^  ([a-z][a-z-]*) ", section(everything, "Các lệnh"), re.M)
    t.check(len(names) > 20, f"the help names the commands: {names}")
    for name in names:
        if name == "help":
            continue
        told = entry(name)
        t.check(told, f"nhacviec(1) has an entry for {name}")
        t.check(re.search(rf"nhacviec( -\S+)* {name}\b|`{name}`", GUIDE), f"the guide speaks of {name}")
        own = section(help_of(build, name), "Tùy chọn của lệnh")
        for option in re.findall(r"^  (?:-\w, )?--([a-z-]+)", own, re.M):
            t.check(f"*--{option}*" in told or f"--{option}" in told, f"nhacviec(1) tells of {name} --{option}")
        for option in set(re.findall(r"\*--([a-z-]+)\*", " ".join(l for l in told.splitlines() if l.startswith("*")))):
            t.check(f"--{option}" in own, f"nhacviec(1) gives {name} an option that it has: --{option}")
    for name in re.findall(r"^\*([a-z][a-z-]*)\*(?: \[?[_*]|$)", MAN[MAN.index("# LỆNH KHÔNG"):MAN.index("# MÃ KẾT THÚC")], re.M):
        t.check(name in names, f"nhacviec(1) has no entry for what is no command: {name}")
    for option in re.findall(r"--([a-z-]+)", section(everything, r"Tùy chọn chung.*")):
        t.check(f"*--{option}*" in MAN, f"nhacviec(1) tells of --{option}")
    daemon = subprocess.run([build / "nhacviecd", "--help"], capture_output=True, text=True, check=True).stdout
    for option in re.findall(r"--([a-z-]+)", daemon):
        t.check(f"*--{option}*" in MAN_DAEMON, f"nhacviecd(8) tells of --{option}")


def keys(t):
    for path in sorted((ROOT / "src/conf").glob("*.c")):
        for key in re.findall(r'^\s*(?:\[\w+\] = )?\{"(\w+)", NV_TYPE_', path.read_text(), re.M):
            word = re.compile(rf"(?<![\w-]){key}(?![\w-])")
            t.check(word.search(REFERENCE), f"docs/configuration.md tells of {key} ({path.name})")
            t.check(path.name in DETAILS or word.search(GUIDE), f"the guide tells of {key} ({path.name})")
            if path.name in MAIN_FILES:
                t.check(re.search(rf"\*{key}\*", MAN_CONF), f"nhacviec.cfg(5) tells of {key} ({path.name})")


def examples(t, build):
    """What the guide prints as configuration is accepted as printed, with the agencies that it takes for granted."""
    blocks = re.findall(r"^```\n(.*?)^```", GUIDE, re.M | re.S)

    def printed(*begins):
        found = [b for b in blocks if all(re.search(begin, b, re.M) for begin in begins)]
        t.check(len(found) == 1, f"the guide has one example of {begins}: {len(found)}")
        return found[0] if found else ""

    table = GUIDE[GUIDE.index("\n## 3."):GUIDE.index("\n## 4.")]
    keys = re.findall(r"^\| `(\w+)` \| `([^`|]+)` \|", table, re.M)
    t.check(len(keys) > 10, f"the guide has a table of keys: {keys}")
    agencies = printed(r"^agencies = \(")
    more = {"so-tai-chinh", "so-noi-vu", "van-phong-ubnd-tinh", "so-tu-phap", "ubnd-nha-trang", "ubnd-cam-ranh",
            "co-quan-don-vi-lien-quan"}
    files = {
        "nhacviec.cfg": "".join(f"{k} = {v};\n" for k, v in keys if k != "state") + printed(r"^relays = \(")
        + "ladders = (\n" + printed(r"^ *\{ kinds = ") + ");\n",
        "agencies/guide.cfg": agencies,
        "agencies/more.cfg": "agencies = (\n" + ",\n".join(
            f'{{ id = "{i}"; name = "{i}"; mail = "{i}@khanhhoa.example"; }}' for i in sorted(more)) + ");\n",
        "calendar/2028.cfg": printed(r"^calendar = \{"),
        "plans/guide.cfg": printed(r"^plan = \{\n", r"^tasks = \("),
        "plans/more.cfg": printed(r"^plan = \{ extends"),
    }
    with Scratch(t) as dir_:
        for name, text in files.items():
            (dir_ / name).parent.mkdir(exist_ok=True)
            (dir_ / name).write_text(text)
        done = subprocess.run([build / "nhacviec", "-c", dir_, "check"], capture_output=True, text=True)
        t.check(done.returncode == 0, f"the guide's examples are good: {done.stderr}")


def links(t):
    """Every file that a page points to is there, and every heading."""
    for page in [ROOT / "README.md", ROOT / "DEVELOPERS.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text()
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
            t.check((page.parent / target).exists(), f"{page.name} points to {target}")
        headings = {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-")
                    for h in re.findall(r"^#+ (.*)$", text, re.M)}
        for anchor in re.findall(r"\]\(#([^)]+)\)", text):
            t.check(anchor in headings, f"{page.name} has a heading #{anchor}")


def main():
    build, t = build_dir(), Totals()
    commands(t, build)
    keys(t)
    examples(t, build)
    links(t)
    t.end()


if __name__ == "__main__":
    main()

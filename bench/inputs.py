"""Configurations to measure with: the shipped plan many times over, or one task for each of many
agencies."""

import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/integration"))

import nvlib  # noqa: E402  (beside the tests)

TASKS_PER_FILE = 1000


def shipped_tasks():
    """The tasks of the shipped plan as text, one string each, comments and all."""
    text = (ROOT / "etc/plans/cchc-2025.cfg").read_text()
    body = text[text.index("\ntasks = (") + len("\ntasks = ("):text.rindex(");")]
    parts = re.split(r'(?m)^(?=  \{ id = ")', body)[1:]
    parts = [re.sub(r"(?m)^ +report = .*\n", "", p) for p in parts]  # the reports stand at the head of the plan
    return [re.sub(r"(?m)^  #.*\n", "", p).rstrip().rstrip(",").rstrip() for p in parts]


def shipped_events():
    text = (ROOT / "etc/plans/cchc-2025.cfg").read_text()
    start = text.index("\nevents = (")
    return text[start + 1:text.index("\n);", start) + 4]


def copies_of_the_plan(conf, tasks, per_file=TASKS_PER_FILE):
    """`tasks` tasks in files of `per_file`: the shipped agencies and calendars, the shipped tasks
    again and again, with the words and phrases as printed."""
    shutil.rmtree(conf, ignore_errors=True)
    (conf / "plans").mkdir(parents=True)
    for part in ("agencies", "calendar"):
        shutil.copytree(ROOT / "etc" / part, conf / part)
    shutil.copy(ROOT / "etc/nhacviec.cfg", conf)
    source = shipped_tasks()
    for number, first in enumerate(range(0, tasks, per_file)):
        rows = []
        for i in range(first, min(first + per_file, tasks)):
            row = source[i % len(source)]
            rows.append(row.replace('{ id = "', f'{{ id = "{i // len(source)}.', 1))
        (conf / "plans" / f"{number:04}.cfg").write_text(
            f'plan = {{ id = "p{number}"; year = 2025; title = "Kế hoạch cải cách hành chính số {number}"; '
            f'short = "CCHC {number}"; basis = "Quyết định số {number}/QĐ-UBND ngày 31/12/2024"; '
            'signed = "2024-12-31"; owner = "so-noi-vu"; leadership = "van-phong-ubnd-tinh"; };\n'
            + shipped_events() + "tasks = (\n" + ",\n".join(rows) + "\n);\n")
    return conf


TITLE = ("Rà soát, đánh giá thủ tục hành chính thuộc phạm vi quản lý và kiến nghị cắt giảm, đơn giản hóa, "
         "bảo đảm mỗi lĩnh vực có phương án cụ thể, thiết thực đối với người dân và doanh nghiệp")


# Templates that make letters of about 4 KB, the size that the goals were set with.
SHORT_LETTERS = pathlib.Path(__file__).resolve().parent / "letters"


def one_task_each(conf, agencies, mail, url, relay, templates=None, extra=""):
    """`agencies` agencies with one endpoint and one new task each: as many notices, due now."""
    shutil.rmtree(conf, ignore_errors=True)
    conf.mkdir(parents=True)
    ids = [f"co-quan-{i}" for i in range(agencies)]
    nvlib.write_main(conf, relay, extra)
    nvlib.write_calendars(conf)
    if templates:
        shutil.copytree(templates, conf / "templates")
    nvlib.write_agencies(conf, [(i, f"Cơ quan chuyên môn {i}", [i + "@bench.example"] if mail else [],
                                 [url + i] if url else []) for i in ids])
    nvlib.write_plan(conf, [(f"T.{i}", f"Năm {nvlib.local_today().year}", [ident])
                            for i, ident in enumerate(ids)], ids[0])
    plan = conf / "plans/p.cfg"
    plan.write_text(plan.read_text().replace("Nhiệm vụ T", TITLE + " T"))
    return conf


def nothing_due(conf, tasks, relay=None):
    """Tasks of next year: known to the daemon, none of them due or new in any way today."""
    shutil.rmtree(conf, ignore_errors=True)
    conf.mkdir(parents=True)
    year = nvlib.local_today().year + 1
    nvlib.write_main(conf, relay)
    nvlib.write_calendars(conf)
    nvlib.write_agencies(conf, [(f"co-quan-{i}", f"Cơ quan {i}", [f"co-quan-{i}@bench.example"], [])
                                for i in range(50)])
    nvlib.write_plan(conf, [(f"T.{i}", f"Năm {year}", [f"co-quan-{i % 50}"]) for i in range(tasks)],
                     "co-quan-0", year=year, signed=f"{year}-01-02")
    plan = conf / "plans/p.cfg"
    plan.write_text(plan.read_text().replace("Nhiệm vụ T", TITLE + " T"))
    return conf

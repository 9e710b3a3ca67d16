#!/usr/bin/env python3
"""Bodies of webhooks from templates: the exact body of each shipped one, the limits of each receiver, and
hostile texts, which every body must give back as text when Python reads it.

Usage: test_hooks.py BUILD [--seed N] [--cases N]
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse

from nvlib import Totals

JOINER = "\u2060"
VALUES = {"telegram": {"chat_id": "-1001"}, "zalo": {"user_id": "186"}, "ntfy": {"topic": "cchc"},
          "mau": {"kenh": "a b&c=d"}}
NAMES = ["mattermost", "slack", "teams", "telegram", "zalo", "ntfy", "alertmanager"]
# A form, as an administrator may write one.
FORM = "{{!@ limit noi_dung 300 characters }}\nkenh={{values.kenh}}&noi_dung={{subject}}%0A{{agency}}" \
       "{{#items}}%0A{{number}}.+{{title}}+–+{{products}}{{/items}}{{#more}}%0A{{more}}{{/more}}\n"


class Oracle:
    def __init__(self, build, folder):
        self.proc = subprocess.Popen([f"{build}/tests/hook-oracle", folder], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)

    def ask(self, template, **case):
        case = {"template": template, "values": VALUES.get(template, {}), **case}
        self.proc.stdin.write(json.dumps(case) + "\n")
        self.proc.stdin.flush()
        line = self.proc.stdout.readline()
        assert line, f"the oracle ended: {case}"
        return json.loads(line)

    def end(self):
        self.proc.stdin.close()
        return self.proc.wait()


# --- what each body says -------------------------------------------------------------------------

def plain(body, name):
    """The text that a person reads, from a parsed body, without the receiver's own escapes."""
    if name == "mau":
        return urllib.parse.parse_qs(body, strict_parsing=True, max_num_fields=2)["noi_dung"][0]
    o = json.loads(body)
    if name == "alertmanager":
        return "\n".join(a["annotations"]["summary"] + "\n" + a["annotations"]["description"] + "\n" +
                         a["annotations"]["agency_name"] for a in o)
    if name == "teams":
        return "\n".join("".join(run["text"] for run in block["inlines"])
                         for block in o["attachments"][0]["content"]["body"])
    text = o["message"] if name == "ntfy" else o["message"]["text"] if name == "zalo" else o["text"]
    if name == "mattermost":
        text = re.sub(r"\\([\\`*_\[\]~|])", r"\1", text).replace(JOINER, "")
    if name in ("mattermost", "slack"):
        for code, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            text = text.replace(code, char)
    return text


def shape(v):
    """The structure of a body: keys, and kinds of values."""
    if isinstance(v, dict):
        return {k: shape(x) for k, x in v.items()}
    if isinstance(v, list):
        return [shape(x) for x in v]
    return type(v).__name__


def clean(text):
    """What the program keeps of a text: one line, no controls, NFC (src/render/clean.h)."""
    out = "".join(" " if c in "\t\n\v\f\r\x85\u2028\u2029" else c for c in text)
    out = "".join(c for c in out if not is_control(ord(c)))
    return unicodedata.normalize("NFC", " ".join(out.split(" "))).strip(" ")


def is_control(cp):
    return (cp < 0x20 or 0x7F <= cp < 0xA0 or 0x202A <= cp <= 0x202E or 0x2066 <= cp <= 0x2069 or
            cp in (0x200E, 0x200F, 0x061C, 0xFEFF) or 0xFDD0 <= cp <= 0xFDEF or cp & 0xFFFE == 0xFFFE)


def bare(text):
    return re.sub(r"\s+", " ", clean(text).replace(JOINER, "")).rstrip(" .,;:")


# --- the exact bodies ----------------------------------------------------------------------------

SUBJECT = "[CCHC 2025] ĐÔN ĐỐC: 01 nhiệm vụ quá hạn, 01 sắp đến hạn (ngày 10/02/2025)"
OPENING = ("Thực hiện Quyết định số 3487/QĐ-UBND ngày 31/12/2024 của Ủy ban nhân dân tỉnh về việc ban hành "
           "Kế hoạch cải cách hành chính tỉnh Khánh Hòa năm 2025, Sở Nội vụ thông báo quý cơ quan có 02 "
           "nhiệm vụ cần quan tâm, xử lý (tính đến ngày 10/02/2025), gồm:")
COUNTS = ["01 nhiệm vụ quá hạn chưa hoàn thành", "01 nhiệm vụ sắp đến hạn"]
HEADS = ["I. QUÁ HẠN CHƯA HOÀN THÀNH (01 nhiệm vụ)", "II. SẮP ĐẾN HẠN (01 nhiệm vụ)"]
TITLE = 'Kế hoạch "A" <b> & *C* \\ @all'
BADGES = ["Quá hạn 07 ngày", "Còn 18 ngày"]
REFS = ["mục X.1 Phụ lục", "mục X.2 Phụ lục"]
PRODUCT = "Kết quả, sản phẩm"
DUE = "Hạn hoàn thành"
DUES = ["thứ Hai, ngày 03/02/2025", "thứ Sáu, ngày 28/02/2025 (còn 18 ngày, trong đó có 14 ngày làm việc)"]
REQUESTS = [
    "Đề nghị quý cơ quan tập trung chỉ đạo hoàn thành ngay nhiệm vụ nêu trên; báo cáo kết quả hoặc nguyên nhân "
    "chậm, trách nhiệm và thời hạn hoàn thành cụ thể về Sở Nội vụ trước ngày 14/02/2025 để tổng hợp, báo cáo Ủy "
    "ban nhân dân tỉnh.",
    "Đề nghị quý cơ quan chủ động hoàn thành nhiệm vụ nêu trên bảo đảm tiến độ, chất lượng; cập nhật kết quả "
    "(số, ký hiệu, ngày ban hành văn bản) hoặc báo cáo khó khăn, vướng mắc và đề xuất thời gian hoàn thành (nếu "
    "có) về Sở Nội vụ trước ngày 25/02/2025 để tổng hợp, báo cáo Ủy ban nhân dân tỉnh."]


def message(esc=lambda s: s, bold="", dash="- ", item_dash="    - ", gap=True):
    b = bold
    out = f"{b}{esc(SUBJECT)}{b}\nSở Tư pháp\n\n{esc(OPENING)}\n"
    out += "".join(f"\n{dash}{c}" if gap else f"{dash}{c}\n" for c in COUNTS) + ("\n" if gap else "")
    return out + items(esc, bold, item_dash)


def items(esc, b, dash):
    out = ""
    for k in range(2):
        out += f"\n{b}{HEADS[k]}{b}\n"
        first = f"{b}[{BADGES[k]}] {esc(TITLE)}{b} ({REFS[k]})"
        out += f"\n{k + 1}. {first}\n{dash}{PRODUCT}: Kế hoạch\n{dash}{DUE}: {esc(DUES[k])}\n"
    return out + "".join(f"\n{esc(r)}\n" for r in REQUESTS)


def mrkdwn(s):
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(s):
    s = re.sub(r"([\\`*_\[\]~|])", r"\\\1", mrkdwn(s))
    return s.replace("@all", "@" + JOINER + "all")


def runs(*texts):
    return {"inlines": [{"type": "TextRun", **t} for t in texts]}


def teams():
    def block(*texts, **more):
        return {"type": "RichTextBlock", **more, **runs(*texts)}
    body = [block({"size": "large", "weight": "bolder", "text": SUBJECT}),
            block({"weight": "bolder", "text": "Sở Tư pháp"}), block({"text": OPENING})]
    body += [block({"text": f"– {c}"}, spacing="none") for c in COUNTS]
    for k, colour in enumerate(("attention", "default")):
        body.append(block({"weight": "bolder", "text": HEADS[k]}, spacing="large"))
        body.append(block({"weight": "bolder", "color": colour, "text": f"{BADGES[k]}. "},
                          {"text": f"{k + 1}. {TITLE} ({REFS[k]})"}, separator=True))
        for label, text in ((PRODUCT, "Kế hoạch"), (DUE, DUES[k])):
            body.append(block({"isSubtle": True, "text": f"{label}: "}, {"text": text},
                              spacing="none"))
    body += [block({"text": r}, separator=True) for r in REQUESTS]
    return {"type": "message", "attachments": [
        {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None,
         "content": {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                     "type": "AdaptiveCard", "version": "1.4", "msteams": {"width": "Full"},
                     "body": body}}]}


def alerts():
    out = []
    for k, (status, day) in enumerate((("qua-han", "2025-02-03"), ("sap-den-han", "2025-02-28"))):
        key = f"cchc-2025/X.{k + 1}.1"
        out.append({
            "labels": {"alertname": "NhacViec", "instance": "khanhhoa", "agency": "so-tu-phap",
                       "plan": "cchc-2025", "occurrence": key, "role": "lead"},
            "annotations": {"summary": f"{TITLE} ({REFS[k]})",
                            "description": f"{BADGES[k]}\n{PRODUCT}: Kế hoạch\n{DUE}: {DUES[k]}",
                            "agency_name": "Sở Tư pháp", "status": status, "due": "như in",
                            "nominal": day, "effective": day},
            "startsAt": "2025-02-10T08:00:00+07:00", "endsAt": "2025-03-13T08:00:00+07:00"})
    return out


def zalo():
    lines = "".join(f"\n{k + 1}. [{BADGES[k]}] {TITLE} ({REFS[k]}) – {DUES[k]}\n" for k in range(2))
    return f"{SUBJECT}\nSở Tư pháp\n{lines}" + "".join(f"\n{r}\n" for r in REQUESTS)


def wanted():
    counts = "".join(f"– {c}\n" for c in COUNTS)
    listed = items(lambda s: s, "", "– ")
    return {
        "mattermost": {"text": message(markdown, "**")},
        "slack": {"text": message(mrkdwn, dash="- ", gap=False), "mrkdwn": False},
        "teams": teams(),
        "telegram": {"chat_id": "-1001",
                     "text": f"{SUBJECT}\nSở Tư pháp\n\n{OPENING}\n{counts}{listed}",
                     "link_preview_options": {"is_disabled": True}},
        "zalo": {"recipient": {"user_id": "186"}, "message": {"text": zalo()}},
        "ntfy": {"topic": "cchc", "title": SUBJECT,
                 "message": f"Sở Tư pháp\n{OPENING}\n{counts}{listed}", "priority": 5,
                 "tags": ["rotating_light"]},
        "alertmanager": alerts(),
    }


def exact(t, oracle):
    for name, want in wanted().items():
        got = json.loads(oracle.ask(name, title=TITLE, items=2))
        if not t.check(got == want, f"{name}: the body"):
            print(json.dumps(got, ensure_ascii=False, indent=1))
            print(json.dumps(want, ensure_ascii=False, indent=1))
        t.check(list(got) == list(want), f"{name}: the order of its members")
    body = oracle.ask("mau", title="Việc A & B = C", items=1)
    want = {"kenh": ["a b&c=d"], "noi_dung": [
        "[CCHC 2025] ĐÔN ĐỐC: nhiệm vụ đã quá hạn 07 ngày – mục X.1 – Sở Tư pháp chủ trì\n"
        "Sở Tư pháp\n1. Việc A & B = C – Kế hoạch"]}
    t.check(urllib.parse.parse_qs(body, strict_parsing=True) == want, f"form: {body}")
    t.check(body.isascii() and "\n" not in body, "form: one line")


def resolved(t, oracle):
    """What is done ends its alert now; the labels are those that it was raised with."""
    done = json.loads(oracle.ask("alertmanager", items=2, closed=True, document="Quyết định số 5"))
    raised = json.loads(oracle.ask("alertmanager", items=2))
    t.check(all(a["endsAt"] == a["startsAt"] == "2025-02-10T08:00:00+07:00" for a in done),
            "alertmanager: done work ends its alert")
    t.check([a["labels"] for a in done] == [a["labels"] for a in raised],
            "alertmanager: by the same labels")
    t.check("Quyết định số 5" in done[0]["annotations"]["description"],
            f"alertmanager: the document {done[0]['annotations']}")
    body = json.loads(oracle.ask("ntfy", items=1, closed=True))
    t.check(body["priority"] == 3 and body["tags"] == ["white_check_mark"], f"ntfy: done {body}")


# --- limits --------------------------------------------------------------------------------------

def length(name, body):
    if name == "mau":
        return len(plain(body, name)), 300
    o = json.loads(body)
    return {"mattermost": lambda: (len(o["text"]), 16383), "slack": lambda: (len(o["text"]), 40000),
            "teams": lambda: (len(body.encode()), 20000),
            "telegram": lambda: (len(o["text"].encode("utf-16-le")) // 2, 4096),
            "zalo": lambda: (len(o["message"]["text"]), 2000),
            "ntfy": lambda: (max(len(o["message"].encode()), len(body.encode()) - 4096), 4096),
            "alertmanager": lambda: (0, 1)}[name]()


def limits(t, oracle):
    """Over 50 tasks, whatever their titles: within the limit, and the rest is counted."""
    titles = ["Việc", "Việc rất dài " * 12, "ệ" * 700, "\U0001F600" * 500, "a\"\\<&>" * 60, "x" * 10000,
              "\U0001F600ệ&" * 3000, "*_@[" * 800]
    for name in NAMES + ["mau"]:
        cut = 0
        for title in titles:
            for n in (1, 9, 50):
                body = oracle.ask(name, title=title, items=n)
                got, most = length(name, body)
                t.check(got <= most, f"{name}: {got} of {most}, {n} × {title[:9]}")
                text = plain(body, name)
                t.check("\ufffd" not in text and "đính kèm" not in text, f"{name}: whole characters")
                numbers = {"teams": r"^[^.]*\. (\d+)\. ", "alertmanager": r"mục X\.(\d+) Phụ lục\)$"}
                shown = len(re.findall(numbers.get(name, r"^(\d+)\. "), text, re.M))
                left = re.search(r"… và (\d+) nhiệm vụ nữa\.", text)
                left = int(left[1]) if left else 0
                t.check(shown + left == n, f"{name}: {shown} shown, {left} left of {n}, {title[:9]}")
                cut += left > 0
        t.check(cut > 0 or name == "alertmanager", f"{name}: something was cut")
    # No more is cut than must be: one task more would not have fitted.
    body = oracle.ask("telegram", title="Việc", items=50)
    t.check(length("telegram", body)[0] > 4096 - 200, "telegram: the room is used")


# --- hostile texts -------------------------------------------------------------------------------

PIECES = ["việc", " ", "\r\n", "\n", "\r", "\t", "\x01", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066",
          "\u200f", "<script>alert(1)</script>", "{{x}}", "{{{y}}}", "{{#items}}", "{{/items}}", "}}", "{{!@",
          "=cmd()", "+1", "-2", "@SUM(1)", "\"", "'", "\\", "\\n", "\\u0000", "</b>", "&amp;", "&", "<", ">", "%0A",
          "%", "&chat_id=1", "=", "+", "e\u0302\u0323", "đ", "ệ", "\U0001F600", "\u200b", "`", "```", "*", "**", "_",
          "~", "|", "#tag", "@all", "@channel", "<!channel>", "<@U1>", ":smile:", "[a](http://b.invalid)",
          "![](x)", "http://a.invalid/?a=1&b=2", "\",\"x\":\"", "\"}],\"y\":[{\"", "null", "true", "\ufeff",
          "\u0000"[:0] or "␀", "=?utf-8?q?a?=", "A" * 300]
EXTREME = ["\"", "\\", "\\\"", "{{x}}", "{{{", "}}", "\r\n\r\n", "\u2028", "\u202e", "x" * 10000, "ệ" * 10000,
           "e\u0302\u0323" * 3000, "\U0001F600" * 5000, "<script>", "=cmd()|' /C calc'!A0", "&" * 999,
           "\\" * 999, "\"" * 999, "@all " * 99, "1. x", "- x", "# x", "> x", "", " ", ".", "\u2060"]


def hostile_text(rng):
    return "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 12)))


def holds(text, value, most=None):
    """The value as it was given, or, where a limit cut it, its beginning and "…"."""
    want, text = bare(value), re.sub(r"\s+", " ", text.replace(JOINER, ""))
    if want in text:
        return True
    for front in re.findall(r"(\S[^…]*)…", text):
        for k in range(len(front)):
            if len(front) - k > 3 and want.startswith(bare(front[k:])) and len(bare(front[k:])) > 3:
                return True
    return False


def inert(name, body):
    """No value became markup of the receiver's."""
    if name == "slack":
        return not re.search(r"[<>]", json.loads(body)["text"])
    if name == "mattermost":
        text = json.loads(body)["text"].replace("**", "")
        text = re.sub(r"^\d+\. \[.*?\] ", "", text, flags=re.M)
        text = re.sub(r"\\[\\`*_\[\]~|]", "", text)
        return not re.search(r"[<>`*_~|]|\]\(|@\w|#\w|:\w+:", text.replace("@" + JOINER, "")
                             .replace("#" + JOINER, "").replace(":" + JOINER, ""))
    return True


def hostile(t, oracle, seed, cases):
    rng = random.Random(seed)
    print(f"seed {seed}, {cases} cases")
    quiet = {n: shape(json.loads(oracle.ask(n, items=1))) for n in NAMES}
    quiet_done = {n: shape(json.loads(oracle.ask(n, items=1, closed=True, document="Tờ", note="Lời")))
                  for n in NAMES}
    for k in range(cases):
        value = EXTREME[k] if k < len(EXTREME) else hostile_text(rng)
        field = ("title", "product", "agency", "document")[k % 4 if k >= len(EXTREME) else 0]
        closed = field == "document"
        case = {"items": 1, field: value, **({"closed": True} if closed else {})}
        if closed:
            case["note"] = "Lời"
        name = (NAMES + ["mau"])[(k // 4) % (len(NAMES) + 1)] if cases > 9999 else None
        for name in [name] if name else NAMES + ["mau"]:
            body = oracle.ask(name, **case)
            what = f"{name}, {field} {value[:60]!r}, case {k}"
            try:
                text = plain(body, name)
            except (ValueError, KeyError, TypeError) as e:
                t.check(False, f"{what}: {e}: {body[:300]!r}")
                continue
            if name != "mau":
                want = (quiet_done if closed else quiet)[name]
                same = shape(json.loads(body)) == want
                t.check(same or not bare(value), f"{what}: another structure")
            else:
                fields = urllib.parse.parse_qs(body, strict_parsing=True)
                t.check(list(fields) == ["kenh", "noi_dung"] and fields["kenh"] == ["a b&c=d"], what)
            said = field not in {"zalo": ("product", "document"), "mau": ("document",)}.get(name, ())
            t.check(not said or not bare(value) or holds(text, value), f"{what}: {text[:400]!r}")
            t.check(inert(name, body), f"{what}: markup in {body[:600]!r}")


def main():
    build = next(a for a in sys.argv[1:] if not a.startswith("--") and not a.isdigit())
    def number(name, otherwise):
        return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else otherwise
    t = Totals()
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "mau.form"), "w", encoding="utf-8") as f:
            f.write(FORM.replace("–", "%E2%80%93"))
        oracle = Oracle(build, folder)
        exact(t, oracle)
        resolved(t, oracle)
        limits(t, oracle)
        hostile(t, oracle, number("--seed", 20250317), number("--cases", 160))
        t.check(oracle.end() == 0, "the oracle ends well")
    t.end()


main()

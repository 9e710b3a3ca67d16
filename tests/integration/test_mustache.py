#!/usr/bin/env python3
"""The template library against programs that nobody here wrote: pystache over random templates and data,
html5lib over random HTML with hostile values, json and urllib over random bodies.

Usage: test_mustache.py [BUILD] [--seed N] [--cases N]

pystache 0.6.0 differs from the Mustache specification, or we from both, in these points; the generator
keeps off exactly them (docs/templates.md tells what we do):
 1. a tag alone on its line but for blanks after it is not standalone for pystache;
 2. pystache indents an empty line of a partial that ends in CR LF, though none that ends in LF;
 3. a CR without LF ends a line for pystache;
 4. an empty comment {{!}} swallows text up to the next tag's end in pystache;
 5. faulty templates: an unclosed tag is text for pystache, an unknown partial empty, a name may hold
    any character, a partial may include itself; here all of it is refused when the template is loaded;
 6. how true, false, null, a list and a map are printed is Python's str(); Normal below prints them as
    JSON or as nothing.
"""

import argparse
import html
import json
import pathlib
import random
import re
import subprocess
import sys
import urllib.parse

from nvlib import ROOT, Totals

# Debian's packages, where the python3 that is found first is another one.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pystache
except ImportError:
    pystache = None
try:
    import html5lib
except ImportError:
    html5lib = None

NAMES = ["a", "b", "c", "items", "x-1", "a.b", "b.c", "a.b.c", "c.a", "."]
WORDS = ["Kế hoạch", "w", "<b>", "&", '"', "'", "{ x }", "=", "đơn vị", "–", ">", "ơ\u0303"]
HOSTILE = ["<script>alert(1)</script>", '" onmouseover="x', "' x='", "{{a}}", "{{{b}}}", "-->", "]]>",
           "</title>", "</textarea><b>", "a&b&lt;", "javascript:x", "\\", '\\"', "%0d%0a", "a\nb", "`",
           "/>", "=x", "\u2028\u2029", "😀", "\x7f", "\x01", "", "Sở Nội vụ", "${x}", "</style>"]
DELIMITERS = [("{{", "}}"), ("<%", "%>"), ("[", "]"), ("|", "|"), ("$$", "%%")]


class Oracle:
    def __init__(self, program):
        self.program = program

    def ask(self, cases):
        text = "".join(json.dumps(c) + "\n" for c in cases)
        done = subprocess.run([self.program], input=text.encode(), capture_output=True, timeout=300)
        if done.returncode != 0:
            raise SystemExit(f"{self.program} exits {done.returncode}: {done.stderr.decode()[-2000:]}")
        return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


class Maker:
    """One random template; keeps the delimiters in force."""

    def __init__(self, rng, partials, is_partial):
        self.rng, self.partials, self.is_partial = rng, partials, is_partial
        self.open, self.close = DELIMITERS[0]
        self.out = []
        self.after_tag = False

    def pad(self):
        return self.rng.choice(["", "", " ", "  ", "\n", "\t"])

    def tag(self, body):
        self.out.append(self.open + body + self.close)
        self.after_tag = True

    def text(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.35:
            piece = "\n"
        elif kind < 0.45:  # 2: not on an empty line of a partial
            piece = "w\r\n" if self.is_partial else "\r\n"
        elif kind < 0.7:
            piece = rng.choice([" ", "  ", "\t"]) + ("w" if self.after_tag else "")  # 1
        else:
            piece = rng.choice(WORDS)
        if self.open != "{{":
            piece = piece.replace("{ x }", "{{x}}")
        self.out.append(piece)
        self.after_tag = False

    def name(self):
        return self.rng.choice(NAMES)

    def block(self, depth):
        for _ in range(self.rng.randint(0, 6)):
            self.part(depth)

    def part(self, depth):
        rng, pad = self.rng, self.pad
        kind = rng.random()
        if kind < 0.45:
            self.text()
        elif kind < 0.6:
            self.tag(pad() + self.name() + pad())
            self.after_tag = False
        elif kind < 0.68:
            form = rng.choice(["{%s%s%s}", "&%s%s%s"])
            self.tag(form % (pad(), self.name(), pad()))
            self.after_tag = False
        elif kind < 0.74:
            self.tag("!" + rng.choice([" c", " c\nd ", "c #x", "\nc\n"]))
        elif kind < 0.78:
            pair = rng.choice(DELIMITERS)
            self.tag("=" + rng.choice(["", " "]) + " ".join(pair) + rng.choice(["", " "]) + "=")
            self.open, self.close = pair
        elif kind < 0.86 and self.partials:
            self.line(">" + pad() + rng.choice(self.partials) + pad())
        elif depth < 4:
            name = self.name()
            self.line(rng.choice("##^") + pad() + name + pad())
            self.block(depth + 1)
            self.line("/" + pad() + name + pad())

    def line(self, body):
        """Half of the block tags on a line of their own."""
        if self.rng.random() < 0.5:
            if not self.is_partial or self.rng.random() < 0.9:
                self.out.append(self.rng.choice(["\n", "\n  ", "\n\t"]))
            self.tag(body)
            self.out.append(self.rng.choice(["\n", "\n", "w\r\n" if self.is_partial else "\r\n"]))
            self.after_tag = False
        else:
            self.tag(body)

    def make(self):
        for _ in range(self.rng.randint(1, 4)):
            self.block(0)
        return "".join(self.out)


def value(rng, depth):
    kind = rng.random()
    if depth < 4 and kind < 0.3:
        return {k: value(rng, depth + 1) for k in ["a", "b", "c", "items", "x-1"] if rng.random() < 0.6}
    if depth < 4 and kind < 0.5:
        return [value(rng, depth + 1) for _ in range(rng.randint(0, 3))]
    if kind < 0.75:
        return rng.choice(HOSTILE)
    return rng.choice([True, False, None, 0, 1, 42, -7, 1.5, 0.0, "w", "0"])


def root(rng):
    return {k: value(rng, 0) for k in ["a", "b", "c", "items", "x-1"] if rng.random() < 0.8}


if pystache:
    class Normal(pystache.Renderer):
        def str_coerce(self, val):
            if isinstance(val, bool):
                return "true" if val else "false"
            return "" if val is None or isinstance(val, (dict, list)) else str(val)


def check_pystache(t, oracle, rng, count):
    if not pystache:
        t.skip("python3-pystache is not installed")
        return
    cases = []
    for _ in range(count):
        names = ["p0", "p1", "p2", "p3"]
        templates = {n: Maker(rng, names[i + 1:], True).make() for i, n in enumerate(names)}
        templates["main"] = Maker(rng, names, False).make()
        mode = rng.choice(["html", "html", "text"])
        cases.append({"mode": mode, "templates": templates, "root": "main", "data": root(rng)})
    same = full = 0
    for case, got in zip(cases, oracle.ask(cases), strict=True):
        keep = (lambda s: s) if case["mode"] == "text" else None
        renderer = Normal(partials=case["templates"], missing_tags="ignore",
                          **({"escape": keep} if keep else {}))
        want = renderer.render(case["templates"]["main"], case["data"])
        full += len(want) > 20
        if got.get("out") == want:
            same += 1
        else:
            t.check(False, f"pystache {want!r}\n ours {got!r}\n case {json.dumps(case)}")
            if t.failed > 3:
                return
    t.check(same == count, f"{same} of {count} as pystache")
    t.check(full > count / 4, f"only {full} of {count} outputs are longer than 20 characters")
    print(f"pystache {pystache.__version__}: {same} of {count} the same, {full} longer than 20 characters")


# ---- HTML: what the check accepts is safe whatever the values are

PIECES = ["<p>", "</p>", "<p class=", '"', "'", ">", "<", "/", " ", "x", "=", "<a href=", "https://h/", "?q=",
          "<!--", "-->", "<title>", "</title>", "<textarea>", "</textarea>", "<script>", "</script>",
          "<style>", "</style>", " onclick=", " style=", " title=", "<br/>", "w ", "<b id='", "<i lang=\"",
          "--!>", "<!doctype html>", "</", "<?", "mailto:", "/tep/", "<img src=\"", "javascript:", "\n",
          "->", "--", "</ti", "<a href=\"", "<b onclick=\"", "<b style='", "<b title", "<script x>", "<STYLE>"]
SPOTS = ["{{v%d}}", "{{v%d}}", "{{#yes}}{{v%d}}{{/yes}}", "{{^no}}{{v%d}}{{/no}}", "{{>q}}{{v%d}}"]


def html_case(rng):
    out, inside = [], 0
    for i in range(rng.randint(1, 7)):
        if rng.random() < 0.2:
            out.append(rng.choice(["{{#s}}", "{{^s}}"]))
            inside += 1
        elif inside and rng.random() < 0.5:
            out.append("{{/s}}")
            inside -= 1
        out.append(rng.choice(PIECES))
        if rng.random() < 0.4:
            out.append(rng.choice(["<p>", '<p class="', "<a href=\"https://h/?q=", "<title>", "w", "</p>"]))
        if rng.random() < 0.5:
            out.append(rng.choice(SPOTS) % i)
    # Close what is easy to close: else hardly any template would end where it may.
    out.append(rng.choice(["", '"', '">', '"></p>', "</title>", ">", "'>", "-->"]))
    out.append("{{/s}}" * inside)
    return "".join(out)


def flat(element):
    """The tree as a list of names, attributes and text."""
    out = [("tag", element.tag if isinstance(element.tag, str) else "comment")]
    out += sorted(("attr", k, v) for k, v in element.attrib.items())
    out.append(("text", element.text or ""))
    for child in element:
        out += flat(child)
        out.append(("tail", child.tail or ""))
    return out


def tree(text):
    return flat(html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False))


def filled(item, values):
    last = item[-1]
    for i, v in enumerate(values):
        last = last.replace(f"QzQ{i}QzQ", v)
    return item[:-1] + (last,)


def leads(url):
    """Scheme, and whether a host is named without one, as a browser reads an address."""
    url = re.sub(r"[\t\n\r]", "", url).strip().replace("\\", "/")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", url, re.I)
    return scheme and scheme[1].lower(), url.startswith("//")


def unsafe(items, values):
    """A value where it could run, load or lead elsewhere, though the tree stays as it is."""
    element = ""
    for item in items:
        if item[0] == "tag":
            element = item[1]
        if "QzQ" not in item[-1]:
            continue
        if item[0] == "text" and element in ("script", "style", "comment"):
            return True
        if item[0] == "attr" and (item[1].startswith("on") or item[1] == "style"):
            return True
        if item[0] == "attr" and item[1] in ("href", "src"):
            before = leads(item[2].split("QzQ")[0])
            if before[0] not in (None, "http", "https", "mailto"):
                return True
            for wild in [values, ["javascript:x"] * 8, [":x"] * 8, ["/evil.example"] * 8]:
                if leads(filled(item, wild)[2]) != before:
                    return True
    return False


def check_html(t, oracle, rng, count):
    if not html5lib:
        t.skip("python3-html5lib is not installed")
        return
    hostile = [h for h in HOSTILE if h and "\x01" not in h and "\x7f" not in h]
    cases, plans = [], []
    for _ in range(count):
        text = html_case(rng)
        values = [rng.choice(hostile) for _ in range(8)]
        plans.append((text, values))
        many = rng.choice([True, False, [{}, {}]])
        for chosen in ([f"QzQ{i}QzQ" for i in range(8)], values):
            data = {f"v{i}": v for i, v in enumerate(chosen)} | {"yes": True, "no": False, "s": many}
            cases.append({"mode": "html", "templates": {"m": text, "q": "<i>q</i>"}, "root": "m",
                          "data": data, "check": True})
    answers = oracle.ask(cases)
    accepted = bad = with_value = 0
    for k, (text, values) in enumerate(plans):
        mild, wild = answers[2 * k], answers[2 * k + 1]
        if "out" not in mild:
            continue
        accepted += 1
        with_value += "QzQ" in mild["out"]
        if unsafe(tree(mild["out"]), values):
            bad += 1
            t.check(False, f"a value stands where it can act: {text!r}")
        want = [filled(item, values) for item in tree(mild["out"])]
        if tree(wild["out"]) != want:
            bad += 1
            t.check(False, f"a value became structure: {text!r} {wild['out']!r}")
            if bad > 3:
                return
    t.check(bad == 0, "no value became structure in HTML")
    t.check(with_value > count / 50, f"only {with_value} of {count} accepted templates hold a value")
    print(f"html5lib: {count} templates, {accepted} accepted, {with_value} of them with values")


def check_json(t, oracle, rng, count):
    cases, wants = [], []
    for _ in range(count):
        v = [rng.choice(HOSTILE + [1, 2.5, True, None]) for _ in range(3)]
        text = '{"{{k}}": "a{{v0}}b", "w": {{v1}}, "l": [{{#l}}{{.}},{{/l}}{{v2}}]}'
        inner = "" if v[0] is None else json.dumps(v[0]) if not isinstance(v[0], str) else v[0]
        cases.append({"mode": "json", "templates": {"m": text}, "root": "m", "check": True,
                      "data": {"k": "k", "v0": v[0], "v1": v[1], "v2": v[2], "l": v}})
        wants.append({"k": f"a{inner}b", "w": v[1], "l": v + [v[2]]})
    for case, want, got in zip(cases, wants, oracle.ask(cases), strict=True):
        if not t.check("out" in got and json.loads(got["out"]) == want, f"JSON {got} for {case}"):
            return


def check_form(t, oracle, rng, count):
    cases = []
    for _ in range(count):
        v = [rng.choice(HOSTILE) for _ in range(2)]
        cases.append({"mode": "form", "templates": {"m": "chat=1&text={{a}}&x={{b}}"}, "root": "m",
                      "check": True, "data": {"a": v[0], "b": v[1]}})
    for case, got in zip(cases, oracle.ask(cases), strict=True):
        pairs = dict(urllib.parse.parse_qsl(got.get("out", ""), keep_blank_values=True))
        want = {"chat": "1", "text": case["data"]["a"], "x": case["data"]["b"]}
        if not t.check(pairs == want, f"form {got} for {case}"):
            return


def check_escape(t, oracle):
    every = "".join(chr(c) for c in range(1, 0x3000) if not 0xD800 <= c < 0xE000)
    got = oracle.ask([{"mode": "html", "templates": {"m": "{{v}}"}, "root": "m", "data": {"v": every}}])
    t.check(got[0]["out"] == html.escape(every), "HTML escaping is html.escape()")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("build", nargs="?", default=ROOT / "build/release", type=pathlib.Path)
    ap.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    ap.add_argument("--cases", type=int, default=5000)
    args = ap.parse_args()
    t = Totals()
    program = args.build.resolve() / "tests/mustache-oracle"
    if not program.exists():
        subprocess.run(["make", "-s", program.relative_to(ROOT)], cwd=ROOT, check=True)
    print(f"seed: --seed {args.seed}", flush=True)
    oracle = Oracle(program)
    check_pystache(t, oracle, random.Random(args.seed), args.cases)
    check_html(t, oracle, random.Random(args.seed + 1), args.cases * 2)
    check_json(t, oracle, random.Random(args.seed + 2), 500)
    check_form(t, oracle, random.Random(args.seed + 3), 500)
    check_escape(t, oracle)
    t.end()


main()

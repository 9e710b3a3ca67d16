"""The receiver's side of webhooks, written from the Standard Webhooks specification and not from our
code; and the libraries from npm (tests/oracle/webhook) where this machine can have them."""

import base64
import copy
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import time

import jsonschema
from nvlib import ROOT

SCHEMA_FILE = ROOT / "docs/schema/notice.v1.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text())
ORACLE = ROOT / "tests/oracle/webhook"


def verify(secret, headers, body, now=None, tolerance_s=300):
    """True for a genuine and fresh request; `body` are the bytes as they came."""
    ident, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs((time.time() if now is None else now) - int(stamp)) > tolerance_s:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    mac = hmac.new(key, f"{ident}.{stamp}.".encode() + body, hashlib.sha256).digest()
    given = [s[3:] for s in headers.get("webhook-signature", "").split(" ") if s.startswith("v1,")]
    return any(hmac.compare_digest(base64.b64encode(mac).decode(), g) for g in given)


def strict(schema):
    """The same schema, in which a member that is not documented is an error."""
    schema = copy.deepcopy(schema)
    for part in [schema, schema["$defs"]["notice"], schema["$defs"]["item"],
                 schema["$defs"]["notice"]["properties"]["agency"]]:
        part["additionalProperties"] = False
    return schema


jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(strict(SCHEMA),
                                            format_checker=jsonschema.FormatChecker())


def faults(body):
    """What the schema says against a body (bytes), one line each."""
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
            for e in VALIDATOR.iter_errors(json.loads(body))]


def npm_verifier(build):
    """A command to feed, or None and why there is none."""
    home = build / "npm"
    if not shutil.which("node") or not shutil.which("npm"):
        return None, "node or npm is not installed"
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "verify.mjs"):
        shutil.copy(ORACLE / name, home / name)
    if not (home / "node_modules/.package-lock.json").exists():
        try:
            done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0",
                                   "--fetch-timeout=20000"], cwd=home, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=90)
        except subprocess.TimeoutExpired:
            return None, "npm cannot install the libraries in time"
        if done.returncode != 0:
            return None, "npm cannot install the libraries"
    return ["node", str(home / "verify.mjs"), str(SCHEMA_FILE)], None


def ask_npm(t, command, requests):
    """Adds the verifier's own count to the totals."""
    done = subprocess.run(command, input="".join(json.dumps(r) + "\n" for r in requests),
                          capture_output=True, text=True, timeout=120)
    count = re.search(r"(\d+) passed, (\d+) failed", done.stdout)
    if not t.check(count, f"npm: {done.stdout[-500:]} {done.stderr[-1500:]}"):
        return
    if int(count[2]):
        print(done.stdout[-4000:])
    t.passed += int(count[1])
    t.failed += int(count[2])

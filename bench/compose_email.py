"""The same letter by Python's `email`, from its finished parts. Usage: compose_email.py FOLDER COUNT"""

import email.message
import email.policy
import json
import pathlib
import sys
import time

FOLDER, COUNT = pathlib.Path(sys.argv[1]), int(sys.argv[2])
PART = {p.name: p.read_bytes().decode() for p in FOLDER.iterdir() if p.suffix != ".eml"}
POLICY = email.policy.SMTP


def compose():
    m = email.message.EmailMessage(policy=POLICY)
    m["From"] = email.headerregistry.Address(PART["from_name"], addr_spec=PART["from_mail"])
    m["To"] = email.headerregistry.Address(PART["to_name"], addr_spec=PART["to_mail"])
    m["Subject"] = PART["subject"]
    for line in PART["fields"].splitlines():
        name, _, value = line.partition(": ")
        m[name] = value
    m.set_content(PART["text"], cte="base64")
    m.add_alternative(PART["html"], subtype="html", cte="quoted-printable")
    m.make_mixed()
    m.add_attachment(PART["calendar"], subtype="calendar", cte="base64", filename="h.ics", params={"method": "PUBLISH"})
    return m.as_bytes()


raw = compose()
start = time.process_time()
for _ in range(COUNT):
    raw = compose()
took = time.process_time() - start
(FOLDER / "email.eml").write_bytes(raw)
print(json.dumps({"count": COUNT, "cpu_s": took, "bytes": len(raw)}))

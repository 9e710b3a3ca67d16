#!/usr/bin/env python3
"""Checks every message of a Maildir or of a folder of .eml files, with Python's own parser.

usage: check_mail.py DIR…    (also single files)

A message passes when its wire form is ASCII with CRLF line ends and no line over 998 bytes, it parses
under email.policy.default without a defect in any part or header, every required header stands there
exactly once, Date and addresses can be read, and the decoded subject, text and HTML are Vietnamese
in NFC. The last line is "N passed, N failed"; exit 1 if one failed or none was found.
"""
import csv
import io
import email
import email.policy
import email.utils
import html.parser
import os
import sys
import xml.etree.ElementTree as ElementTree
import unicodedata

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, also for a Python that is not Debian's
try:
    import icalendar
except ImportError:
    icalendar = None
    print("SKIP: calendars are not read by icalendar (python3-icalendar)")


REQUIRED = ["Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted",
            "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"]
AT_MOST_ONCE = ["Reply-To", "References", "In-Reply-To", "List-Id", "Sender", "Cc", "Bcc"]
VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


class Page(html.parser.HTMLParser):
    """The words of a page, and whatever would load something from outside."""

    def __init__(self):
        super().__init__()
        self.words, self.remote, self.language = [], [], None

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang")
        if tag in ("script", "iframe", "object", "embed", "link", "img", "form", "base"):
            self.remote.append(tag)
        self.remote += [name for name in values if name in ("src", "href", "background")
                        or name.startswith("on")]
        if "url(" in (values.get("style") or ""):
            self.remote.append("style url")

    def handle_data(self, data):
        self.words.append(data)


def on_the_wire(raw):
    """A Maildir keeps the local line end, LF; SMTP carries CRLF (RFC 5321 2.3.8). A mixture is neither."""
    return raw if b"\r" in raw else raw.replace(b"\n", b"\r\n")


def wire_faults(raw):
    raw = on_the_wire(raw)
    if any(b > 0x7E or (b < 0x20 and b not in (0x0A, 0x0D, 0x09)) for b in raw):
        yield "a byte that is not printable ASCII"
    bare = raw.replace(b"\r\n", b"")
    if b"\n" in bare or b"\r" in bare:
        yield "a line that does not end in CRLF"
    if not raw.endswith(b"\r\n"):
        yield "no line end at the end"
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        yield "a line over 998 bytes"


def text_faults(what, text, language="vi"):
    if not unicodedata.is_normalized("NFC", text):
        yield f"{what} is not NFC"
    if language == "vi" and not VIETNAMESE & set(text.lower()):
        yield f"{what} has no Vietnamese letter"
    if "\ufffd" in text or "=?" in text:
        yield f"{what} is damaged: {text[:60]!r}"
    bad = [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"]
    if bad:
        yield f"{what} holds a control character {bad[0]!r}"


def header_faults(message):
    for name in REQUIRED:
        found = message.get_all(name, [])
        if len(found) != 1:
            yield f"{name} stands there {len(found)} times"
    for name in AT_MOST_ONCE:
        if len(message.get_all(name, [])) > 1:
            yield f"{name} stands there more than once"
    for name, value in message.items():
        for defect in getattr(value, "defects", ()):
            yield f"{name}: {defect!r}"
    for name in ("From", "To"):
        header = message[name]
        if not header or len(header.addresses) != 1 or "@" not in header.addresses[0].addr_spec:
            yield f"{name} is not one address"
        else:
            yield from text_faults(f"{name} name", header.addresses[0].display_name)
    if not message["Date"] or message["Date"].datetime is None:
        yield "Date cannot be read"
    identity = str(message["Message-ID"] or "")
    if not (identity.startswith("<") and identity.endswith(">") and identity.count("@") == 1):
        yield f"Message-ID is {identity!r}"
    if message["Auto-Submitted"] != "auto-generated":
        yield "Auto-Submitted is not auto-generated"
    yield from text_faults("Subject", str(message["Subject"] or ""), str(message["Content-Language"]))


def defects(message):
    for part in message.walk():
        for defect in part.defects:
            yield f"{part.get_content_type()}: {defect!r}"


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def calendar_faults(raw):
    """RFC 5545 as far as a few lines can tell; an outside reader has the last word where there is one."""
    text = raw.decode("utf-8")
    if "\n" in text.replace("\r\n", "") or not text.endswith("END:VCALENDAR\r\n"):
        yield "calendar: line ends"
    if any(len(line.encode()) > 75 for line in text.split("\r\n")):
        yield "calendar: a line of more than 75 octets"
    lines = unfolded(text)
    events = " ".join(lines).split("BEGIN:VEVENT")[1:]
    uids = [line for line in lines if line.startswith("UID:")]
    if not events or len(set(uids)) != len(events) or "METHOD:PUBLISH" not in lines:
        yield "calendar: events without their own UID"
    for event in events:
        for name in ("DTSTAMP:", "DTSTART;VALUE=DATE:", "SUMMARY:", "SEQUENCE:", "ORGANIZER;", "TRANSP:TRANSPARENT"):
            if name not in event:
                yield f"calendar: an event without {name}"
    if icalendar is None:
        return
    walked = [c for c in icalendar.Calendar.from_ical(raw).walk() if c.name == "VEVENT"]
    if len(walked) != len(events) or any(c.errors for c in walked):
        yield f"calendar: icalendar reads {len(walked)} of {len(events)} events"


def attachment_faults(part):
    kind, raw = part.get_content_type(), part.get_payload(decode=True)
    if part.get_content_disposition() != "attachment" or not part.get_filename():
        yield f"{kind} is not an attachment with a name"
    if kind == "text/calendar":
        if part.get_param("method") != "PUBLISH":
            yield "calendar: no method"
        yield from calendar_faults(raw)
    elif kind == "text/csv":
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
        if not raw.startswith(b"\xef\xbb\xbf") or len(rows) < 32 or len({len(r) for r in rows}) != 1:
            yield "csv: rows"
        if any(cell[:1] in "=+-@" for row in rows[1:] for cell in row[:-1] if cell):
            yield "csv: a cell would be run as a formula"
    elif kind == "image/svg+xml":
        if ElementTree.fromstring(raw).tag != "{http://www.w3.org/2000/svg}svg":
            yield "svg: not a picture"
    else:
        yield f"attachment {kind}"


# With what a letter of a language begins and ends.
LETTER = {"vi": ("Kính gửi: ", "Trân trọng./."), "en": ("To: ",)}


def part_faults(message):
    letter, attached = message, []
    if message.get_content_type() == "multipart/mixed":
        letter, *attached = message.iter_parts()
    if letter.get_content_type() != "multipart/alternative":
        yield from defects(message)
        yield f"the letter is {letter.get_content_type()}"
        return
    for part in attached:
        yield from attachment_faults(part)
    kinds = [part.get_content_type() for part in letter.iter_parts()]
    if kinds != ["text/plain", "text/html"]:
        yield from defects(message)
        yield f"the parts are {kinds}"
        return
    plain, page = [part.get_content().replace("\r\n", "\n") for part in letter.iter_parts()]
    yield from defects(message)  # decoding adds some
    yield from text_faults("text", plain)
    yield from text_faults("HTML", page)
    language = str(message["Content-Language"] or "vi")
    if any(words not in plain for words in LETTER[language]):
        yield "text is not a letter"
    reader = Page()
    reader.feed(page)
    reader.close()
    if reader.language != language:
        yield f"HTML language is {reader.language!r}"
    if reader.remote:
        yield f"HTML loads or runs something: {reader.remote}"


def faults(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    yield from wire_faults(raw)
    yield from header_faults(message)
    yield from part_faults(message)


def files(path):
    if os.path.isfile(path):
        yield path
        return
    for folder, below, names in os.walk(path):
        below.sort()
        if os.path.basename(folder) == "tmp" and os.path.isdir(os.path.join(folder, "..", "new")):
            continue
        in_maildir = os.path.basename(folder) in ("new", "cur")
        for name in sorted(names):
            if in_maildir or name.endswith(".eml"):
                yield os.path.join(folder, name)


def main(paths):
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    passed = failed = 0
    for path in (name for start in paths for name in files(start)):
        with open(path, "rb") as file:
            found = list(faults(file.read()))
        for fault in found:
            print(f"{path}: {fault}")
        passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

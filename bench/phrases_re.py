#!/usr/bin/env python3
"""What a script would do instead of a grammar: a few regular expressions for the dates of deadlines. It reads fewer
phrases than the grammar, and refuses none that it should; only its speed is compared.

phrases_re.py COUNT FILE...  (files as bench/phrases reads them)
"""

import calendar
import datetime
import json
import re
import sys
import time
import unicodedata

YEAR = 2025
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
FORMS = re.compile(
    r"(?:ngày )?(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})|ngày (?P<d2>\d{1,2}) tháng (?P<m2>\d{1,2}) năm (?P<y2>\d{4})"
    r"|tháng (?P<m3>\d{1,2})(?:/| năm )(?P<y3>\d{4})|qu[ýí] (?P<q>iv|i{1,3})(?:/| năm )(?P<y4>\d{4})"
    r"|(?P<h>6|9) tháng (?:đầu )?năm (?P<y5>\d{4})|năm (?P<y6>\d{4})"
    r"|(?P<open>thường xuyên|hằng|hàng|sau khi|theo (?:tiến độ|kế hoạch))")


def last_of(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def read(phrase):
    m = FORMS.search(unicodedata.normalize("NFC", phrase).lower())
    if not m:
        return None
    g = m.groupdict()
    try:
        if g["open"]:
            return g["open"]
        if g["d"] or g["d2"]:
            return datetime.date(int(g["y"] or g["y2"]), int(g["m"] or g["m2"]), int(g["d"] or g["d2"]))
        if g["m3"]:
            return last_of(int(g["y3"]), int(g["m3"]))
        if g["q"]:
            return last_of(int(g["y4"]), 3 * ROMAN[g["q"]])
        if g["h"]:
            return last_of(int(g["y5"]), int(g["h"]))
        return datetime.date(int(g["y6"]), 12, 31)
    except ValueError:
        return None


def main():
    count, phrases = int(sys.argv[1]), []
    for path in sys.argv[2:]:
        for line in open(path):
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                phrases.append(line.split("\t")[1] if "\t" in line else line)
    start = time.process_time()
    good = sum(read(phrases[i % len(phrases)]) is not None for i in range(count))
    print(json.dumps({"count": count, "good": good, "cpu_s": time.process_time() - start}))


if __name__ == "__main__":
    main()

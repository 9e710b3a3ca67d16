"""smtplib_client.py PORT COUNT BYTES: Python's smtplib, one connection, the same message again and again."""

import smtplib
import sys
import time

port, count, size = map(int, sys.argv[1:])
line = "x" * 74 + "\r\n"
message = "Subject: bench\r\n\r\n" + (line * (size // len(line) + 1))[:size - 18]
client = smtplib.SMTP("127.0.0.1", port)
client.ehlo_or_helo_if_needed()
start = time.monotonic()
for _ in range(count):
    client.sendmail("sender@bench.example", ["rcpt@bench.example"], message)
print(time.monotonic() - start)
client.quit()

"""G4 and the slow relay: how many connections and round trips a message costs, and whether waiting for
one answer holds up the others."""

import json
import signal
import statistics
import subprocess

import inputs
import measure
from drain import CONNECTIONS, Place, bare, drain, mail_relay, smtp_source
from measure import Row

DELAY_MS = 5
SLOW_CONNECTIONS = (4, 16)
SLOW_MESSAGES = 300  # for each connection


class Relay:
    """bench/relay on the measured CPU; see there."""

    def __init__(self, build, delay_ms=0, header=None, log=None):
        self.port = measure.free_port()
        with measure.pinned():
            self.proc = subprocess.Popen(
                [str(build / "bench/relay"), str(self.port), str(delay_ms * 1000),
                 *([header, str(log)] if header else [])],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        measure.wait_listening(self.port, self.proc)
        self.before = self.ask()

    def ask(self):
        self.proc.send_signal(signal.SIGUSR1)
        return json.loads(self.proc.stdout.readline())

    def counts(self):
        """Since the last call."""
        now, before = self.ask(), self.before
        self.before = now
        return {key: now[key] - before[key] for key in now}

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        measure.end(self.proc)
        self.proc.stdout.close()


def g4(ctx):
    row = Row("G4", f"what {ctx.count} accepted e-mails cost the relay, {CONNECTIONS} connections", "")
    with Place(ctx.work / "g4") as place, Relay(ctx.build) as relay:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(relay.port))
        for _ in range(ctx.rounds):
            drain(ctx.build, place, conf, ctx.count)
            seen = relay.counts()
            if seen["messages"] != ctx.count:
                raise RuntimeError(f"the relay took {seen['messages']} of {ctx.count}")
            row.add("connections opened", seen["connections"])
            # A connection's own: EHLO.
            row.add("round trips a message", (seen["answers"] - seen["connections"]) / seen["messages"])
    row.target_value("connections opened", "<=", CONNECTIONS)
    row.target_value("round trips a message", "<=", 4)
    return [row]


def slow_row(ctx, source, n):
    count = min(ctx.count, SLOW_MESSAGES * n)
    row = Row(f"slow-{n}", f"a relay that answers the final dot after {DELAY_MS} ms, {n} connections", "messages/s")
    trips = []
    with Place(ctx.work / "slow") as place, Relay(ctx.build) as quick, Relay(ctx.build, DELAY_MS) as relay:
        conf = inputs.one_task_each(place / "conf", count, True, None, mail_relay(relay.port, n))
        size = 0
        for _ in range(ctx.rounds):
            run = drain(ctx.build, place, conf, count)
            size = size or run["size"]
            rate, _ = smtp_source(source, ctx.peers.env(), quick.port, count, size, 1)
            trips.append(1e3 / rate)
            row.add("what n connections allow", n / (DELAY_MS / 1e3 + 1 / rate))
            row.add("nhacviecd", run["rate"])
            row.add("one thread, libcurl multi", bare(ctx.build, f"smtp://127.0.0.1:{relay.port}",
                                                      min(count, SLOW_MESSAGES), size, n)[0])
    row.target_ratio("nhacviecd", "what n connections allow", ">=", 0.8)
    row.note(f"{count} messages of {size} bytes; allowed: n / ({DELAY_MS} ms + {statistics.median(trips):.3f} ms, what a "
             "message takes smtp-source on one connection to the same relay that does not wait)")
    return row


def slow(ctx):
    source = ctx.peers.find("smtp-source")
    return [slow_row(ctx, source, n) for n in SLOW_CONNECTIONS]

"""G1 to G3, G7: the daemon draining due e-mails, against programs that only send and against Alertmanager."""

import statistics
import sys

import alertmanager
import inputs
import measure
from drain import (CONNECTIONS, Drained, Place, add_run, bare, drain, mail_relay, sink_command, smtp_source)
from measure import Row

MSMTP_MESSAGES = 100
SMTPLIB = measure.HERE / "smtplib_client.py"
FEW = 50
G1_ROWS = (("G1", None, "letters as shipped"), ("G1-short", inputs.SHORT_LETTERS, "short letters"))


def smtplib(port, count, size):
    r = measure.run([sys.executable, SMTPLIB, port, count, size])
    return count / float(r["out"]), r


def msmtp(program, env, port, message, count, at_once):
    one = f'exec "$1" --host=127.0.0.1 --port={port} --from=sender@bench.example rcpt@bench.example < "$2"'
    r = measure.run(["sh", "-c", f"seq {count} | xargs -P{at_once} -n1 sh -c '{one}' msmtp " '"$0" "$1" --',
                     program, message], env=env)
    return count / r["seconds"]


def drain_row(ctx, ident, templates, what):
    """One size of letters: the daemon, smtp-source and bare libcurl, each with messages of that size."""
    sink, source = ctx.peers.find("smtp-sink"), ctx.peers.find("smtp-source")
    env, port = ctx.peers.env(), measure.free_port()
    row = Row(ident, f"drain due e-mails, {what}, {CONNECTIONS} connections, FULL, composed", "messages/s")
    drained = Drained(row, "nhacviecd", ctx.count)
    with Place(ctx.work / ident) as place:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(port), templates)
        few = inputs.one_task_each(place / "few", FEW, True, None, mail_relay(port), templates)
        with measure.server(sink_command(sink, port), port, env):
            size = drain(ctx.build, place, few, FEW)["size"]
            for _ in range(ctx.rounds):
                rate, r = smtp_source(source, env, port, ctx.count, size)
                add_run(row, "smtp-source -d -s 16", rate, r, ctx.count)
                rate, r = bare(ctx.build, f"smtp://127.0.0.1:{port}", ctx.count, size)
                add_run(row, "bare libcurl", rate, r, ctx.count)
                drained.add(drain(ctx.build, place, conf, ctx.count))
    row.target_ratio("nhacviecd", "smtp-source -d -s 16", ">=", 0.45)
    row.target_ratio("nhacviecd", "bare libcurl", "<=", 1.4, "cpu_per_10k")
    drained.notes()
    return row


def g1(ctx):
    return [drain_row(ctx, *variant) for variant in G1_ROWS]


def clients_row(ctx, ident, templates, what):
    sink, client = ctx.peers.find("smtp-sink"), ctx.peers.find("msmtp")
    env, port = ctx.peers.env(), measure.free_port()
    row = Row(ident, f"e-mails against other clients, {what}", "messages/s")
    few = min(MSMTP_MESSAGES, ctx.count)
    with Place(ctx.work / ident) as place:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(port), templates)
        with measure.server(sink_command(sink, port), port, env):
            for _ in range(ctx.rounds):
                run = drain(ctx.build, place, conf, ctx.count)
                row.add("nhacviecd", run["rate"])
                row.add("smtplib, one connection", smtplib(port, ctx.count, round(run["size"]))[0])
                message = place / "message"
                message.write_text("Subject: bench\n\n" + ("x" * 75 + "\n") * (round(run["size"]) // 76))
                row.add("msmtp", msmtp(client, env, port, message, few, 1))
                row.add("msmtp, four at once", msmtp(client, env, port, message, few, 4))
    row.target_ratio("nhacviecd", "smtplib, one connection", ">=", 1.2)
    row.target_ratio("nhacviecd", "msmtp", ">=", 100)
    row.target_ratio("nhacviecd", "msmtp, four at once", ">=", 40)
    row.note(f"messages of {run['size']} bytes; msmtp: a process for each of {few} messages")
    return row


def g3(ctx):
    return [clients_row(ctx, "G3" + ident[2:], *rest) for ident, *rest in G1_ROWS]


def g7(ctx):
    sink = ctx.peers.find("smtp-sink")
    env, port = ctx.peers.env(), measure.free_port()
    row = Row("G7", f"{ctx.count} due e-mails, the whole run", "messages/s")
    with Place(ctx.work / "g7") as place:
        conf = inputs.one_task_each(place / "conf", ctx.count, True, None, mail_relay(port))
        with measure.server(sink_command(sink, port), port, env):
            for _ in range(ctx.rounds):
                run = other = alertmanager.drain(ctx, place, alertmanager.email(port), "email", ctx.count)
                row.add("Alertmanager", run["rate"], cpu_per_10k=run["cpu_s"] * 1e4 / ctx.count,
                        peak_kb=run["peak_kb"])
                run = drain(ctx.build, place, conf, ctx.count)
                row.add("nhacviecd", ctx.count / run["whole_s"], cpu_per_10k=run["cpu_s"] * 1e4 / ctx.count,
                        peak_kb=run["peak_kb"])
    row.target_ratio("nhacviecd", "Alertmanager", "<=", 1 / 6, "cpu_per_10k")
    row.target_ratio("nhacviecd", "Alertmanager", ">=", 3)
    row.target_ratio("nhacviecd", "Alertmanager", "<=", 1 / 20, "peak_kb")
    row.note("from the daemon's start, configuration and planning included, to the last verdict in its ledger; "
             f"from Alertmanager's first alert to its last notification, one a group; {other['failed']} of its requests "
             "failed at first, in the last round")
    row.note(f"nhacviecd's letters have {run['size']} bytes; commits {run['commits']}, 1/"
             f"{statistics.median([ctx.count / run['commits']]):.0f} a message")
    return [row]

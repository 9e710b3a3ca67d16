#!/usr/bin/env python3
"""An SMTP server that does what a script says: an oracle for tests, on 127.0.0.1 only.

Every accepted message is one JSON line in --log, flushed and fsynced before the 250 after the dot:
{"time", "from", "to", "message_id", "bytes_b64" (with --bodies)}. --events records what peers did.

Behaviour: --behave PHASE=ACTION[,ACTION…] (repeatable). Phases: connect ehlo starttls tls auth mail
rcpt data body dot quit. The n-th time a phase is reached (over all connections) its n-th action is
taken, the last one for ever; "ACTION*3" stands for three times. Actions:
  ok             the usual answer
  NNN[:text]     this reply; '|' in the text makes a reply of several lines
  NNN!:text      this reply, then the connection is closed
  drop, rst      close at once, with FIN or with RST
  silent         no answer, until the peer goes away
  wait:S         S seconds later the usual answer
  drip:S         the usual answer, a byte each S seconds
  garbage        bytes that are no reply, then silence
  endless        one line that never ends
  leave:S        the usual answer, and S seconds later a 421 that nobody asked for, and FIN
  huge           a megabyte of reply lines, then the usual last one
Phase `tls` (the handshake) knows ok, drop, rst, silent, garbage. Phase `body` acts after the first
line of the message. --rcpt ADDRESS=ACTION[,…] is a script of its own for one recipient. An accepted
message is recorded before the action of `dot` if that is one of drop, rst, silent and begins with
'+', as in dot=+drop: the peer has the message, only the answer is lost.

Prints "port N" when it listens. Ends at SIGTERM, or when stdin is closed with --until-eof.
"""

import argparse
import base64
import json
import os
import random
import socket
import ssl
import struct
import sys
import threading
import time
import warnings

USUAL = {
    "connect": "220 mx.example ESMTP",
    "starttls": "220 2.0.0 go ahead",
    "mail": "250 2.1.0 Ok",
    "rcpt": "250 2.1.5 Ok",
    "data": "354 end with <CR><LF>.<CR><LF>",
    "quit": "221 2.0.0 Bye",
}


class Gone(Exception):
    """This connection is over."""


class Script:
    """The actions of one phase, taken one by one; the last stays."""

    def __init__(self, text):
        self.actions = []
        for part in text.split(","):
            action, star, times = part.rpartition("*")
            if star and times.isdigit():
                self.actions += [action] * int(times)
            else:
                self.actions.append(part)
        self.lock = threading.Lock()
        self.at = 0

    def next(self):
        with self.lock:
            action = self.actions[min(self.at, len(self.actions) - 1)]
            self.at += 1
            return action


class Log:
    """Append-only JSON lines, durable when write() returns."""

    def __init__(self, path, sync):
        self.fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if path else -1
        self.sync = sync
        self.lock = threading.Lock()

    def write(self, record):
        if self.fd < 0:
            return
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode()
        with self.lock:
            os.write(self.fd, line)
        if self.sync:
            os.fsync(self.fd)


class Server:
    def __init__(self, args):
        self.args = args
        self.log = Log(args.log, not args.no_fsync)
        self.events = Log(args.events, False)
        self.phases = {}
        for item in args.behave:
            phase, _, actions = item.partition("=")
            self.phases[phase] = Script(actions)
        self.recipients = {}
        for item in args.rcpt:
            address, _, actions = item.rpartition("=")
            self.recipients[address.lower()] = Script(actions)
        self.count = 0
        self.lock = threading.Lock()
        self.context = None
        if args.tls != "none":
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(args.cert, args.key)
            if args.tls_max == "1.1":
                warnings.simplefilter("ignore", DeprecationWarning)
                self.context.set_ciphers("ALL:@SECLEVEL=0")
                self.context.minimum_version = ssl.TLSVersion.TLSv1
                self.context.maximum_version = ssl.TLSVersion.TLSv1_1

    def action(self, phase):
        script = self.phases.get(phase)
        return script.next() if script else "ok"

    def number(self):
        with self.lock:
            self.count += 1
            return self.count

    def serve(self):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.args.port))
        listener.listen(512)
        print("port", listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=self.talk, args=(sock,), daemon=True).start()

    def talk(self, sock):
        session = Session(self, sock)
        try:
            session.run()
        except (Gone, OSError, ValueError):
            pass
        finally:
            session.close()


class Session:
    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = sock.makefile("rb", 65536)
        self.secure = False
        self.user = None
        self.sender = None
        self.recipients = []
        self.id = server.number()

    def event(self, what, **more):
        self.server.events.write({"connection": self.id, "event": what, **more})

    def close(self):
        self.event("close")
        for thing in (self.file, self.sock):
            try:
                thing.close()
            except OSError:
                pass

    # Words to the peer

    def send(self, text):
        self.sock.sendall(text.encode("utf-8", "surrogateescape"))

    def reply(self, code, text):
        lines = text.split("|")
        for line in lines[:-1]:
            self.send(f"{code}-{line}\r\n")
        self.send(f"{code} {lines[-1]}\r\n")

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        fd = os.dup(self.sock.fileno())
        self.file.close()
        self.sock.close()
        os.close(fd)
        raise Gone

    def silence(self):
        while self.file.read1(65536):
            pass
        raise Gone

    def act(self, action, usual):
        """Does what the action says; returns the reply code that was given."""
        if action == "ok":
            for line in usual.split("\n"):
                self.send(line + "\r\n")
            return int(usual[:3])
        if action[:3].isdigit():
            code, bang, text = action[:3], action[3:4] == "!", action.partition(":")[2]
            self.reply(code, text or "scripted")
            if bang:
                raise Gone
            return int(code)
        name, _, value = action.partition(":")
        if name == "drop":
            raise Gone
        if name == "rst":
            self.reset()
        if name == "silent":
            self.silence()
        if name == "garbage":
            self.sock.sendall(bytes([7, 0, 255, 10]) * 16)
            self.silence()
        if name == "endless":
            while True:
                self.sock.sendall(b"2" * 4096)
        if name == "leave":
            self.act("ok", usual)
            time.sleep(float(value))
            self.reply(421, "4.4.2 idle for too long")
            raise Gone
        if name == "wait":
            time.sleep(float(value))
        if name == "huge":
            self.send((usual[:3] + "-" + "x" * 500 + "\r\n") * 2048)
        if name == "drip":
            for byte in (usual.replace("\n", "\r\n") + "\r\n").encode():
                self.sock.sendall(bytes([byte]))
                time.sleep(float(value))
            return int(usual[:3])
        return self.act("ok", usual)

    def phase(self, name, usual=None):
        return self.act(self.server.action(name), usual or USUAL[name])

    # The conversation

    def handshake(self):
        action = self.server.action("tls")
        if action == "garbage":
            self.sock.sendall(b"this is no TLS record at all\r\n")
            self.silence()
        if action != "ok":
            self.act(action, "220 tls")
        self.file.close()
        self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
        self.file = self.sock.makefile("rb", 65536)
        self.secure = True
        self.event("tls", version=self.sock.version())

    def line(self):
        data = self.file.readline(65536)
        if not data.endswith(b"\n"):
            raise Gone
        return data.rstrip(b"\r\n").decode("utf-8", "surrogateescape")

    def run(self):
        self.event("connect")
        if self.server.args.tls == "implicit":
            self.handshake()
        if self.phase("connect") >= 400:
            self.after_refusal()
        while True:
            line = self.line()
            verb, _, rest = line.partition(" ")
            method = getattr(self, "on_" + verb.lower(), None)
            self.event("command", line=line if verb.upper() != "AUTH" else "AUTH")
            if method:
                method(rest)
            else:
                self.reply(502, "5.5.2 not implemented")

    def after_refusal(self):
        while True:
            if self.line().upper().startswith("QUIT"):
                self.phase("quit")
                raise Gone
            self.reply(503, "5.5.1 bad sequence")

    def on_ehlo(self, rest):
        args = self.server.args
        features = ["mx.example", "8BITMIME", "SIZE %d" % args.size]
        if args.tls == "starttls" and not self.secure and not args.hide_starttls:
            features.append("STARTTLS")
        if args.user and (self.secure or args.tls == "none"):
            features.append("AUTH " + args.mechs)
        usual = "\n".join(["250-" + f for f in features[:-1]] + ["250 " + features[-1]])
        self.phase("ehlo", usual)

    def on_helo(self, rest):
        self.phase("ehlo", "250 mx.example")

    def on_starttls(self, rest):
        if self.server.args.tls != "starttls" or self.secure:
            self.reply(502, "5.5.1 no TLS here")
        elif self.phase("starttls") == 220:
            self.handshake()

    def on_auth(self, rest):
        mech, _, initial = rest.partition(" ")
        if mech.upper() == "PLAIN":
            if not initial:
                self.send("334 \r\n")
                initial = self.line()
            fields = base64.b64decode(initial).split(b"\0")
        else:
            if not initial:
                self.send("334 VXNlcm5hbWU6\r\n")
                initial = self.line()
            self.send("334 UGFzc3dvcmQ6\r\n")
            fields = [b"", base64.b64decode(initial), base64.b64decode(self.line())]
        user, password = fields[1].decode(), fields[2].decode()
        right = user == self.server.args.user and password == self.server.args.password
        usual = "235 2.7.0 welcome" if right else "535 5.7.8 authentication failed"
        code = self.phase("auth", usual)
        self.event("auth", mechanism=mech, user=user, code=code)
        if code == 235:
            self.user = user

    @staticmethod
    def path(rest):
        return rest[rest.index("<") + 1 : rest.index(">")]

    def on_mail(self, rest):
        if self.server.args.user and not self.user:
            self.reply(530, "5.7.0 authentication required")
            return
        if self.phase("mail") == 250:
            self.sender, self.recipients = self.path(rest), []

    def on_rcpt(self, rest):
        address = self.path(rest)
        own = self.server.recipients.get(address.lower())
        code = self.act(own.next(), USUAL["rcpt"]) if own else self.phase("rcpt")
        if code in (250, 251):
            self.recipients.append(address)

    def on_data(self, rest):
        if self.sender is None or not self.recipients:
            self.reply(503, "5.5.1 no valid recipients")
            return
        if self.phase("data") != 354:
            return
        body = self.message()
        queue_id = "%08X" % random.getrandbits(32)
        action = self.server.action("dot")
        taken = action.startswith("+")
        usual = "250 2.0.0 Ok: queued as " + queue_id
        if taken or action == "ok" or action[:1] == "2" or action.split(":")[0] in (
            "wait",
            "leave",
            "drip",
            "huge",
        ):
            self.record(body)
        self.act(action.lstrip("+"), usual)
        self.sender, self.recipients = None, []

    def message(self):
        lines = []
        first = True
        while True:
            line = self.file.readline()
            if not line.endswith(b"\n"):
                raise Gone
            if first:
                first = False
                action = self.server.action("body")
                if action != "ok":
                    self.act(action, "250 ok")
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def record(self, body):
        message_id = ""
        for line in body.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
            if line.lower().startswith(b"message-id:"):
                message_id = line.split(b":", 1)[1].strip().decode("utf-8", "replace")
        record = {
            "time": time.time(),
            "from": self.sender,
            "to": self.recipients,
            "message_id": message_id,
        }
        if self.server.args.bodies:
            record["bytes_b64"] = base64.b64encode(body).decode()
        self.server.log.write(record)

    def on_rset(self, rest):
        self.sender, self.recipients = None, []
        self.send("250 2.0.0 Ok\r\n")

    def on_noop(self, rest):
        self.send("250 2.0.0 Ok\r\n")

    def on_quit(self, rest):
        self.phase("quit")
        raise Gone


def end_with_stdin():
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", help="accepted messages, JSON lines")
    parser.add_argument("--events", help="connections and commands, JSON lines")
    parser.add_argument("--bodies", action="store_true", help="record the bytes too")
    parser.add_argument("--no-fsync", action="store_true", help="for benchmarks")
    parser.add_argument("--behave", action="append", default=[], metavar="PHASE=ACTION,…")
    parser.add_argument("--rcpt", action="append", default=[], metavar="ADDRESS=ACTION,…")
    parser.add_argument("--tls", choices=("none", "starttls", "implicit"), default="none")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--tls-max", choices=("1.1", "1.3"), default="1.3")
    parser.add_argument("--hide-starttls", action="store_true", help="as a stripping attacker does")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    parser.add_argument("--mechs", default="PLAIN LOGIN")
    parser.add_argument("--size", type=int, default=10485760)
    parser.add_argument("--until-eof", action="store_true")
    args = parser.parse_args()
    if args.until_eof:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    try:
        Server(args).serve()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()

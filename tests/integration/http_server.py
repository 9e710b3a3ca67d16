#!/usr/bin/env python3
"""A webhook receiver that does what a script says: an oracle for tests, on 127.0.0.1 only.

Every request is one JSON line in --log, flushed and fsynced before the answer: {"time",
"connection", "method", "path", "action", "headers" (lower-case names), "bytes_b64" (with --bodies)}.

Behaviour: --behave ACTION[,ACTION…] for every path, --path /p=ACTION[,…] for one. The n-th request
takes the n-th action, the last one for ever; "ACTION*3" stands for three times. Actions:
  NNN[;retry-after=V][;location=V][;body=N][;close]   a status with headers and N bytes of body
                 ('~' in a value stands for a comma)
  drop, rst      read the request, then close without an answer
  drop-early     close as soon as the request's first line came
  silent         no answer, until the peer goes away
  wait:S         S seconds later 200
  drip:S         200, a byte each S seconds
  broken         200 and half of the promised body
  garbage        bytes that are no HTTP
  endless        200 and a body that never ends
  redirect:URL   302

Prints "port N" when it listens. Ends at SIGTERM, or when stdin is closed with --until-eof.
"""

import argparse
import base64
import http
import os
import socket
import ssl
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from smtp_server import Gone, Log, Script, end_with_stdin  # noqa: E402


class Server:
    def __init__(self, args):
        self.args = args
        self.log = Log(args.log, not args.no_fsync)
        self.usual = Script(args.behave)
        self.paths = {}
        for item in args.path:
            path, _, actions = item.partition("=")
            self.paths[path] = Script(actions)
        self.count = 0
        self.lock = threading.Lock()
        self.context = None
        if args.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(args.cert, args.key)

    def serve(self):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.args.port))
        listener.listen(1024)
        print("port", listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            with self.lock:
                self.count += 1
                number = self.count
            threading.Thread(target=self.talk, args=(sock, number), daemon=True).start()

    def talk(self, sock, number):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            session = Session(self, sock, number)
            while True:
                session.request()
        except (Gone, OSError, ValueError):
            pass
        finally:
            try:
                sock.close()
            except OSError:
                pass


class Session:
    def __init__(self, server, sock, number):
        self.server = server
        self.sock = sock
        self.number = number
        self.file = sock.makefile("rb", 65536)

    def line(self):
        data = self.file.readline(65536)
        if not data.endswith(b"\n"):
            raise Gone
        return data.rstrip(b"\r\n").decode("latin-1")

    def request(self):
        method, target, _ = self.line().split(" ")
        path = target.partition("?")[0]
        action = self.server.paths.get(path, self.server.usual).next()
        if action == "drop-early":
            self.file.close()
            raise Gone
        headers = {}
        while True:
            line = self.line()
            if not line:
                break
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        body = self.file.read(length)
        if len(body) != length:
            raise Gone
        record = {
            "time": time.time(),
            "connection": self.number,
            "method": method,
            "path": target,
            "action": action,
            "headers": headers,
        }
        if self.server.args.bodies:
            record["bytes_b64"] = base64.b64encode(body).decode()
        self.server.log.write(record)
        self.answer(action)

    def status(self, code, headers=(), body=b"", length=None):
        try:
            phrase = http.HTTPStatus(code).phrase
        except ValueError:
            phrase = "Scripted"
        lines = [f"HTTP/1.1 {code} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if code != 204:
            lines.append(f"Content-Length: {len(body) if length is None else length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def silence(self):
        while self.file.read1(65536):
            pass
        raise Gone

    def answer(self, action):
        name, _, value = action.partition(":")
        if action[:3].isdigit():
            self.scripted(action)
            return
        if name == "rst":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if name in ("drop", "rst"):
            self.file.close()
            raise Gone
        if name == "silent":
            self.silence()
        if name == "wait":
            time.sleep(float(value))
        if name == "drip":
            for byte in self.status(200, body=b"ok"):
                self.sock.sendall(bytes([byte]))
                time.sleep(float(value))
            return
        if name == "broken":
            self.sock.sendall(self.status(200, body=b"half", length=8))
            self.file.close()
            raise Gone
        if name == "garbage":
            self.sock.sendall(b"\x07\x00\xff this is not HTTP\r\n\r\n")
            self.file.close()
            raise Gone
        if name == "endless":
            self.sock.sendall(self.status(200, length=1 << 40))
            while True:
                self.sock.sendall(b"x" * 65536)
        if name == "redirect":
            self.sock.sendall(self.status(302, [("Location", value)]))
            return
        self.sock.sendall(self.status(200, body=b"ok"))

    def scripted(self, action):
        parts = action.split(";")
        headers, body, close = [], b"", False
        for part in parts[1:]:
            key, _, value = part.partition("=")
            value = value.replace("~", ",")
            if key == "body":
                body = b"x" * int(value)
            elif key == "text":
                body = value.encode()
            elif key == "close":
                close = True
                headers.append(("Connection", "close"))
            else:
                headers.append((key.title(), value))
        self.sock.sendall(self.status(int(parts[0]), headers, body))
        if close:
            self.file.close()
            raise Gone


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", help="requests, JSON lines")
    parser.add_argument("--bodies", action="store_true", help="record the bodies too")
    parser.add_argument("--no-fsync", action="store_true", help="for benchmarks")
    parser.add_argument("--behave", default="200")
    parser.add_argument("--path", action="append", default=[], metavar="/p=ACTION,…")
    parser.add_argument("--cert")
    parser.add_argument("--key")
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

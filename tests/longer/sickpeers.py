"""Peers that go wrong in every way: 40 SMTP servers and 27 webhook receivers, what each does and which
class the fault deserves. For check_smtp_faults, check_http_faults, and both at once in check_all_faults."""

import subprocess

from faultlib import Peer

TEMP, PERM, AMBI, REFU, SENT = "temporary", "permanent", "ambiguous", "refused", "sent"

# name: (what the server does, class of the first attempt). All with tls = none unless TLS below.
PLAIN = {
    "connect-421": ("connect=421", TEMP),
    "connect-554": ("connect=554", TEMP),  # the relay refuses the host, not this message
    "connect-silent": ("connect=silent", TEMP),
    "connect-rst": ("connect=rst", TEMP),
    "connect-drop": ("connect=drop", TEMP),
    "connect-drip": ("connect=drip:0.7", TEMP),
    "connect-garbage": ("connect=garbage", TEMP),
    "connect-endless": ("connect=endless", TEMP),
    "ehlo-421": ("ehlo=421", TEMP),
    "ehlo-rst": ("ehlo=rst", TEMP),
    "ehlo-silent": ("ehlo=silent", TEMP),
    "ehlo-huge": ("ehlo=huge", None),  # a megabyte of reply: taken or given up, never a crash
    "mail-451": ("mail=451", TEMP),
    "mail-421": ("mail=421!", TEMP),
    "mail-550": ("mail=550", PERM),
    "mail-530": ("mail=530", REFU),
    "mail-silent": ("mail=silent", TEMP),
    "mail-rst": ("mail=rst", TEMP),
    "rcpt-450": ("rcpt=450", TEMP),
    "rcpt-550": ("rcpt=550", PERM),
    "rcpt-421": ("rcpt=421!", TEMP),
    "rcpt-drop": ("rcpt=drop", TEMP),
    "rcpt-garbage": ("rcpt=garbage", TEMP),
    "data-451": ("data=451", TEMP),
    "data-554": ("data=554", PERM),
    "data-421": ("data=421!", TEMP),
    "data-silent": ("data=silent", TEMP),
    "data-endless": ("data=endless", TEMP),
    "body-rst": ("body=rst", AMBI),
    "body-silent": ("body=silent", AMBI),
    "dot-451": ("dot=451", TEMP),
    "dot-421": ("dot=421!", TEMP),
    "dot-554": ("dot=554", PERM),
    "dot-silent": ("dot=+silent", AMBI),
    "dot-rst": ("dot=+rst", AMBI),
    "dot-drop": ("dot=+drop", AMBI),
    "dot-garbage": ("dot=garbage", AMBI),
    "quit-silent": ("quit=silent", SENT),
}
TLS = {
    "tls-alert": ("tls=garbage", REFU),
    "no-starttls": (None, REFU),
}


def certificate(dir_):
    key, cert = dir_ / "key.pem", dir_ / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", cert, "-days", "30", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return cert, key


def smtp_class(name):
    """None: taken or given up, as it likes."""
    return (PLAIN.get(name) or TLS[name])[1]


def smtp_is_right(name, got):
    want = smtp_class(name)
    return got == want if want else got in (TEMP, AMBI, SENT)


def smtp_peers(dir_):
    """Starts them all: names, relays r0, r1, … that lead to them, as text, and the peers."""
    cert, key = certificate(dir_)
    names, relays, peers = list(PLAIN) + list(TLS), [], []
    for k, name in enumerate(names):
        log = dir_ / f"{name}.log"
        log.touch()
        args = ["--log", log, "--no-fsync"]
        behave = (PLAIN.get(name) or TLS[name])[0]
        if behave:
            args += ["--behave", behave]
        tls = "none"
        if name in TLS:
            tls = "starttls"
            args += ["--tls", "starttls", "--cert", cert, "--key", key] + (["--hide-starttls"] if not behave else [])
        peers.append(Peer("smtp_server.py", *args))
        relays.append(f'{{ id = "r{k}"; type = "smtp"; host = "{"localhost" if name in TLS else "127.0.0.1"}"; '
                      f'port = {peers[-1].port}; tls = "{tls}"; connections = 1; timeout = 5;'
                      + (f' ca_file = "{cert}";' if name in TLS else "") + " }")
    return names, relays, peers


HTTP = {
    "200": ("200", SENT), "204": ("204", SENT), "299": ("299", SENT),
    "wait": ("wait:0.5", SENT), "broken body": ("broken", SENT), "endless body": ("endless", SENT),
    "64 KiB and more": ("200;body=2000000", SENT),
    "400": ("400", PERM), "401": ("401", PERM), "404": ("404", PERM), "410": ("410", PERM), "413": ("413", PERM),
    "301": ("301;location=http://127.0.0.1:1/", PERM), "redirect": ("redirect:http://169.254.169.254/", PERM),
    "408": ("408", TEMP), "425": ("425", TEMP), "429": ("429;retry-after=3", TEMP),
    "500": ("500", TEMP), "502": ("502", TEMP), "503": ("503;retry-after=60", TEMP), "504": ("504", TEMP),
    "drop": ("drop", AMBI), "rst": ("rst", AMBI), "silent": ("silent", AMBI), "garbage": ("garbage", AMBI),
    "drop-early": ("drop-early", AMBI),
    "drip": ("drip:0.4", AMBI),
}


def http_peer(log):
    """Starts one server for all of them: names, URLs, classes, the peer. Two more have no server at all."""
    peer = Peer("http_server.py", "--log", log,
                *[x for k, (action, _) in enumerate(HTTP.values()) for x in ("--path", f"/{k}={action}")])
    names = list(HTTP) + ["nobody listens", "no such name"]
    urls = [f"http://127.0.0.1:{peer.port}/{k}" for k in range(len(HTTP))] + ["http://127.0.0.1:1/", "https://name.invalid/"]
    return names, urls, [c for _, c in HTTP.values()] + [TEMP, TEMP], peer

"""G18: what a fresh TLS connection costs with the system's bundle of certificates."""

import pathlib

import inputs
import measure
from drain import Place, drain
from inputs import nvlib
from measure import Missing, Row
from rows_idle import certificate
from rows_web import nginx

SYSTEM_BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
CONNECTIONS = 500

# Each answer ends its connection: every request is a fresh handshake.
NGINX_TLS = """daemon off;
master_process off;
pid {dir}/nginx.pid;
error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  keepalive_timeout 0;
  ssl_session_cache off;
  ssl_session_tickets off;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  server {{ listen 127.0.0.1:{port} ssl backlog=1024; ssl_certificate {cert}; ssl_certificate_key {key};
    location / {{ return 204; }} }}
}}
"""


def bundles(place):
    """The two files: one certificate, and it with all of the system's."""
    if not SYSTEM_BUNDLE.exists():
        raise Missing("no bundle of certificates in " + str(SYSTEM_BUNDLE))
    cert, key = certificate(place)
    everything = place / "bundle.pem"
    everything.write_bytes(SYSTEM_BUNDLE.read_bytes() + cert.read_bytes())
    return key, {"one certificate": cert, "system bundle": everything}


def measure_both(row, ctx, place, count, confs):
    for _ in range(ctx.rounds):
        for name, conf in confs.items():
            run = drain(ctx.build, place, conf, count)
            row.add(name, run["cpu_s"] * 1e3 / count, peak_kb=run["peak_kb"])
    row.target_ratio("system bundle", "one certificate", "<=", 1.3)


def https(ctx, count):
    row = Row("G18-https", f"CPU of the daemon for {count} webhooks, each over a fresh connection", "ms each")
    port = measure.free_port()
    with Place(ctx.work / "g18") as place:
        key, files = bundles(place)
        url = f"https://localhost:{port}/"
        confs = {name: inputs.one_task_each(place / name.replace(" ", "-"), count, False, url, None,
                                            extra=f'webhook = {{ ca_file = "{path}"; allow = [ "127.0.0.0/8", "::1" ]; }};')
                 for name, path in files.items()}
        with nginx(ctx, place, port, NGINX_TLS, cert=files["one certificate"], key=key):
            measure_both(row, ctx, place, count, confs)
    return row


def smtps(ctx, count):
    row = Row("G18-smtp", f"CPU of the daemon for {count} e-mails, each over a fresh STARTTLS connection", "ms each")
    with Place(ctx.work / "g18") as place:
        key, files = bundles(place)
        server = nvlib.Peer("smtp_server.py", "--tls", "starttls", "--cert", files["one certificate"], "--key", key,
                            "--no-fsync", "--log", place / "mails", "--behave", "dot=250!:2.0.0 taken")
        try:
            confs = {}
            for name, path in files.items():
                relay = (f'{{ id = "default"; type = "smtp"; host = "localhost"; port = {server.port}; '
                         f'tls = "starttls"; ca_file = "{path}"; }}')
                confs[name] = inputs.one_task_each(place / name.replace(" ", "-"), count, True, None, relay)
            measure_both(row, ctx, place, count, confs)
        finally:
            server.stop()
    return row


def g18(ctx):
    count = min(ctx.count, CONNECTIONS)
    return [https(ctx, count), smtps(ctx, count)]

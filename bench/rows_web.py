"""G5, G6: the daemon draining due webhooks, against programs that only send and against Alertmanager."""

import contextlib

import alertmanager
import inputs
import measure
from drain import CONNECTIONS, Drained, Place, add_run, bare, drain
from measure import Row

FEW = 50

NGINX = """daemon off;
master_process off;
pid {dir}/nginx.pid;
error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024; location / {{ return 204; }} }}
}}
"""

WRK = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json; charset=utf-8"
wrk.body = string.rep("x", {size})
"""


def wrk(program, env, url, script, seconds):
    r = measure.run([program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, url], env=env)
    rate = next(float(line.split()[1]) for line in r["out"].splitlines() if line.startswith("Requests/sec:"))
    if "Non-2xx" in r["out"] or "Socket errors" in r["out"]:
        raise RuntimeError("wrk: " + r["out"])
    return rate, r, rate * seconds


@contextlib.contextmanager
def nginx(ctx, place, port, config=NGINX, **more):
    """nginx that answers 204, on the measured CPU."""
    program = ctx.peers.find("nginx")
    (place / "nginx.conf").write_text(config.format(dir=place, port=port, **more))
    with measure.server([program, "-e", "stderr", "-p", place, "-c", place / "nginx.conf"], port, ctx.peers.env()):
        yield


def g5(ctx):
    wrk_path, port = ctx.peers.find("wrk"), measure.free_port()
    row = Row("G5", f"drain due webhooks, {CONNECTIONS} connections, FULL, composed", "requests/s")
    drained = Drained(row, "nhacviecd", ctx.count)
    url = f"http://127.0.0.1:{port}/"
    with Place(ctx.work / "g5") as place, nginx(ctx, place, port):
        # A path of its own for each agency: agencies with the same endpoint would share one notice.
        conf = inputs.one_task_each(place / "conf", ctx.count, False, url, None)
        few = inputs.one_task_each(place / "few", FEW, False, url, None)
        size = drain(ctx.build, place, few, FEW)["size"]
        (place / "post.lua").write_text(WRK.format(size=size))
        for _ in range(ctx.rounds):
            rate, r, requests = wrk(wrk_path, ctx.peers.env(), url, place / "post.lua", 2)
            add_run(row, "wrk -t1 -c16", rate, r, requests)
            rate, r = bare(ctx.build, url, ctx.count, size)
            add_run(row, "bare libcurl", rate, r, ctx.count)
            drained.add(drain(ctx.build, place, conf, ctx.count))
    row.target_ratio("nhacviecd", "wrk -t1 -c16", ">=", 0.25)
    row.target_ratio("nhacviecd", "bare libcurl", ">=", 0.55)
    drained.notes()
    return [row]


def g6(ctx):
    port = measure.free_port()
    row = Row("G6", f"{ctx.count} due webhooks, the whole run", "requests/s")
    url = f"http://127.0.0.1:{port}/"
    with Place(ctx.work / "g6") as place, nginx(ctx, place, port):
        conf = inputs.one_task_each(place / "conf", ctx.count, False, url, None)
        for _ in range(ctx.rounds):
            run = other = alertmanager.drain(ctx, place, alertmanager.webhook(url), "webhook", ctx.count)
            row.add("Alertmanager", run["rate"], cpu_per_10k=run["cpu_s"] * 1e4 / ctx.count, peak_kb=run["peak_kb"])
            run = drain(ctx.build, place, conf, ctx.count)
            row.add("nhacviecd", ctx.count / run["whole_s"], cpu_per_10k=run["cpu_s"] * 1e4 / ctx.count,
                    peak_kb=run["peak_kb"])
    row.target_ratio("nhacviecd", "Alertmanager", "<=", 1 / 3, "cpu_per_10k")
    row.target_ratio("nhacviecd", "Alertmanager", ">=", 1.8)
    row.target_ratio("nhacviecd", "Alertmanager", "<=", 1 / 8, "peak_kb")
    row.note("from the daemon's start, configuration and planning included, to the last verdict in its ledger; "
             f"from Alertmanager's first alert to its last notification, one a group; {other['failed']} of its requests "
             "failed at first, in the last round")
    return [row]

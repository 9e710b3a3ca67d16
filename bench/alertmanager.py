"""Debian's Alertmanager as a peer: one notification for each alert, as soon as it is told of it."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.request

import inputs
import measure

BATCH = 500
LIMIT_S = 180


def email(port):
    return (f"    email_configs:\n    - to: rcpt@bench.example\n      from: sender@bench.example\n"
            f"      smarthost: 127.0.0.1:{port}\n      hello: bench.example\n      require_tls: false\n"
            "      headers: { Subject: '{{ .GroupLabels.agency }}' }\n")


def webhook(url):
    return f"    webhook_configs:\n    - url: {url}\n"


def alerts(first, count):
    return [{"labels": {"alertname": "deadline", "agency": f"co-quan-{i}", "task": f"T.{i}.1"},
             "annotations": {"summary": f"{inputs.TITLE} T.{i}"}} for i in range(first, first + count)]


TEMPLATES = pathlib.Path("/usr/share/prometheus/alertmanager/default.tmpl")


def command(peers):
    """The name of its templates is in the program: where they are not installed, a mount name space of
    its own has the unpacked ones there."""
    program = peers.find("prometheus-alertmanager")
    if TEMPLATES.exists():
        return [program]
    if os.geteuid() != 0:
        raise measure.Missing("prometheus-alertmanager: only root can put its templates where it looks for them")
    script = 'mount -t overlay overlay -o "lowerdir=$0:/usr/share" /usr/share && exec "$@"'
    return ["unshare", "-m", "sh", "-c", script, str(peers.root / "usr/share"), program]


class Alertmanager:
    """With a storage of its own that outlives it: state is a directory."""

    def __init__(self, peers, place, receiver, state):
        self.port = measure.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = place / "alertmanager.yml"
        config.write_text("route:\n  receiver: bench\n  group_by: ['...']\n  group_wait: 0s\n"
                          f"receivers:\n  - name: bench\n{receiver}")
        argv = command(peers)
        with measure.pinned():
            self.proc = subprocess.Popen(
                [*argv, f"--config.file={config}", f"--storage.path={state}", "--log.level=error",
                 f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address="],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        measure.wait_listening(self.port, self.proc)

    def tell(self, count):
        """All alerts, as Prometheus tells them: in batches."""
        bodies = [json.dumps(alerts(k, min(BATCH, count - k))).encode() for k in range(0, count, BATCH)]
        for body in bodies:
            request = urllib.request.Request(self.url + "/api/v2/alerts", body,
                                             {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=60).read()

    def count(self, what, integration):
        text = urllib.request.urlopen(self.url + "/metrics", timeout=60).read().decode()
        found = re.search(rf'^alertmanager_{what}{{integration="{integration}"}} (\S+)', text, re.M)
        return int(float(found.group(1))) if found else 0

    def sent(self, integration):
        """Told from begun: notifications_total counts what begins. What fails is tried again."""
        return self.count("notification_requests_total", integration) - self.failed(integration)

    def failed(self, integration):
        return self.count("notification_requests_failed_total", integration)

    def wait_sent(self, integration, count):
        end = time.monotonic() + LIMIT_S
        while (sent := self.sent(integration)) < count:
            if self.proc.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Alertmanager sent {sent} of {count}")
            time.sleep(0.1)

    def wait_quiet(self, integration, quiet_s=3):
        """Until it has sent nothing for a while."""
        sent, since = self.sent(integration), time.monotonic()
        while time.monotonic() - since < quiet_s:
            time.sleep(0.1)
            now = self.sent(integration)
            if now != sent:
                sent, since = now, time.monotonic()


def drain(ctx, place, receiver, integration, count):
    state = place / "alertmanager"
    shutil.rmtree(state, ignore_errors=True)
    am = Alertmanager(ctx.peers, place, receiver, state)
    try:
        began = time.monotonic()
        am.tell(count)
        am.wait_sent(integration, count)
        seconds = time.monotonic() - began
        return {"rate": count / seconds, "cpu_s": measure.cpu_seconds(am.proc.pid),
                "peak_kb": measure.status_kb(am.proc.pid, "VmHWM"), "failed": am.failed(integration)}
    finally:
        measure.end(am.proc)

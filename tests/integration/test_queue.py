#!/usr/bin/env python3
"""What could not be delivered: the address that stands in, what the owner is told, dead letters that
are listed, exported and sent again; and unusually many notices, which wait for a person.

Usage: test_queue.py BUILD
"""

import base64
import email
import email.policy
import json

from nvlib import (Daemon, Peer, Scratch, Totals, build_dir, local_today, tool, write_agencies,
                   write_calendars, write_main, write_plan)


def lay(dir_, port, extra=""):
    conf = dir_ / "conf"
    conf.mkdir(parents=True)
    relay = (f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {port}; tls = "none"; '
             'connections = 1; timeout = 60; }')
    write_main(conf, relay, extra)
    write_calendars(conf)
    mails = {k: [f"{k}@khanhhoa.example"] for k in ("theo-doi", "mot", "hai", "ba")}
    write_agencies(conf, [(k, "Cơ quan " + k, v, []) for k, v in mails.items()])
    path = conf / "agencies" / "a.cfg"
    path.write_text(path.read_text().replace(
        'mail = [ "mot@khanhhoa.example" ];',
        'mail = [ "mot@khanhhoa.example" ]; mail_fallback = [ "mot@du-phong.example" ];'))
    year = local_today().year
    write_plan(conf, [("T.1", f"Năm {year}", ["mot", "hai", "ba"])], "theo-doi")
    return conf


def letters(log):
    """By recipient, what the server has taken."""
    out = {}
    for line in log.read_text().splitlines():
        got = json.loads(line)
        message = email.message_from_bytes(base64.b64decode(got["bytes_b64"]),
                                           policy=email.policy.default)
        for to in got["to"]:
            out.setdefault(to, []).append(message)
    return out


def dead_letters(t, scratch):
    log = scratch / "got"
    log.touch()
    peer = Peer("smtp_server.py", "--log", log, "--bodies",
                "--rcpt", "mot@khanhhoa.example=550:5.1.1 khong co nguoi nay",
                "--rcpt", "hai@khanhhoa.example=550:5.7.1 tu choi,ok")
    conf = lay(scratch, peer.port)
    daemon = Daemon(build_dir(), conf, scratch / "state")
    socket = ["--socket", daemon.socket]
    daemon.wait_until(lambda s: s["queue"]["failed"] == 2 and s["queue"]["sent"] == 3,
                      "two failed; the third, what stands in, and the owner's letter sent")
    got = letters(log)
    t.check(sorted(got) == ["ba@khanhhoa.example", "mot@du-phong.example", "theo-doi@khanhhoa.example"],
            f"taken for {sorted(got)}")
    told = got["theo-doi@khanhhoa.example"][0]
    text = " ".join(told.get_body(("plain",)).get_content().split())
    t.check("TÌNH TRẠNG GỬI THƯ" in text and "Tình trạng gửi thư" in told["Subject"], text)
    # Which of the two failed first, and so which is told today, is the server's turn.
    t.check("5.1.1 khong co nguoi nay" in text or "5.7.1 tu choi" in text, text)

    listed = tool(build_dir(), *socket, "queue", "list", "--state", "failed")
    t.check(listed.returncode == 0 and "không gửi được" in listed.stdout and
            "5.7.1 tu choi" in listed.stdout, f"list: {listed.stdout} {listed.stderr}")
    rows = {r["endpoint"]: r for r in json.loads(tool(build_dir(), *socket, "--json", "queue", "--state", "failed").stdout)}
    other = rows["mail:mot@khanhhoa.example"]["instead"]
    t.check(f"5.1.1 khong co nguoi nay; đã chuyển sang địa chỉ thay thế: {other} (đã gửi)" in listed.stdout,
            f"which has arrived all the same: {listed.stdout}")
    t.check(rows["mail:hai@khanhhoa.example"]["instead"] is None, f"and which has not: {rows}")
    exported = tool(build_dir(), *socket, "queue", "export")
    lines = [json.loads(line) for line in exported.stdout.splitlines()]
    t.check(len(lines) == 2 and all(r["state"] == "failed" for r in lines), exported.stdout[:300])
    t.check(all(r["message"].startswith("Date: ") and "\r\n\r\n" in r["message"] for r in lines),
            "each with its whole message")
    whole = json.loads(tool(build_dir(), *socket, "--json", "queue", "export").stdout)
    t.check(whole == lines, "as JSON: one document")
    files = scratch / "files"
    written = tool(build_dir(), *socket, "--json", "queue", "export", "--mail", files)
    t.check(json.loads(written.stdout) == {"directory": str(files), "files": 2, "unmade": 0}, written.stdout)
    t.check(sorted(p.name for p in files.iterdir()) == sorted(r["id"] + ".eml" for r in lines),
            "and as files")
    kept = {p.stem: p.read_bytes() for p in files.iterdir()}

    t.check(files.stat().st_mode & 0o777 == 0o700, "in a directory of its own")
    journal = tool(build_dir(), *socket, "log").stdout
    t.check(journal == "Không có ghi nhận nào.\n", journal)
    empty = tool(build_dir(), *socket, "queue", "--state", "cancelled")
    t.check(empty.stdout == "Không có lượt gửi nào ở trạng thái này.\n", empty.stdout)
    second = next(r["id"] for r in lines if "hai@" in r["endpoint"])
    wrong = tool(build_dir(), *socket, "queue", "retry", "n99.99")
    t.check(wrong.returncode == 1 and "n99.99" in wrong.stderr, f"unknown: {wrong.stderr}")
    again = tool(build_dir(), *socket, "queue", "retry", second)
    t.check(again.returncode == 0 and "01 lượt gửi." in again.stdout and "địa chỉ cũ" not in again.stdout,
            again.stdout + again.stderr)
    daemon.wait_until(lambda s: s["queue"]["sent"] == 4, "sent again")
    raw = [json.loads(line) for line in log.read_text().splitlines()]
    sent = next(base64.b64decode(r["bytes_b64"]) for r in raw if r["to"] == ["hai@khanhhoa.example"])
    t.check(sent.strip() == kept[second].strip(), "the same bytes as before")
    everything = tool(build_dir(), *socket, "queue", "retry", "--all-failed")
    t.check(everything.returncode == 0, everything.stderr)
    daemon.wait_until(lambda s: s["queue"]["failed"] == 1 and s["queue"]["pending"] == 0, "failed again")
    t.check(sorted(letters(log)) == sorted([*got, "hai@khanhhoa.example"]),
            "what is tried again by a person goes nowhere else")
    # Its address was corrected since: the letter goes where it was to go, and whoever sends it again hears so.
    path = conf / "agencies" / "a.cfg"
    path.write_text(path.read_text().replace("mot@khanhhoa.example", "mot-moi@khanhhoa.example"))
    t.check(daemon.call("reload")["exit"] == 0, "reloaded")
    status = daemon.call("status")["data"]
    t.check(status["attempts"]["permanent"] == 3 and status["attempts"]["sent"] == 4 and
            status["retries"] == 0 and status["oldest_pending_s"] is None,
            f"counted: {status['attempts']}")
    everything = tool(build_dir(), *socket, "queue", "retry", "--all-failed")
    t.check("01 lượt theo địa chỉ không còn trong cấu hình của cơ quan: thư vẫn đến địa chỉ cũ" in everything.stdout,
            f"{everything}")
    t.check(daemon.stop() == 0, "ends well")
    peer.stop()


def more_letters_than_a_list_has(t, scratch):
    """A list shows the newest thousand, its JSON all (by the pages that an export goes by); of an order that takes
    4,000 at once a person hears that there are others."""
    n = 4010
    conf = scratch / "conf"
    conf.mkdir()
    peer = Peer("smtp_server.py", "--behave", "rcpt=550:5.1.1 khong ai ca", "--no-fsync")
    write_main(conf, f'{{ id = "default"; type = "smtp"; host = "127.0.0.1"; port = {peer.port}; tls = "none"; }}',
               "brake = { notices = 0; };")
    write_calendars(conf)
    names = [f"a{i}" for i in range(n)]
    write_agencies(conf, [(k, "Cơ quan " + k, [f"{k}@khanhhoa.example"], []) for k in names])
    write_plan(conf, [(f"T.{i}", f"Năm {local_today().year}", names[i:i + 50]) for i in range(0, n, 50)],
               names[0])
    daemon = Daemon(build_dir(), conf, scratch / "state")
    daemon.wait_until(lambda s: s["queue"]["failed"] == n, "all failed")
    listed = tool(build_dir(), "--socket", daemon.socket, "queue", "--state", "failed")
    t.check("chỉ hiện 1000 lượt gửi mới nhất; đủ cả: thêm --json." in listed.stdout, listed.stdout[-200:])
    whole = tool(build_dir(), "--socket", daemon.socket, "--json", "queue", "--state", "failed")
    told = [r["endpoint"] for r in json.loads(whole.stdout)]
    t.check(len(told) == n and set(told) == {f"mail:{k}@khanhhoa.example" for k in names},
            f"listed: {len(told)} of {n}, {len(set(told))} different")
    again = tool(build_dir(), "--socket", daemon.socket, "queue", "retry", "--all-failed")
    t.check(again.returncode == 0 and "4000 lượt gửi. Còn những lượt khác: chạy lại lệnh này." in again.stdout, f"{again}")
    daemon.stop()
    peer.stop()


def held(t, scratch):
    log = scratch / "got"
    log.touch()
    peer = Peer("smtp_server.py", "--log", log, "--bodies")
    conf = lay(scratch, peer.port, "brake = { notices = 2; };")
    daemon = Daemon(build_dir(), conf, scratch / "state")
    socket = ["--socket", daemon.socket]
    daemon.wait_until(lambda s: s["held"] == 3 and s["queue"]["sent"] == 1, "held, the owner told")
    t.check(sorted(letters(log)) == ["theo-doi@khanhhoa.example"], f"only the owner: {sorted(letters(log))}")
    text = letters(log)["theo-doi@khanhhoa.example"][0].get_body(("plain",)).get_content()
    t.check("nhacviec queue release" in " ".join(text.split()), text)
    status = tool(build_dir(), *socket, "status")
    t.check(status.returncode == 1 and "3 BẢN NHẮC ĐANG BỊ GIỮ LẠI" in status.stdout, status.stdout)
    listed = tool(build_dir(), *socket, "queue").stdout
    t.check("nhacviec queue release:\n" in listed and "  Cơ quan mot: 01 mục\n" in listed and "Cơ quan ba: 01" in listed,
            f"who is kept from hearing: {listed}")
    go = tool(build_dir(), *socket, "queue", "release")
    t.check(go.returncode == 0, go.stderr)
    daemon.wait_until(lambda s: s["held"] == 0 and s["queue"]["sent"] == 4, "released")
    t.check(tool(build_dir(), *socket, "queue").stdout == "Hàng đợi trống: không lượt gửi nào đang chờ.\n", "empty")
    t.check(tool(build_dir(), *socket, "queue", "release").returncode == 1, "nothing is held now")
    daemon.stop()
    peer.stop()


def gone(t, scratch):
    """What a receiver that said 410 is noted by outlives a restart, and a person clears it."""
    log, hooks = scratch / "got", scratch / "hooks"
    log.touch()
    peer = Peer("smtp_server.py", "--log", log, "--bodies")
    receiver = Peer("http_server.py", "--log", hooks, "--behave", "410,200")
    conf = lay(scratch, peer.port)
    path, url = conf / "agencies" / "a.cfg", f"http://127.0.0.1:{receiver.port}/hai"
    path.write_text(path.read_text().replace(
        'mail = [ "hai@khanhhoa.example" ];',
        f'mail = [ "hai@khanhhoa.example" ]; webhooks = ( {{ url = "{url}"; }} );'))
    daemon = Daemon(build_dir(), conf, scratch / "state")
    socket = ["--socket", daemon.socket]
    daemon.wait_until(lambda s: s["queue"]["failed"] == 1 and s["queue"]["sent"] == 4,
                      "gone; the letters, the owner's with it, sent")
    text = " ".join(letters(log)["theo-doi@khanhhoa.example"][0].get_body(("plain",)).get_content().split())
    t.check(url in text and "410" in text, f"the owner is told: {text}")
    t.check(daemon.stop() == 0, "ends well")
    daemon = Daemon(build_dir(), conf, scratch / "state")
    status = daemon.call("status")
    t.check(f"không nhận thư: 1 ({url});" in status["text"] and
            status["data"]["suspended_addresses"] == ["webhook:" + url], f"named: {status}")
    unknown = tool(build_dir(), *socket, "queue", "clear", "webhook:http://127.0.0.1:1/x")
    t.check(unknown.returncode == 1, f"nothing was noted of another: {unknown}")
    clear = tool(build_dir(), *socket, "queue", "clear", "webhook:" + url)
    t.check(clear.returncode == 0, f"cleared: {clear}")
    again = tool(build_dir(), *socket, "queue", "clear", url)
    t.check(again.returncode == 1, f"once: {again}")
    tried = tool(build_dir(), *socket, "send-test", "hai")
    t.check(tried.returncode == 0 and len(hooks.read_text().splitlines()) == 2,
            f"asked again: {tried}")
    daemon.stop()
    receiver.stop()
    peer.stop()


def cancelled(t, scratch):
    """What has not been composed is no file of an export; who cancelled is told in words."""
    peer = Peer("smtp_server.py", "--rcpt", "hai@khanhhoa.example=450:4.2.0 cho da")
    conf = lay(scratch, peer.port)
    daemon = Daemon(build_dir(), conf, scratch / "state")
    socket = ["--socket", daemon.socket]
    daemon.wait_until(lambda s: s["queue"]["pending"] == 1 and s["queue"]["sent"] == 2, "one waits")
    waiting = json.loads(tool(build_dir(), *socket, "--json", "queue").stdout)[0]["id"]
    both = tool(build_dir(), *socket, "queue", "cancel", "--all-failed")
    t.check(both.returncode == 2 and "đang chờ (n12.34)" in both.stderr, f"{both}")
    gone = tool(build_dir(), *socket, "queue", "cancel", waiting)
    t.check(gone.returncode == 0, f"{gone}")
    listed = tool(build_dir(), *socket, "queue", "--state", "cancelled")
    t.check("đã hủy; 01 lần gửi" in listed.stdout and "người quản trị đã hủy (nhacviec queue cancel)" in listed.stdout,
            listed.stdout)
    daemon.stop()
    peer.stop()


def resting(t, scratch):
    """While the relay is left alone, what waits says until when; a reload tries at once."""
    peer = Peer("smtp_server.py", "--behave", "mail=530:5.7.0 authentication required*3,ok")
    conf = lay(scratch, peer.port)
    daemon = Daemon(build_dir(), conf, scratch / "state")
    socket = ["--socket", daemon.socket]
    status = daemon.wait_until(lambda s: s["lanes"][0]["resting"] == 1 and s["queue"]["pending"] == 3, "the relay rests")
    until = status["lanes"][0]["paused_until"]
    rows = json.loads(tool(build_dir(), *socket, "--json", "queue").stdout)
    t.check(len(rows) == 3 and all(r["rests_until"] == until for r in rows), f"{until}: {rows}")
    day = f"{int(until[8:10])}/{int(until[5:7])}/{until[:4]}"
    listed = tool(build_dir(), *socket, "queue").stdout
    t.check(listed.count(f"lần tới {until[11:16]} ngày {day} (tuyến đang tạm dừng)") == 3, listed)
    t.check("máy chủ trả lời: 530 5.7.0 authentication required" in listed, listed)
    log = (scratch / "daemon.log").read_text()
    t.check('lane=default class=refused code=530 text="530 5.7.0 authentication required"' in log, "the log names the relay")
    said = tool(build_dir(), *socket, "status")
    t.check(said.returncode == 1 and "Sửa xong muốn gửi ngay: nhacviec reload." in said.stdout, said.stdout)
    t.check(tool(build_dir(), "-c", conf, *socket, "reload").returncode == 0, "reloaded")
    daemon.wait_until(lambda s: s["queue"]["sent"] == 3, "sent at once")
    daemon.stop()
    peer.stop()


def main():
    t = Totals()
    for part in (dead_letters, more_letters_than_a_list_has, held, gone, cancelled,
                 resting):
        with Scratch(t) as scratch:
            part(t, scratch)
    t.end()


main()

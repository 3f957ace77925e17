#!/usr/bin/env python3
"""Kills the program with kill -9 at random moments while papers come in and are filed, and looks at what is left.

    tests/crash/run.py PROGRAM [--database sqlite|postgres] [--kills N] [--seed N] [--json FILE]

With `--database postgres` the house lies in a new database on the server that GUILDHALL_TEST_POSTGRES names; that is
what scripts/with-postgres.sh starts.
What the server has acknowledged must be there after every restart: each paper byte for byte, each filed record with
its number. Nothing half done may stay: every record has its original and its place in the inbox, numbers run without
gaps, no staging is left. The ledger must verify after every kill. Blobs that no row names are counted, and none may be
left after a scrub. Exit code 1 if any of this does not hold.
"""

import argparse
import collections
import hashlib
import http.client
import json
import pathlib
import random
import re
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import founding  # noqa: E402
from house import House, opened, vault_faults  # noqa: E402

LOGIN, PASSWORD = "linxiaoyun", "桥头的柳树七月才发芽"
LONGEST_LIFE_SECS = 1.5
UPLOADERS = 2


class Refused(Exception):
    """The server said no; what was asked for is not acknowledged."""


class Browser:
    """A signed-in client that speaks the forms of the pages."""

    def __init__(self, port):
        self.port, self.cookie, self.token = port, "", ""

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("guildhall-session="):
                self.cookie = value.split(";")[0]
        return answer.status, content, dict(answer.getheaders())

    def form(self, path, fields):
        body = urllib.parse.urlencode(fields)
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def found(self):
        """Makes the union if there is none, and signs in as its archivist."""
        who = {"login": LOGIN, "password": PASSWORD}
        status, _, _ = self.ask("GET", "/first-run")
        if status == 200:
            founding.found(f"http://127.0.0.1:{self.port}", {"name": "林晓芸", **who})
        status, _, _ = self.form("/sign-in", who)
        if status != 303:
            raise Refused(f"sign-in: {status}")
        self.read_token()

    def read_token(self):
        _, page, _ = self.ask("GET", "/inbox")
        found = re.search(rb'name="csrf" value="([^"]+)"', page)
        if not found:
            raise Refused("the inbox has no form")
        self.token = found.group(1).decode()

    def upload(self, name, content):
        """Sends one paper; returns the record that the server acknowledges."""
        mark = "crash" + hashlib.sha256(content).hexdigest()[:16]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{self.token}\r\n'
        head += f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        head += "Content-Type: text/plain\r\n\r\n"
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Accept": "application/json"}
        status, answer, _ = self.ask("POST", "/inbox/files", body, headers)
        if status != 200:
            raise Refused(f"upload: {status}")
        file = json.loads(answer)["files"][0]
        if file["outcome"] != "captured":
            raise Refused(f"upload: {file['outcome']}")
        return file["record"]

    def file(self, record):
        """Describes and files a record; returns when the server has acknowledged it."""
        status, page, _ = self.ask("GET", f"/inbox/{record}")
        version = re.search(rb'name="version" value="(\d+)"', page)
        if status != 200 or not version:
            raise Refused(f"form: {status}")
        fields = {"csrf": self.token, "version": version.group(1).decode(), "action": "file", "class": "WS"}
        fields |= {"title": f"关于第{record[-6:]}号事项的通知", "responsible_party": "院工会", "doc_date": "2026-03-01"}
        fields |= {"year": "2026", "retention": "D30", "security_level": "1"}
        status, _, _ = self.form(f"/inbox/{record}", fields)
        if status != 303:
            raise Refused(f"filing: {status}")

    def original(self, record):
        _, page, _ = self.ask("GET", f"/records/{record}")
        link = re.search(rf"/records/{record}/files/[^\"]+".encode(), page)
        if not link:
            return None
        status, content, _ = self.ask("GET", link.group(0).decode())
        return content if status == 200 else None

    def number(self, record):
        _, page, _ = self.ask("GET", f"/records/{record}")
        found = re.search(r'class="code">(Z001-[^<]+)<', page.decode())
        return found.group(1) if found else None


class Witness:
    """Everything that was acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.papers, self.filed, self.waiting = {}, set(), []
        self.refused = collections.Counter()

    def received(self, record, content):
        with self.lock:
            self.papers[record] = hashlib.sha256(content).hexdigest()
            self.waiting.append(record)

    def take_waiting(self):
        with self.lock:
            return self.waiting.pop(0) if self.waiting else None

    def has_filed(self, record):
        with self.lock:
            self.filed.add(record)


def paper(dice):
    """A paper like no other."""
    characters = "工会职工代表大会通知经费预算审查委员会医院护理科室困难慰问疗休养技能竞赛"
    text = "".join(dice.choice(characters) for _ in range(dice.randint(40, 4000)))
    return f"关于{text[:8]}的通知\n{dice.getrandbits(128):032x}\n{text}\n".encode()


def keep_uploading(port, session, witness, dice, stopped):
    browser = copy_of(port, session)
    while not stopped.is_set():
        content = paper(dice)
        attempt(witness, lambda: witness.received(browser.upload(f"{dice.getrandbits(40):x}.txt", content), content))


def keep_filing(port, session, witness, stopped):
    browser = copy_of(port, session)
    while not stopped.is_set():
        record = witness.take_waiting()
        if record is None:
            time.sleep(0.01)
            continue
        attempt(witness, lambda: (browser.file(record), witness.has_filed(record)))


def copy_of(port, session):
    browser = Browser(port)
    browser.cookie, browser.token = session.cookie, session.token
    return browser


def attempt(witness, work):
    """What fails was not acknowledged; the server may be dead by now."""
    try:
        work()
    except Refused as refusal:
        with witness.lock:
            witness.refused[str(refusal)] += 1
        time.sleep(0.01)
    except (OSError, http.client.HTTPException, ValueError):
        time.sleep(0.01)


def one_life(house, session, witness, dice):
    """Lets papers come in until the program is killed."""
    stopped = threading.Event()
    work = [
        threading.Thread(
            target=keep_uploading, args=(house.port, session, witness, random.Random(dice.getrandbits(64)), stopped)
        )
        for _ in range(UPLOADERS)
    ]
    work.append(threading.Thread(target=keep_filing, args=(house.port, session, witness, stopped)))
    for thread in work:
        thread.start()
    time.sleep(dice.uniform(0.02, LONGEST_LIFE_SECS))
    house.kill()
    stopped.set()
    for thread in work:
        thread.join()


def lost(browser, papers, filed):
    """Returns what was acknowledged and is not there."""
    missing = []
    for record, digest in papers:
        content = browser.original(record)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            missing.append(f"paper {record}")
    missing += [f"filing of {record}" for record in filed if browser.number(record) is None]
    return missing


def half_done(ask):
    """Returns what the tables hold that belongs to no finished work."""
    faults = []
    for what, sql in {
        "records without an original": "SELECT count(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM component c "
        "WHERE c.record_id = r.id AND c.role = 'original')",
        "records without a place in the inbox": "SELECT count(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM "
        "inbox_item i WHERE i.record_id = r.id)",
        "components without an object": "SELECT count(*) FROM component c WHERE NOT EXISTS (SELECT 1 FROM "
        "vault_object o WHERE o.hash = c.hash)",
        "filed records without a number": "SELECT count(*) FROM record WHERE state = 'filed' AND archival_code IS NULL",
        "numbers on records that are not filed": "SELECT count(*) FROM record WHERE state <> 'filed' AND "
        "archival_code IS NOT NULL",
    }.items():
        count = ask(sql)[0][0]
        if count:
            faults.append(f"{count} {what}")
    numbers = [code for [code] in ask("SELECT archival_code FROM record WHERE archival_code IS NOT NULL")]
    series = collections.defaultdict(list)
    for code in numbers:
        before, _, item = code.rpartition("-")
        series[before].append(int(item))
    faults += [f"gaps in {before}" for before, items in series.items() if sorted(items) != list(range(1, len(items) + 1))]
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    witness, faults, begun = Witness(), [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guildhall-crash-") as scratch:
        data = pathlib.Path(scratch) / "data"
        log_path = pathlib.Path(scratch) / "log"
        database = opened(options.database, data)
        with log_path.open("w") as log:
            house = House(options.program.resolve(), data, log, database)
            house.start()
            session = Browser(house.port)
            session.found()
            verified, checked = 0, 0
            for kill in range(1, options.kills + 1):
                one_life(house, session, witness, dice)
                sound, said = house.verify()
                verified += sound
                if not sound:
                    faults.append(f"kill {kill}: the ledger does not verify: {said}")
                house.start()
                papers = list(witness.papers.items())
                faults += [f"kill {kill}: {what}" for what in lost(session, papers[checked:], ())]
                checked = len(papers)
                if sys.stderr.isatty() or kill % 10 == 0:
                    print(f"{kill} of {options.kills} kills, {len(papers)} papers, {len(faults)} faults", file=sys.stderr)
            faults += [f"at the end: {what}" for what in lost(session, witness.papers.items(), witness.filed)]
            house.stop()
            faults += half_done(database.ask)
            left, orphans = vault_faults(database.ask, data)
            faults += left
            scrubbed, said = house.scrub()
            faults += [] if scrubbed else [f"the scrub found: {said}"]
            left, orphans_left = vault_faults(database.ask, data)
            faults += left + ([f"{orphans_left} orphans after the scrub"] if orphans_left else [])
        database.remove()
    report = {
        "database": options.database,
        "kills": options.kills,
        "acknowledged_papers": len(witness.papers),
        "acknowledged_filings": len(witness.filed),
        "lost_or_half_done": faults,
        "ledger_verified": verified,
        "orphaned_blobs": orphans,
        "orphaned_blobs_after_scrub": orphans_left,
        "refused": dict(witness.refused),
        "seconds": round(time.monotonic() - begun),
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 1 if faults or not witness.papers or not witness.filed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The life of a record at scale, through the API of the running program, each figure on its own house.

    benches/archive/run.py PROGRAM [--items N] [--siblings N] [--megabytes N] [--json FILE]

Filing: papers are described, sent, decided by three people one after the other and filed by the program; a figure counts
whole items, from the description to the archival code. Checks: filed records checked again, one request each. Packages:
one record with a large file, and many with a small one, each packed as a bag and taken out to its last byte; beside
them the download of the same file. Lists: one type, year and period with a million records, written straight into the
database as copies of a filed one; the page a person sees, first, in the middle and last, and what falls due.

Times of lists are medians of single requests over one kept connection; nothing else runs.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests"))
import founding  # noqa: E402

ARCHIVIST = {"name": "林晓芸", "login": "linxiaoyun", "password": "桥头的柳树七月才发芽"}
# Who decides, in this order: a member of the audit committee, the deputy, the chair.
OFFICERS = [("luping2", "陆平", "21"), ("zhengyi", "郑毅", "11"), ("zhouzheng", "周正", "10")]
HANDS = 4
REPEATS = 21
STARTS_WITHIN_SECS = 60
PATIENCE_SECS = 3_600
FIELDS = {"responsible_party": "院工会", "doc_date": "2010-03-15", "year": "2010", "retention": "D10", "security_level": "1"}
# Every paper passes three people, whatever its type.
WORKFLOW = """
version = 1
code = "filing"
edition = 1
subject = "record-filing"
title = { zh = "三级审批", en = "Three steps" }
about = { zh = "测量用", en = "For a measurement" }
start = "review"
fact = [
  { code = "type", kind = "text", title = { zh = "门类", en = "Type" } },
  { code = "secrecy", kind = "int", title = { zh = "密级", en = "Secrecy" } },
  { code = "retention", kind = "text", title = { zh = "期限", en = "Retention" } },
]
"""
STEP = """
[[step]]
code = "{code}"
title = {{ zh = "{code}", en = "{code}" }}
asks = {{ zh = "同意？", en = "Yes?" }}
right = "{right}"
posts = ["{post}"]
days = 3
next = [{{ to = "{to}" }}]
"""
STEPS = [("review", "reviewFiling", "21", "second"), ("second", "approveFiling", "11", "third"), ("third", "approveFiling", "10", "approved")]


class House:
    """The program serving a new house, with its people signed in."""

    def __init__(self, program, data, workflow=None):
        self.program, self.data = program.resolve(), data
        founding.without_brakes(data)
        if workflow:
            rules = data / "rules" / "workflows" / "filing.toml"
            rules.parent.mkdir(parents=True)
            rules.write_text(workflow)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        environment = os.environ | {"GUILDHALL_SET_SERVER__REQUESTS_PER_SECOND": "0"}
        serve = [self.program, "--data", self.data, "serve", "--listen", f"127.0.0.1:{self.port}"]
        with self.data.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(serve, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + STARTS_WITHIN_SECS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"no answer within {STARTS_WITHIN_SECS} s")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)

    def found(self):
        self.union = founding.found(self.address, ARCHIVIST)
        return Client(self, founding.sign_in(self.address, ARCHIVIST["login"], ARCHIVIST["password"]))

    def officers(self):
        made = (founding.officer(self.address, self.union, *one) for one in OFFICERS)
        return [Client(self, token) for token in made]


class Client:
    """One kept connection in a session."""

    def __init__(self, house, token):
        self.house, self.token = house, token
        self.connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=600)

    def again(self):
        return Client(self.house, self.token)

    def raw(self, method, path, body=None, kind="application/json"):
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Content-Type": kind} if body is not None else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            sys.exit(f"{method} {path}: {answer.status} {content[:500].decode(errors='replace')}")
        return answer, content

    def call(self, method, path, value=None):
        body = json.dumps(value).encode() if value is not None else None
        _, content = self.raw(method, path, body)
        return json.loads(content) if content else None

    def upload(self, contents):
        """Sends papers, up to a hundred at once; returns their records."""
        mark = f"bench{random.getrandbits(64):x}"
        body = b""
        for number, content in enumerate(contents):
            body += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{mark}{number}.txt"\r\n'.encode()
            body += b"Content-Type: text/plain\r\n\r\n" + content + b"\r\n"
        body += f"--{mark}--\r\n".encode()
        _, answer = self.raw("POST", "/api/v1/papers", body, f"multipart/form-data; boundary={mark}")
        return [file["record"] for file in json.loads(answer)["files"]]

    def describe(self, record, version, title):
        described = {"version": version, "type": "WS", "fields": FIELDS | {"title": title}}
        return self.call("PUT", f"/api/v1/papers/{record}", described)["version"]

    def send(self, record, number):
        """Describes a paper and files it, or sends it to those who decide; returns the run, if there is one."""
        version = self.call("GET", f"/api/v1/papers/{record}")["record"]["version"]
        version = self.describe(record, version, f"第{number}号例行通知")
        body = json.dumps({"version": version}).encode()
        answer, _ = self.raw("POST", f"/api/v1/papers/{record}/file", body)
        return answer.headers.get("Location")

    def approve(self, run, revision):
        self.call("POST", f"{run}/decision", {"revision": revision, "verdict": "approve", "opinion": "同意"})


def papers(count):
    dice = random.Random(1)
    return [f"关于例行事项的通知\n第{number}号 {dice.getrandbits(128):032x}\n".encode() for number in range(count)]


def waited(client, count):
    """Waits until every paper has been read, so that reading takes no time from what is measured."""
    deadline = time.monotonic() + PATIENCE_SECS
    while any(job["state"] in ("queued", "running") for job in unfinished(client.house)):
        if time.monotonic() > deadline:
            sys.exit(f"{count} papers were not read")
        time.sleep(0.5)


def unfinished(house):
    database = sqlite3.connect(house.data / "guildhall.db")
    try:
        rows = database.execute("SELECT state FROM job WHERE state IN ('queued', 'running') LIMIT 1").fetchall()
    finally:
        database.close()
    return [{"state": state} for (state,) in rows]


def filed(house):
    database = sqlite3.connect(house.data / "guildhall.db")
    try:
        return database.execute("SELECT count(*) FROM record WHERE state = 'filed'").fetchone()[0]
    finally:
        database.close()


def bench_filing(program, scratch, items):
    """Items per second through three people, and checks per second of what was filed."""
    workflow = WORKFLOW + "".join(STEP.format(code=code, right=right, post=post, to=to) for code, right, post, to in STEPS)
    with House(program, scratch / "filing", workflow) as house:
        archivist = house.found()
        officers = house.officers()
        contents = papers(items)
        records = [one for start in range(0, items, 100) for one in archivist.upload(contents[start : start + 100])]
        waited(archivist, items)

        def whole(hand):
            keeper, deciders = archivist.again(), [one.again() for one in officers]
            for number in range(hand, items, HANDS):
                run = keeper.send(records[number], number)
                for revision, decider in enumerate(deciders, 1):
                    decider.approve(run, revision)

        begun = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(whole, range(HANDS)))
        decided = time.perf_counter() - begun
        while filed(house) < items:
            time.sleep(0.1)
        filing = time.perf_counter() - begun

        def check(hand):
            keeper = archivist.again()
            for number in range(hand, min(items, 2_000), HANDS):
                keeper.call("POST", f"/api/v1/records/{records[number]}/checks", {})

        begun = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(check, range(HANDS)))
        checking = time.perf_counter() - begun
        checks = sum(len(run["results"]) for run in archivist.call("GET", f"/api/v1/records/{records[0]}/checks")["runs"][:1])
        verified = subprocess.run([house.program, "--data", house.data, "verify"], capture_output=True, text=True)
    return {
        "items_filed_through_three_people": items,
        "items_per_second": round(items / filing, 1),
        "seconds_until_the_last_decision": round(decided, 1),
        "records_checked_per_second": round(min(items, 2_000) / checking, 1),
        "single_checks_per_second": round(checks * min(items, 2_000) / checking),
        "ledger_verifies": verified.returncode == 0,
    }


def bench_packages(program, scratch, megabytes, small=400):
    """Rates of packing, beside the download of the same file."""
    with House(program, scratch / "packages") as house:
        archivist = house.found()
        large = scratch / "large.txt"
        block = random.Random(2).randbytes(1 << 20).hex().encode()[: 1 << 20]
        with large.open("wb") as file:
            for number in range(megabytes):
                file.write(f"{number}\n".encode() + block)
        folder = scratch / "in"
        folder.mkdir()
        large.rename(folder / "large.txt")
        for number, content in enumerate(papers(small)):
            (folder / f"{number:05}.txt").write_bytes(content)
        house.stop()
        subprocess.run([house.program, "--data", house.data, "import", folder], check=True, capture_output=True)
        house.start()
        archivist = archivist.again()
        waited(archivist, small)
        listed, after = [], ""
        while after is not None:
            page = archivist.call("GET", f"/api/v1/papers?limit=100{after}")
            listed += [(one["record"]["id"], one.get("file_name", "")) for one in page["papers"]]
            after = page["next"] and "&" + page["next"].partition("?")[2]
        for number, (record, _) in enumerate(listed):
            archivist.send(record, number)
        sizes = {}
        for record, _ in listed:
            file = archivist.call("GET", f"/api/v1/records/{record}")["files"][0]
            sizes[record] = (file["size_bytes"], file["id"])
        big = max(sizes, key=lambda one: sizes[one][0])
        begun = time.perf_counter()
        _, package = archivist.raw("POST", f"/api/v1/records/{big}/package", b'{"format":"bagit"}')
        packing = time.perf_counter() - begun
        begun = time.perf_counter()
        archivist.raw("GET", f"/api/v1/records/{big}/files/{sizes[big][1]}")
        download = time.perf_counter() - begun
        begun = time.perf_counter()
        count = 0
        for record, _ in listed:
            if record != big:
                archivist.raw("POST", f"/api/v1/records/{record}/package", b'{"format":"bagit"}')
                count += 1
        many = time.perf_counter() - begun
    size = sizes[big][0] / 1e6
    return {
        "package_of_megabytes": round(size),
        "package_megabytes_per_second": round(size / packing, 1),
        "download_megabytes_per_second": round(size / download, 1),
        "package_bytes": len(package),
        "small_packages_per_second": round(count / many, 1),
    }


def bench_lists(program, scratch, siblings):
    """A set of a million records, and a million that fall due."""
    with House(program, scratch / "lists") as house:
        archivist = house.found()
        [record] = archivist.upload(papers(1))
        waited(archivist, 1)
        archivist.send(record, 1)
        house.stop()
        multiply(house.data / "guildhall.db", siblings)
        house.start()
        archivist = archivist.again()
        lines = "/api/v1/catalogues/lines?year=2010&type=WS&retention=D10"
        code = archivist.call("GET", f"/api/v1/records/{record}")["record"]["archival_code"]
        base, _, item = code.rpartition("-")
        place = lambda number: f"{lines}&after={urllib.parse.quote(base)}-{number:0{len(item)}}"
        report = {
            "siblings": siblings,
            "first_page_ms": timed(archivist, lines),
            "middle_page_ms": timed(archivist, place(siblings // 2)),
            "last_page_ms": timed(archivist, place(siblings - 40)),
            "sets_of_the_year_ms": timed(archivist, "/api/v1/catalogues?year=2010"),
            "due_first_page_ms": timed(archivist, "/api/v1/retention/due"),
        }
    return report


def multiply(path, siblings):
    """Copies the only filed record, each time with an id, a number and a code of its own."""
    database = sqlite3.connect(path)
    database.create_function("own_id", 2, lambda first, number: first[:8] + number.to_bytes(8, "big"), deterministic=True)
    columns = [row[1] for row in database.execute("PRAGMA table_info(record)")]
    own = {
        "id": "own_id(id, n)",
        "item_number": "n",
        "archival_code": "substr(archival_code, 1, length(archival_code) - 4) || printf('%0' || :width || 'd', n)",
        "captured_at": "captured_at + n",
        "filed_at": "filed_at + n",
        "title": "'第' || n || '号例行通知'",
    }
    chosen = ", ".join(own.get(column, column) for column in columns)
    with database:
        database.execute(
            f"WITH RECURSIVE many(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < :siblings) "
            f"INSERT INTO record ({', '.join(columns)}) SELECT {chosen} FROM record, many WHERE item_number = 1",
            {"siblings": siblings, "width": 4},
        )
        database.execute("ANALYZE")
    database.close()


def timed(client, path):
    """The median of some requests, in milliseconds."""
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        client.raw("GET", path)
        taken.append((time.perf_counter() - begun) * 1e3)
    return round(statistics.median(taken), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--siblings", type=int, default=1_000_000)
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    here = ROOT / "target"
    here.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-archive-", dir=here) as scratch:
        scratch = pathlib.Path(scratch)
        report = bench_lists(options.program, scratch, options.siblings)
        report |= bench_packages(options.program, scratch, options.megabytes)
        report |= bench_filing(options.program, scratch, options.items)
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 0 if report["ledger_verifies"] else 1


if __name__ == "__main__":
    sys.exit(main())

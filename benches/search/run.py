#!/usr/bin/env python3
"""The same questions to the search index in its process, to PostgreSQL and to the running program, in the same run.

    benches/search/run.py PROGRAM BENCH_SEARCH [--records N] [--queries N] [--data FOLDER] [OPTION of bench_search…]

The program makes the union, its hospitals, departments and three accounts, as people would. `bench_search` puts the
records into the database and the index of that folder and measures the index and PostgreSQL. Then the program serves
the folder, and each question is asked over one kept connection for each account: `GET /api/v1/search`, answers
compressed as browsers want them. A time is from the first byte sent to the last byte received.
"""

import argparse
import gzip
import http.client
import json
import math
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent.parent / "tests"))
import founding  # noqa: E402

# As crates/retrieval/examples/bench_search/generate.rs gives records to them.
HOSPITALS, DEPARTMENTS = 20, 40
# As crates/retrieval/examples/bench_search/figures.rs names them: role, path of the organisation and clearance.
READERS = {
    "archivist": ("archivist", "/1/", 4),
    "one_hospital": ("reader", "/1/7/", 2),
    "one_department": ("reader", "/1/7/13/", 1),
}
PASSWORD = "Bench-Search-{}-1"
# One account asks faster than people do.
CONFIGURATION = "[server]\nrequests_per_second = 0\n"


class Server:
    """The program serving a data folder on a free port."""

    def __init__(self, program, data):
        self.command = [program, "--data", data, "serve", "--listen", "127.0.0.1:0"]
        self.log = data.with_suffix(".log")

    def __enter__(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=log, text=True)
        address = self.process.stdout.readline().strip()
        if not address.startswith("http://"):
            sys.exit(f"the program did not start: {self.log.read_text()}")
        self.host = address.removeprefix("http://")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Client:
    """One kept connection, with the session of an account once it signed in."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.host, timeout=60)
        self.headers = {"Accept-Encoding": "gzip"}

    def raw(self, method, path, body=None, kind="application/json"):
        headers = self.headers | ({"Content-Type": kind} if body else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def call(self, method, path, value=None):
        return read(path, *self.raw(method, path, json.dumps(value).encode() if value else None))

    def sign_in(self, login, password):
        session = self.call("POST", "/api/v1/sessions", {"login": login, "password": password})
        self.headers["Authorization"] = f"Bearer {session['token']}"
        return self


def read(path, answer, content):
    if answer.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    if answer.status >= 400:
        sys.exit(f"{path}: {answer.status} {content.decode(errors='replace')}")
    return json.loads(content) if answer.headers.get("Content-Type", "").startswith("application/json") else None


def password_of(reader):
    return PASSWORD.format(reader.replace("_", "-"))


def make_union(server):
    """First run, the tree, and the accounts of the readers, each with a password of her own."""
    password = password_of("system")
    system = {"name": "孙静", "login": "system", "password": password}
    others = {"security": {"name": "何安", "login": "security"}, "audit": {"name": "陆平", "login": "audit"}}
    union = {"union_name": "测试市医务工会联合会", "system": system} | others
    first = Client(server).call("POST", "/api/v1/first-run", union)
    admin = Client(server).sign_in("system", password)
    security = settle(server, "security", first["security"])
    for holder in (admin, security):
        founding.enrol(holder.call)
    top = admin.call("GET", "/api/v1/organisations")["organisations"][0]
    units = {top["path"]: top["id"]}

    def add(parent, name, kind):
        unit = {"parent": parent, "name": name, "kind": kind}
        unit = admin.call("POST", "/api/v1/organisations", unit)
        units[unit["path"]] = unit["id"]
        return unit["id"]

    for hospital in range(1, HOSPITALS + 1):
        union = add(top["id"], f"第{hospital}医院工会", "union")
        for department in range(1, DEPARTMENTS + 1):
            add(union, f"第{department}科室", "department")
    for reader, (role, path, clearance) in READERS.items():
        first = password_of(reader) + "-first"
        login = {"login": reader, "name": reader, "password": first, "unit": units[path]}
        security.call("POST", "/api/v1/accounts", login | {"role": role, "clearance": clearance})
        settle(server, reader, first)


def settle(server, login, first):
    """Changes the first password of an account to its own; returns its client."""
    client = Client(server).sign_in(login, first)
    client.call("PUT", "/api/v1/me/password", {"present": first, "new": password_of(login)})
    return client


def figures(taken, hits):
    taken.sort()

    def at(share):
        return round(taken[max(1, math.ceil(len(taken) * share)) - 1] * 1000, 2)

    return {
        "p50_ms": at(0.50),
        "p95_ms": at(0.95),
        "p99_ms": at(0.99),
        "max_ms": at(1),
        "questions": len(taken),
        "hits_mean": hits // len(taken),
    }


def ask(clients, questions, chosen):
    """Asks each question for each reader in turn, after one round that warms the files, as days of use do."""
    taken, hits = {reader: [] for reader in clients}, dict.fromkeys(clients, 0)
    for measured in (False, True):
        for question in questions:
            path = "/api/v1/search?" + urllib.parse.urlencode({"q": question} | chosen)
            for reader, client in clients.items():
                begun = time.perf_counter()
                answer, content = client.raw("GET", path)
                ended = time.perf_counter()
                found = read(path, answer, content)
                if measured:
                    taken[reader].append(ended - begun)
                    hits[reader] += found["total"]
    return {reader: figures(taken[reader], hits[reader]) for reader in clients}


def check_records(clients, question):
    """The hits of each reader are records of the database, and she may open them."""
    for client in clients.values():
        found = client.call("GET", "/api/v1/search?" + urllib.parse.urlencode({"q": question}))
        for hit in found["hits"][:3]:
            shown = client.call("GET", f"/api/v1/records/{hit['record']}")
            if shown["record"]["title"] != hit["title"]:
                sys.exit(f"the record {hit['record']} is not the one that was found")


def measure(server, questions, in_process):
    clients = {reader: Client(server).sign_in(reader, password_of(reader)) for reader in READERS}
    load = os.getloadavg()[0]
    found, worst = {}, {}
    kinds = [(kind, asked, {}) for kind, asked in questions.items()]
    kinds.append(("2_words_and_two_values", questions["2_words"], {"class": "WS,KJ", "year": "2019,2020,2021"}))
    for kind, asked, chosen in kinds:
        times = ask(clients, asked, chosen)
        for reader, time_taken in times.items():
            found[f"{kind}_{reader}"] = time_taken
            if reader != "archivist":
                ratio = {at: round(time_taken[at] / times["archivist"][at], 2) for at in ("p50_ms", "p99_ms")}
                worst[f"{kind}_{reader}"] = ratio
    for kind, time_taken in in_process.items():
        if found[kind]["hits_mean"] != time_taken["hits_mean"]:
            sys.exit(f"{kind}: the program finds {found[kind]['hits_mean']}, the index {time_taken['hits_mean']}")
    check_records(clients, questions["1_words"][0])
    return {"load_average_before": round(load, 2), "search": found, "times_an_archivist": worst}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("bench_search", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, help="keep the data folder here, and use it again when it is there")
    options, others = parser.parse_known_args()
    program = options.program.resolve()
    here = pathlib.Path(__file__).resolve().parent.parent.parent / "target"
    here.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-search-", dir=here) as scratch:
        data = options.data or pathlib.Path(scratch) / "data"
        file = pathlib.Path(scratch) / "questions.json"
        if not data.exists():
            data.mkdir(parents=True)
            (data / "guildhall.toml").write_text(CONFIGURATION)
            founding.without_brakes(data)
            with Server(program, data) as server:
                make_union(server)
        bench = [options.bench_search.resolve(), "--data", data, "--questions", file, *others]
        done = subprocess.run(bench, stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            sys.exit(done.returncode)
        report = json.loads(done.stdout)
        with Server(program, data) as server:
            report["api"] = measure(server, json.loads(file.read_text()), report["guildhall"]["search"])
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Takes the shared sets of foreign files through the whole product and counts what was read right.

    benches/reading/run.py PROGRAM [--data FOLDER] [--set NAME]... [--json FILE]

Each set goes through `guildhall import` beside a running server, is read in the background, and is fetched again by
the JSON API alone; metrics.py compares that with what the set expects. While a set is read, the server is asked all
the time how long it takes to answer, and the peak memory of server and reading children is taken from the system.
FOLDER is $GUILDHALL_SHARED_DATA, or ../shared/data beside the checkout; without it the bench is skipped, loudly.
Exit code 1 if the server fell, a file stayed unread, an answer took over a second, or a hostile file did harm. The last
line is for machines.
"""

import argparse
import collections
import contextlib
import dataclasses
import hashlib
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import metrics

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests"))
import founding  # noqa: E402

STARTS_WITHIN_SECS = 60
READ_WITHIN_SECS = 1800
LOOK_EVERY_SECS = 0.1
ANSWER_SECS_MAX = 1.0
MEMORY_MIB_MAX = 512
LOGIN, PASSWORD = "linxiaoyun", "桥头的柳树七月才发芽"


class Api:
    """A signed-in program."""

    def __init__(self, port):
        self.port, self.token = port, ""

    def ask(self, method, path, body=None, kind="application/json"):
        headers = {"Accept": "application/json", "Content-Type": kind}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path):
        """Returns what stands there, or nothing if there is nothing."""
        status, content = self.ask("GET", path)
        if status == 404:
            return None
        if status != 200:
            raise SystemExit(f"GET {path}: {status} {content[:300]!r}")
        return json.loads(content)

    def sign_in(self):
        """Makes the union, then opens a session of its archivist for programs."""
        address = f"http://127.0.0.1:{self.port}"
        founding.found(address, {"name": "林晓芸", "login": LOGIN, "password": PASSWORD})
        self.token = founding.sign_in(address, LOGIN, PASSWORD)

    def papers(self):
        """Yields all papers that were not filed."""
        path = "/api/v1/papers"
        while path:
            part = self.get(path)
            yield from part["papers"]
            path = part.get("next")

    def pages(self, record):
        """Returns the lines of each page of the original."""
        pages = []
        while page := self.get(f"/api/v1/records/{record}/pages/{len(pages) + 1}"):
            pages.append([line["text"] for line in page["lines"]])
        return pages


class House:
    """The program with its data folder."""

    def __init__(self, program, data, log):
        self.program, self.data, self.log, self.process = program, data, log, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def command(self, *arguments):
        return [self.program, "--data", self.data, *arguments]

    def start(self):
        serve = self.command("serve", "--listen", f"127.0.0.1:{self.port}")
        # The models lie beside the checkout's root unless they lie beside the program.
        self.process = subprocess.Popen(serve, stdout=self.log, stderr=self.log, cwd=ROOT)
        deadline = time.monotonic() + STARTS_WITHIN_SECS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"the program did not start: exit code {self.process.returncode}")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.02)
        raise SystemExit(f"no answer within {STARTS_WITHIN_SECS} s")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=120)

    def is_up(self):
        return self.process.poll() is None

    def take_in(self, folder):
        """Imports a folder; returns papers taken in, papers here already, and the refused with their reasons."""
        done = subprocess.run(self.command("import", folder), capture_output=True, text=True, cwd=ROOT)
        lines = done.stdout.splitlines()
        counts = next((line for line in lines if line.startswith("taken in ")), None)
        if counts is None:
            raise SystemExit(f"import ended with {done.returncode}: {done.stderr}{done.stdout}")
        captured, known = (int(part.split()[-1]) for part in counts.split(",")[:2])
        refused = [line.removeprefix("refused ") for line in lines if line.startswith("refused ")]
        return captured, known, refused


def peak_mib(process):
    """Returns the most memory that a process ever held, in MiB; 0 where the system does not tell or it is gone."""
    with contextlib.suppress(OSError):
        for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0


def children_of(process):
    found = []
    with contextlib.suppress(OSError):
        for thread in pathlib.Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(OSError):
                found += (thread / "children").read_text().split()
    return found


class Observer:
    """Looks at the server all the time: how long it takes to answer, what it reads, how much memory that takes."""

    def __init__(self, house, api):
        self.house, self.api, self.stopped = house, api, threading.Event()
        self.answers, self.not_answered = [], 0
        self.server_mib, self.reader_mib = 0, 0
        self.running, self.longest = {}, {}
        self.thread = threading.Thread(target=self.look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def look(self):
        while not self.stopped.wait(LOOK_EVERY_SECS):
            self.server_mib = max(self.server_mib, peak_mib(self.house.process.pid))
            readers = [peak_mib(child) for child in children_of(self.house.process.pid)]
            self.reader_mib = max([self.reader_mib, *readers])
            try:
                self.timed("/api/v1/papers")
                jobs = self.timed("/api/v1/jobs?state=running")
                self.note_running({job["subject"] for job in jobs["jobs"]})
            except (OSError, http.client.HTTPException):
                self.not_answered += 1

    def timed(self, path):
        begun = time.monotonic()
        answer = self.api.get(path)
        self.answers.append(time.monotonic() - begun)
        return answer

    def note_running(self, subjects):
        """Adds up for each paper its longest stay among the running jobs, as exact as the looks are close."""
        now = time.monotonic()
        self.running = {subject: self.running.get(subject, now) for subject in subjects}
        for subject, since in self.running.items():
            self.longest[subject] = max(self.longest.get(subject, 0), now - since)


class Trap:
    """Listens where the hostile files point to, so that a reader which follows them is seen."""

    PORT = 9

    def __init__(self):
        self.calls, self.is_set, self.socket = 0, False, socket.socket()
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.socket.bind(("127.0.0.1", self.PORT))
            self.socket.listen()
            self.is_set = True
            threading.Thread(target=self.wait, daemon=True).start()
        except OSError as error:
            print(f"port {self.PORT} is not watched: {error}", file=sys.stderr)

    def wait(self):
        while True:
            self.socket.accept()[0].close()
            self.calls += 1


@dataclasses.dataclass
class Paper:
    """A file of a set as the product shows it."""

    record: str
    name: str
    state: str
    problem: str | None
    media_type: str
    pages_said: int
    pages: list
    attachments: list
    seconds: float = 0.0


def fetched(api, known):
    """Fetches every paper that is not known yet; returns all by the hash of the original."""
    for view in api.papers():
        record = view["record"]["id"]
        if any(paper.record == record for paper in known.values()):
            continue
        files = api.get(f"/api/v1/records/{record}")["files"]
        original = next(file for file in files if file["role"] == "original")
        attachments = [(file["name"], file["sha256"]) for file in files if file["role"] == "attachment"]
        reading, pages = view["reading"], api.pages(record)
        facts = (record, original["name"], reading["state"], reading["problem"], original["media_type"])
        known[original["sha256"]] = Paper(*facts, view["record"]["pages"], pages, attachments)
    return known


def wait_until_read(house, api):
    """Returns the names of what is still not read when the time is over."""
    deadline = time.monotonic() + READ_WITHIN_SECS
    while True:
        if not house.is_up():
            raise SystemExit(f"the server fell with exit code {house.process.returncode}")
        waiting = [view["file_name"] for view in api.papers() if view["reading"]["state"] == "waiting"]
        if not waiting or time.monotonic() > deadline:
            return waiting
        time.sleep(0.5)


def unpacked(archive, folder):
    folder.mkdir()
    subprocess.run(["tar", "xzf", archive, "-C", folder], check=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def one_set(house, api, chosen, source, scratch, papers):
    """Takes one set through the product; returns its figures."""
    folder = scratch / chosen.name
    files = unpacked(source / chosen.name / chosen.archive, folder)
    house.start()
    begun = time.monotonic()
    try:
        with Observer(house, api) as observer:
            captured, known, refused = house.take_in(folder)
            waiting = wait_until_read(house, api)
            took = time.monotonic() - begun
        fetched(api, papers)
        is_up = house.is_up()
    finally:
        house.stop()
    found = {path: papers.get(hashlib.sha256(path.read_bytes()).hexdigest()) for path in files}
    for paper in filter(None, found.values()):
        paper.seconds = observer.longest.get(paper.record, 0.0)
    states = collections.Counter(paper.state if paper else "refused" for paper in found.values())
    problems = collections.Counter(paper.problem for paper in found.values() if paper and paper.problem)
    score = chosen.score(source / chosen.name, folder, found)
    return {
        "set": chosen.name,
        "files": len(files),
        "captured": captured,
        "already_here": known,
        "read": states["read"],
        "unreadable": states["unreadable"],
        "reasons": dict(problems),
        "refused": refused,
        "still_waiting": waiting,
        **score.figures(),
        "seconds": round(took, 1),
        "longest_reading_seconds": round(max(observer.longest.values(), default=0), 1),
        "slowest_answer_seconds": round(max(observer.answers, default=0), 3),
        "answers": len(observer.answers),
        "not_answered": observer.not_answered,
        "server_peak_mib": observer.server_mib,
        "reader_peak_mib": observer.reader_mib,
        "server_stayed_up": is_up,
    }


def told(figures):
    """Prints the figures of a set for people."""
    counts = "{files} files: {captured} captured, {already_here} here already".format_map(figures)
    reasons = ", ".join(f"{count} {code}" for code, count in sorted(figures["reasons"].items()))
    print(f"\n{figures['set']}: {counts}, {len(figures['refused'])} refused by the import")
    print(f"  {figures['read']} read, {figures['unreadable']} unreadable ({reasons or 'none'})")
    for name, value in figures["metrics"].items():
        print(f"  {name}: {value}")
    print(
        "  read in {seconds} s, longest file {longest_reading_seconds} s; slowest of {answers} answers "
        "{slowest_answer_seconds} s, {not_answered} not given; peak memory: server {server_peak_mib} MiB, "
        "reading children {reader_peak_mib} MiB".format_map(figures)
    )
    for line in figures["not_scored"]:
        print(f"  not scored: {line}")
    for line in figures["refused"]:
        print(f"  refused: {line}")
    print(f"  right: {figures['right']} of {figures['files']}")
    for name, why in figures["not_right"]:
        print(f"  not right: {name}: {why}")


def faults_of(figures):
    """Returns what must not happen to any set."""
    faults = []
    if not figures["server_stayed_up"] or figures["not_answered"]:
        faults.append("the server did not always answer")
    if figures["still_waiting"]:
        faults.append(f"never read: {figures['still_waiting']}")
    if figures["slowest_answer_seconds"] > ANSWER_SECS_MAX:
        faults.append(f"an answer took {figures['slowest_answer_seconds']} s")
    if figures["set"] == "hostile-inputs":
        peak = max(figures["server_peak_mib"], figures["reader_peak_mib"])
        faults += [f"{peak} MiB of memory in one process"] if peak > MEMORY_MIB_MAX else []
        faults += [f"{name}: {why}" for name, why in figures["not_right"]]
    return [f"{figures['set']}: {fault}" for fault in faults]


def source_of(option):
    """Returns the folder of the sets, or nothing."""
    named = option or os.environ.get("GUILDHALL_SHARED_DATA")
    folder = pathlib.Path(named) if named else ROOT.parent / "shared" / "data"
    return folder.resolve() if folder.is_dir() else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--set", action="append", choices=[one.name for one in metrics.SETS])
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    source = source_of(options.data)
    if source is None:
        print("SKIPPED: the shared sets of files are not there; set GUILDHALL_SHARED_DATA", file=sys.stderr)
        return 0
    chosen = [one for one in metrics.SETS if not options.set or one.name in options.set]
    absent = [one.name for one in chosen if not (source / one.name / one.archive).exists()]
    for name in absent:
        print(f"SKIPPED: {name} is not in {source.name}", file=sys.stderr)
    others = sorted(path.name for path in source.iterdir() if path.is_dir())
    left_out = [name for name in others if name not in {one.name for one in metrics.SETS}]
    trap, reports, papers = Trap(), [], {}
    with tempfile.TemporaryDirectory(prefix="guildhall-reading-") as scratch:
        scratch = pathlib.Path(scratch)
        with (scratch / "log").open("w") as log:
            house = House(options.program.resolve(), scratch / "data", log)
            api = Api(house.port)
            house.start()
            api.sign_in()
            house.stop()
            for one in (one for one in chosen if one.name not in absent):
                reports.append(one_set(house, api, one, source, scratch, papers))
                told(reports[-1])
    faults = [fault for figures in reports for fault in faults_of(figures)]
    if trap.calls:
        faults.append(f"files were followed to the network {trap.calls} times")
    print(f"\nsets without papers, left out: {', '.join(left_out)}")
    print(f"the address in the hostile files was {'watched: %d calls' % trap.calls if trap.is_set else 'not watched'}")
    for fault in faults:
        print(f"FAULT: {fault}")
    report = {"sets": reports, "network_calls": trap.calls if trap.is_set else None, "faults": faults}
    line = json.dumps(report, ensure_ascii=False)
    print(line)
    if options.json:
        options.json.write_text(line + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Sends a file of 2 GiB through the program, by upload and by import, and looks at the memory that it takes.

    tests/large/run.py PROGRAM [--bytes N] [--json FILE]

The content is random in every fourth mebibyte and zero between, and the two files differ. Both must come back with
the hash that went in, and neither the server nor the importing program may ever hold more than 300 MiB of memory
(VmHWM of the server, the greatest resident size of the import). Exit code 1 if any of this does not hold.
"""

import argparse
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import founding  # noqa: E402

MIB = 1024 * 1024
MEMORY_MAX_MIB = 300
STARTS_WITHIN_SECS = 60
LOGIN, PASSWORD = "linxiaoyun", "桥头的柳树七月才发芽"
BOUNDARY = "large-file-9c1185a5c5e9fc54612808977ee8f548"


def blocks(size, seed):
    """Gives the content piece by piece."""
    dice, left, number = random.Random(seed), size, 0
    while left > 0:
        block = dice.randbytes(MIB) if number % 4 == 0 else bytes(MIB)
        yield block[:left]
        left, number = left - MIB, number + 1


def digest(pieces):
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(piece)
    return whole.hexdigest()


class Server:
    """The running program and a signed-in client."""

    def __init__(self, program, data, log):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [program, "--data", data, "serve", "--listen", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.cookie = ""
        deadline = time.monotonic() + STARTS_WITHIN_SECS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise SystemExit("the server did not start") from None
                time.sleep(0.05)

    def stop(self):
        try:  # with the children that read papers
            os.killpg(self.process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        self.process.wait()

    def memory_mib(self):
        """The greatest resident size of the server so far, without its children."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) // 1024

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def ask(self, method, path, body=None, headers=None):
        connection = self.connect()
        connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("guildhall-session="):
                self.cookie = value.split(";")[0]
        content = answer.read()
        connection.close()
        return answer.status, content

    def form(self, path, fields):
        return self.ask(
            "POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )[0]

    def found(self):
        who = {"login": LOGIN, "password": PASSWORD}
        founding.found(f"http://127.0.0.1:{self.port}", {"name": "林晓芸", **who})
        self.form("/sign-in", who)

    def upload(self, name, size, seed):
        """Streams one file as a browser does; returns the record."""
        token = re.search(rb'name="csrf" value="([^"]+)"', self.ask("GET", "/inbox")[1]).group(1).decode()
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        head += "Content-Type: application/octet-stream\r\n\r\n"
        tail = f"\r\n--{BOUNDARY}--\r\n"
        connection = self.connect()
        connection.putrequest("POST", "/inbox/files")
        connection.putheader("Cookie", self.cookie)
        connection.putheader("Accept", "application/json")
        connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        connection.putheader("Content-Length", str(len(head.encode()) + size + len(tail)))
        connection.endheaders()
        connection.send(head.encode())
        for block in blocks(size, seed):
            connection.send(block)
        connection.send(tail.encode())
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"upload: {answer.status} {content[:500]}")
        file = json.loads(content)["files"][0]
        if file["outcome"] != "captured":
            raise SystemExit(f"upload: {file}")
        return file["record"]

    def download(self, record):
        """Returns the hash of the original of a record."""
        page = self.ask("GET", f"/records/{record}")[1]
        link = re.search(rf"/records/{record}/files/[^\"]+".encode(), page)
        if not link:
            raise SystemExit(f"record {record} offers no file")
        connection = self.connect()
        connection.request("GET", link.group(0).decode(), headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"download: {answer.status}")
        return digest(iter(lambda: answer.read(MIB), b""))

    def newest(self, other_than):
        """Returns a record of the inbox that is not the given one."""
        records = re.findall(rb'/inbox/([0-9a-f]{8}-[0-9a-f-]{27})', self.ask("GET", "/inbox")[1])
        return next(record.decode() for record in records if record.decode() != other_than)


def imported(program, data, folder, log):
    """Runs the import; returns its greatest resident size in MiB."""
    process = subprocess.Popen([program, "--data", data, "import", folder], stdout=log, stderr=log)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"import: exit code {process.returncode}")
    return used.ru_maxrss // 1024


class Watch:
    """Notes how long each step takes."""

    def __init__(self):
        self.begun, self.seconds = time.monotonic(), {}

    def note(self, step):
        now = time.monotonic()
        self.seconds[step] = round(now - self.begun, 1)
        self.begun = now


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--bytes", type=int, default=2 * 1024 * MIB)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    program, size, faults = options.program.resolve(), options.bytes, []
    with tempfile.TemporaryDirectory(prefix="guildhall-large-") as scratch:
        scratch = pathlib.Path(scratch)
        data, papers = scratch / "data", scratch / "papers"
        papers.mkdir()
        with (papers / "import.bin").open("wb") as file:
            file.writelines(blocks(size, 2))
        with (scratch / "log").open("w") as log:
            server = Server(program, data, log)
            try:
                server.found()
                idle, watch = server.memory_mib(), Watch()
                uploaded = server.upload("upload.bin", size, 1)
                watch.note("upload")
                import_mib = imported(program, data, papers, log)
                watch.note("import")
                for name, record, seed in [("upload", uploaded, 1), ("import", server.newest(uploaded), 2)]:
                    if server.download(record) != digest(blocks(size, seed)):
                        faults.append(f"the file by {name} came back changed")
                    watch.note(f"download of the {name}")
                server_mib = server.memory_mib()
            finally:
                server.stop()
    for what, mib in [("server", server_mib), ("import", import_mib)]:
        if mib > MEMORY_MAX_MIB:
            faults.append(f"the {what} held {mib} MiB")
    report = {
        "bytes": size,
        "server_idle_mib": idle,
        "server_peak_mib": server_mib,
        "import_peak_mib": import_mib,
        "seconds": watch.seconds,
        "faults": faults,
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

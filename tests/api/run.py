#!/usr/bin/env python3
"""Asks every operation of the API with right, odd and wrong input, as its OpenAPI document describes it (Schemathesis).

    tests/api/run.py PROGRAM [--examples N] [--seed N]

A made-up union is served from a scratch folder; each demo login asks every operation. A failure is an answer with a
server error, a status, type, header or body that the document does not name, wrong input that is taken, a method that
the document does not name but the server serves, or an operation that asks for a sign-in and answers without one.
One check of Schemathesis is left out: that all input which fits the schema is accepted. Rules of the house (a wrong
password, a code that has been used) refuse such input with 422, and no schema can say that.
Prints one line for each login and the sum; exit code 1 if anything failed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

STARTS_WITHIN_SECS = 120
PASSWORD = "Guildhall-Demo-1"
LOGINS = ["archivist", "reader", "system", "security", "audit"]
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
]
# They end the session of the run itself, or open new ones.
SESSIONS = ["/api/v1/sessions", "/api/v1/sessions/current"]


def tester():
    """Returns the program of Schemathesis; scripts/prepare.sh brings it."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target"))
    found = (target / "api-tester/bin/st").resolve()
    if not found.exists():
        print("SKIPPED: Schemathesis is not installed; scripts/prepare.sh test brings it")
        sys.exit(0)
    return found


class Server:
    """The program with a small made-up union, on a free port of the loopback address."""

    def __init__(self, program, folder):
        with open(folder / "server.log", "wb") as log:
            command = [program, "--data", folder / "data", "demo", "--staff", "60", "--papers", "12"]
            command += ["--listen", "127.0.0.1:0"]
            settings = os.environ | {"GUILDHALL_SET_SERVER__REQUESTS_PER_SECOND": "0"}
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=settings, text=True)
        self.base = self.wait()

    def wait(self):
        """Returns the address that the program prints when it listens."""
        until = time.monotonic() + STARTS_WITHIN_SECS
        for line in self.process.stdout:
            for word in line.split():
                if word.startswith("http://127.0.0.1:"):
                    return word.rstrip("/")
            if time.monotonic() > until:
                break
        sys.exit("the program did not start")

    def token(self, login):
        body = json.dumps({"login": login, "password": PASSWORD}).encode()
        request = urllib.request.Request(f"{self.base}/api/v1/sessions", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["token"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def ask(program, server, folder, options, login):
    """Runs all checks as one login, or as nobody; returns the report."""
    report = folder / f"{login or 'nobody'}.json"
    command = [program, "run", f"{server.base}/api/v1/openapi.json", "--checks", ",".join(CHECKS)]
    command += ["--max-examples", str(options.examples), "--seed", str(options.seed), "--continue-on-failure"]
    command += ["--phases", "examples,coverage,fuzzing", "--warnings", "off", "--no-color"]
    command += ["--report-json-path", report]
    for path in SESSIONS:
        command += ["--exclude-path" if login else "--include-path", path]
    if login:
        command += ["--header", f"Authorization: Bearer {server.token(login)}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if not report.exists():
        sys.exit(f"Schemathesis did not finish:\n{done.stdout}\n{done.stderr}")
    said = json.loads(report.read_text())
    if done.returncode:
        print(done.stdout)
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--examples", type=int, default=25, help="inputs made up for each operation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cases = failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        program = tester()
        server = Server(options.program.resolve(), folder)
        try:
            for login in [*LOGINS, None]:
                said = ask(program, server, folder, options, login)
                counts, asked = said["test_cases"], said["operations"]["tested"]
                wrong = counts["unique_failures"] + counts["errored"] + said["operations"]["errored"]
                print(f"{login or 'nobody'}: {asked} operations, {counts['generated']} cases, {wrong} failures")
                cases, failures = cases + counts["generated"], failures + wrong
        finally:
            server.stop()
    print(f"API conformance: {cases} cases, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

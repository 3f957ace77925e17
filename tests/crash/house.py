"""A house that can be killed: the program with its data folder, on either database, and what is left in it."""

import os
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import founding  # noqa: E402

STARTS_WITHIN_SECS = 60
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Embedded:
    """The database in the data folder."""

    environment = {}

    def __init__(self, data):
        self.file = data / "guildhall.db"

    def ask(self, sql):
        """Returns the rows of a query; ids as hexadecimal digits."""
        connection = sqlite3.connect(self.file)
        try:
            return [[cell.hex() if isinstance(cell, bytes) else cell for cell in row] for row in connection.execute(sql)]
        finally:
            connection.close()

    def change(self, sql):
        """Runs a statement; the program must not be running."""
        connection = sqlite3.connect(self.file)
        try:
            with connection:
                connection.execute(sql)
        finally:
            connection.close()

    def remove(self):
        pass


class Server:
    """A new database on a PostgreSQL server."""

    def __init__(self, server):
        self.server = server
        self.name = f"crash_{os.getpid()}_{random.SystemRandom().getrandbits(32):08x}"
        self.run(server, f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8'")
        self.url = server.rsplit("/", 1)[0] + "/" + self.name
        self.environment = {"GUILDHALL_DATABASE_URL": self.url}

    @staticmethod
    def run(url, sql):
        command = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--set", "ON_ERROR_STOP=1"]
        command += ["--field-separator", "\t", "--dbname", url, "--command", sql]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(f"psql: {result.stderr.strip()}")
        return result.stdout

    def ask(self, sql):
        """Returns the rows of a query; ids as hexadecimal digits."""
        rows = [line.split("\t") for line in self.run(self.url, sql).splitlines() if line]
        return [[self.read(cell) for cell in row] for row in rows]

    def change(self, sql):
        """Runs a statement."""
        self.run(self.url, sql)

    @staticmethod
    def read(cell):
        if cell.isdigit():
            return int(cell)
        return cell.replace("-", "") if UUID.fullmatch(cell) else cell

    def remove(self):
        self.run(self.server, f"DROP DATABASE {self.name} WITH (FORCE)")


class House:
    """The program with its data folder."""

    def __init__(self, program, data, log, database, environment=None):
        self.program, self.data, self.log, self.process = program, data, log, None
        founding.without_brakes(data)
        # One session asks for everything at the end: not the hurry of a person.
        hurry = {"GUILDHALL_SET_SERVER__REQUESTS_PER_SECOND": "0"}
        self.environment = os.environ | hurry | database.environment | (environment or {})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def command(self, *arguments):
        return [self.program, "--data", str(self.data), *arguments]

    def start(self):
        serve = self.command("serve", "--listen", f"127.0.0.1:{self.port}")
        self.process = subprocess.Popen(
            serve, stdout=self.log, stderr=self.log, start_new_session=True, env=self.environment
        )
        deadline = time.monotonic() + STARTS_WITHIN_SECS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"the program did not start again: exit code {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"no answer within {STARTS_WITHIN_SECS} s")

    def kill(self):
        self.process.kill()
        self.process.wait()
        try:  # the children that read papers
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)

    def run(self, *arguments):
        """Returns whether a command found everything good, and what was said."""
        result = subprocess.run(self.command(*arguments), capture_output=True, text=True, env=self.environment)
        return result.returncode == 0, (result.stdout + result.stderr).strip()

    def verify(self):
        return self.run("verify")

    def scrub(self):
        return self.run("scrub", "--orphans-after", "0s")


def opened(kind, data):
    """Returns a new database for a house: in its data folder, or on the server that GUILDHALL_TEST_POSTGRES names."""
    if kind == "sqlite":
        return Embedded(data)
    server = os.environ.get("GUILDHALL_TEST_POSTGRES")
    if not server:
        raise SystemExit("GUILDHALL_TEST_POSTGRES names no server; run this under scripts/with-postgres.sh")
    return Server(server)


def vault_faults(ask, data):
    """Returns what the vault lacks or holds half, and the number of blobs that no row names."""
    known = {identity for [identity] in ask("SELECT object_id FROM vault_object")}
    faults, orphans, absent = [], 0, 0
    for replica in sorted((data / "vault").iterdir()):
        kept = {path.name.replace("-", "") for path in (replica / "objects").rglob("*") if path.is_file()}
        orphans += len(kept - known)
        absent += len(known - kept)
        staged = [path for path in (replica / "staging").rglob("*") if path.is_file()]
        faults += [f"{len(staged)} files left in staging of {replica.name}"] if staged else []
    if absent:
        faults.append(f"{absent} objects missing in a replica")
    return faults, orphans

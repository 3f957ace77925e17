#!/usr/bin/env python3
"""Kills the program with kill -9 in every step of a destruction, and looks at what is left.

    tests/crash/disposal.py PROGRAM [--database sqlite|postgres] [--rounds N] [--records N] [--seed N] [--json FILE]

Each round goes the whole way: records whose period is over are put in a list, one is kept longer, the list is sent,
a member of the committee and the chair decide, two supervisors sign, the archivist destroys, the job takes rows,
copies, index and backups, a supervisor signs afterwards. Every one of these steps is killed at random moments until
it is done.

After each kill a step has happened or has not; of each record everything is there or nothing is; the ledger verifies.
At the end nothing of what was destroyed is in any table, replica or backup, and the search does not find it. Exit code
1 if any of this does not hold.
"""

import argparse
import collections
import http.client
import json
import pathlib
import random
import re
import string
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import founding  # noqa: E402
from house import House, opened  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RULES = "rules/disposal/disposal.toml"
ARCHIVIST = {"name": "林晓芸", "login": "linxiaoyun", "password": "桥头的柳树七月才发芽"}
# Logins with their names and posts: a member of the committee, the chair, two who watch.
PEOPLE = {"sunli": ("孙立", "13"), "zhouzheng": ("周正", "10"), "wuyue": ("吴越", "40"), "wuxia": ("吴夏", "41")}
WATCHERS = ["wuyue", "wuxia"]
ROUNDS = "/api/v1/disposal/rounds"
# A step that was cut off this often is let through: every moment of it has had its chance.
KILLS_OF_A_STEP = 3
STEP_SECS = 0.04
JOB_SECS = (0.0, 0.3)
JOB_KILLS_MAX = 25
PATIENCE_SECS = 60
# What the tables hold of a record; each falls together with the others.
TRACES = {"record": "id", "component": "record_id", "page": "record_id", "inbox_item": "record_id"}


class Union:
    """The house with its people, each with a session for programs."""

    def __init__(self, house, dice):
        self.house, self.dice, self.tokens = house, dice, {}
        self.address = f"http://127.0.0.1:{house.port}"

    def found(self):
        union = founding.found(self.address, ARCHIVIST)
        self.enter(ARCHIVIST["login"], ARCHIVIST["password"])
        for login, (name, post) in PEOPLE.items():
            self.tokens[login] = founding.officer(self.address, union, login, name, post)

    def enter(self, login, password):
        self.tokens[login] = founding.sign_in(self.address, login, password)

    def refresh(self):
        """Signs everybody in again, so that a signature finds a fresh proof."""
        self.enter(ARCHIVIST["login"], ARCHIVIST["password"])
        for login in PEOPLE:
            self.enter(login, founding.officers_own(login))

    def call(self, method, path, value=None, login=ARCHIVIST["login"], token=None):
        return founding.call(self.address, method, path, value, token or self.tokens[login])

    def upload(self, content):
        """Sends one paper and returns its record."""
        mark = f"crash{self.dice.getrandbits(64):x}"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{mark}.txt"\r\n'
        body = f"{head}Content-Type: text/plain\r\n\r\n".encode() + content + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        headers["Authorization"] = f"Bearer {self.tokens[ARCHIVIST['login']]}"
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        connection.request("POST", "/api/v1/papers", body, headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer["files"][0]["record"]

    def filed(self, word):
        """Files a record of 2010 that was to be kept for ten years; `word` stands in its title and nowhere else."""
        record = self.upload(f"关于例行事项的通知\n{word}\n{self.dice.getrandbits(128):032x}\n".encode())
        fields = {"title": f"例行通知 {word}", "responsible_party": "院工会", "doc_date": "2010-03-15"}
        fields |= {"year": "2010", "retention": "D10", "security_level": "1"}
        while True:
            version = self.call("GET", f"/api/v1/papers/{record}")["record"]["version"]
            described = {"version": version, "type": "WS", "fields": fields}
            try:
                version = self.call("PUT", f"/api/v1/papers/{record}", described)["version"]
                self.call("POST", f"/api/v1/papers/{record}/file", {"version": version})
                return record
            except urllib.error.HTTPError as refusal:
                # The paper was read meanwhile, which is a version of its own.
                if refusal.code != http.HTTPStatus.CONFLICT:
                    raise

    def hits(self, word):
        return self.call("GET", f"/api/v1/search?q={urllib.parse.quote(word)}")["total"]

    def round(self, identity, login=ARCHIVIST["login"]):
        return self.call("GET", f"{ROUNDS}/{identity}", login=login)

    def decide(self, login):
        run = self.task(login)
        decision = {"revision": run["revision"], "verdict": "approve", "opinion": "已逐件核对，同意"}
        self.call("POST", f"/api/v1/workflow/runs/{run['id']}/decision", decision, login)

    def task(self, login):
        tasks = self.call("GET", "/api/v1/workflow/tasks", login=login)["tasks"]
        return tasks[0]["run"] if tasks else None


class Trial:
    """Rounds of destruction, with what was seen after each kill."""

    def __init__(self, union, house, database):
        self.union, self.house, self.database = union, house, database
        self.kills, self.faults = collections.Counter(), []
        self.objects = {}

    def killed(self, step, delay, act=None):
        """Kills the program after a while, beside an act; looks at what is left, and starts it again."""
        worker = threading.Thread(target=self.attempted, args=(act,)) if act else None
        if worker:
            worker.start()
        time.sleep(delay)
        self.house.kill()
        if worker:
            worker.join()
        self.kills[step] += 1
        sound, said = self.house.verify()
        if not sound:
            self.fault(step, f"the ledger does not verify: {said}")
        self.look(step)
        # A runner that died keeps its job for a minute; that minute is over here.
        self.database.change("UPDATE job SET lease_until = 0 WHERE state = 'running'")
        self.house.start()

    @staticmethod
    def attempted(act):
        """What fails was not acknowledged; the server may be dead by now."""
        try:
            act()
        except (OSError, http.client.HTTPException, ValueError, TypeError):
            pass

    def fault(self, step, what):
        self.faults.append(f"{step}, kill {self.kills[step]}: {what}")

    def step(self, step, act, is_done):
        """Does a step that is killed until it is done."""
        for _ in range(KILLS_OF_A_STEP):
            self.killed(step, self.union.dice.uniform(0, STEP_SECS), act)
            if is_done():
                return
        act()
        if not is_done():
            raise SystemExit(f"{step} was answered and is not done")

    def look(self, step):
        """Of each record in a list everything is there or nothing, as its line says."""
        lines = self.database.ask("SELECT record_id, outcome FROM disposal_item")
        left = {table: {row[0] for row in self.database.ask(f"SELECT {column} FROM {table}")} for table, column in TRACES.items()}
        objects = {row[0] for row in self.database.ask("SELECT object_id FROM vault_object")}
        for record, outcome in lines:
            there = [table for table in TRACES if record in left[table]]
            keys = [one for one in self.objects.get(record, ()) if one in objects]
            if outcome == "destroyed" and (there or keys):
                self.fault(step, f"{record} is called destroyed and is still in {there or 'the vault'}")
            # A paper that was not read yet has no pages.
            if outcome != "destroyed" and not {"record", "component", "inbox_item"} <= set(there):
                self.fault(step, f"{record} is {outcome} and only in {there}")
            if outcome != "destroyed" and len(keys) < len(self.objects.get(record, ())):
                self.fault(step, f"{record} is {outcome} and its file has no key")

    def remember_objects(self):
        """Keeps which objects of the vault belong to which record, as long as the tables tell."""
        sql = "SELECT c.record_id, o.object_id FROM component c JOIN vault_object o ON o.hash = c.hash WHERE c.role = 'original'"
        for record, identity in self.database.ask(sql):
            self.objects.setdefault(record, set()).add(identity)

    def run(self, number, records):
        """One destruction, from the list to the signature afterwards."""
        union, dice = self.union, self.union.dice
        words = {union.filed(word): word for word in (self.word() for _ in range(records))}
        self.remember_objects()
        name = f"鉴定 {number}"
        begin = {"name": name, "basis": "保管期限表", "until_year": 2026}
        named = lambda: [one["id"] for one in union.call("GET", ROUNDS)["rounds"] if one["name"] == name]
        self.step("begin", lambda: union.call("POST", ROUNDS, begin), named)
        identity, *twice = named()
        if twice:
            self.fault("begin", "the list was made twice")
        items = union.round(identity)["items"]
        if len(items) != records:
            self.fault("begin", f"the list has {len(items)} of {records} records")
        kept = items[0]["record"]
        longer = {"verdict": "D30", "reason": "仍有查考价值"}
        is_longer = lambda: union.round(identity)["items"][0]["proposal"] == "extend"
        self.step("propose", lambda: union.call("PUT", f"/api/v1/disposal/items/{items[0]['id']}", longer), is_longer)
        state = lambda: union.round(identity)["round"]["state"]
        act = lambda what, login=ARCHIVIST["login"]: union.call("POST", f"{ROUNDS}/{identity}/{what}", {}, login)
        self.step("send", lambda: act("sending"), lambda: state() != "draft")
        self.step("opinion", lambda: union.decide("sunli"), lambda: union.task("sunli") is None)
        self.step("approval", lambda: union.decide("zhouzheng"), lambda: state() == "approved")
        signed = lambda: len(union.round(identity)["signatures"])
        for place, login in enumerate(WATCHERS, 1):
            self.step("signature before", lambda: act("signature", login), lambda: signed() >= place)
        backed_up, said = self.house.run("backup")
        if not backed_up:
            raise SystemExit(f"no backup: {said}")
        self.step("execution", lambda: act("execution"), lambda: state() != "approved")
        self.destroyed(identity, dice)
        self.step("signature after", lambda: act("signature", WATCHERS[0]), lambda: signed() >= len(WATCHERS) + 1)
        self.nothing_is_left(number, words, kept)

    def word(self):
        """A word that stands in no other record."""
        return "".join(self.union.dice.choice(string.ascii_lowercase) for _ in range(12))

    def destroyed(self, identity, dice):
        """Kills the job again and again until rows, copies, index and backups are done."""
        for _ in range(JOB_KILLS_MAX):
            where = self.where(identity)
            if where == "done":
                return
            self.killed(f"job: {where}", dice.uniform(*JOB_SECS))
        deadline = time.monotonic() + PATIENCE_SECS
        while self.where(identity) != "done":
            if time.monotonic() > deadline:
                raise SystemExit(f"the destruction does not end: {self.where(identity)}")
            time.sleep(0.1)

    def where(self, identity):
        """How far the destruction is, by what the tables say."""
        plain = identity.replace("-", "")
        rows = self.database.ask("SELECT id, state, proof FROM disposal_round")
        [(state, proof)] = [(state, proof) for one, state, proof in rows if one == plain]
        if state == "done":
            return "done" if json.loads(proof)["backups"] else "backups"
        outcomes = self.database.ask("SELECT round_id, outcome FROM disposal_item")
        if any(one == plain and outcome == "open" for one, outcome in outcomes):
            return "rows"
        copies = self.database.ask("SELECT round_id, CASE WHEN removed_at IS NULL THEN 1 ELSE 0 END FROM disposal_copy")
        return "copies" if any(one == plain and waits for one, waits in copies) else "index"

    def nothing_is_left(self, number, words, kept):
        gone = [record for record in words if record != kept]
        if self.union.hits(words[kept]) != 1:
            self.fault("end", f"round {number}: the record that was kept is not found")
        for record in gone:
            if self.union.hits(words[record]):
                self.fault("end", f"round {number}: the search finds {record}")
        objects = set().union(*(self.objects[record.replace("-", "")] for record in gone))
        files = [path for place in ("vault", "backup") for path in (self.house.data / place).rglob("*") if path.is_file()]
        left = [path for path in files if path.name.replace("-", "").partition(".")[0] in objects]
        if left:
            self.fault("end", f"round {number}: {len(left)} copies are left, such as {left[0]}")
        sound, said = self.house.run("backup", "verify")
        if not sound:
            self.fault("end", f"round {number}: the backup does not verify: {said}")


def destroy_at_once(data):
    """A union whose destructions wait no days, so that a run sees the end of them."""
    rules = pathlib.Path(data) / RULES
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text(re.sub(r"(?m)^waiting_days = \d+", "waiting_days = 0", (ROOT / RULES).read_text()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--records", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guildhall-crash-") as scratch:
        data = pathlib.Path(scratch) / "data"
        database = opened(options.database, data)
        with (pathlib.Path(scratch) / "log").open("w") as log:
            backups = {"GUILDHALL_SET_BACKUP__TARGET": "backup"}
            house = House(options.program.resolve(), data, log, database, backups)
            destroy_at_once(data)
            house.start()
            union = Union(house, random.Random(options.seed))
            union.found()
            trial = Trial(union, house, database)
            for number in range(1, options.rounds + 1):
                union.refresh()
                trial.run(number, options.records)
                print(f"{number} of {options.rounds} rounds, {sum(trial.kills.values())} kills, {len(trial.faults)} faults", file=sys.stderr)
            house.stop()
        database.remove()
    report = {
        "database": options.database,
        "rounds": options.rounds,
        "records": options.rounds * options.records,
        "kills": dict(trial.kills),
        "kills_in_all": sum(trial.kills.values()),
        "faults": trial.faults,
        "seconds": round(time.monotonic() - begun),
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())

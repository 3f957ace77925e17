"""Founds a union in an empty house: three administrators, and the archivist as whom the tests work."""

import base64
import hashlib
import hmac
import json
import pathlib
import re
import time
import urllib.request

WATCHING = pathlib.Path(__file__).resolve().parent.parent / "rules" / "watching" / "rules.toml"
OWN = "石阶上的青苔{}月里又长出来"


def without_brakes(data):
    """Puts rules of watching without brakes into a data folder: one session here reads as a whole union does."""
    rules = pathlib.Path(data) / "rules" / "watching" / "rules.toml"
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text(re.sub(r"(?m)^brakes = .*\n", "", WATCHING.read_text()))


def call(address, method, path, value, token=""):
    """Sends JSON and returns the answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = json.dumps(value).encode() if value is not None else None
    request = urllib.request.Request(f"{address}{path}", body, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def sign_in(address, login, password):
    """Opens a session for programs and returns its token."""
    return call(address, "POST", "/api/v1/sessions", {"login": login, "password": password})["token"]


def settle(address, login, first, own):
    """Signs in with a first password and changes it; returns the token."""
    token = sign_in(address, login, first)
    call(address, "PUT", "/api/v1/me/password", {"present": first, "new": own}, token)
    return token


def code(secret):
    """Returns what an authenticator app shows now (RFC 6238, six digits, thirty seconds, SHA-1)."""
    step = int(time.time()) // 30
    mac = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start:start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def enrol(ask):
    """Sets up the second factor that whoever holds a power owes; `ask` sends JSON by method and path in her session."""
    secret = ask("POST", "/api/v1/me/second-factor", {})["secret"]
    ask("PUT", "/api/v1/me/second-factor", {"code": code(secret)})


def found(address, archivist):
    """Makes the union, then an archivist over all of it; `archivist` has name, login and password. Returns what `officer` asks for."""
    system = {"name": "孙静", "login": "system", "password": OWN.format("一")}
    others = {"security": {"name": "何安", "login": "security"}, "audit": {"name": "陆平", "login": "audit"}}
    union = {"union_name": "测试医院工会", "fonds": "Z001", "system": system} | others
    first = call(address, "POST", "/api/v1/first-run", union)
    token = sign_in(address, "system", system["password"])
    enrol(lambda method, path, value: call(address, method, path, value, token))
    top = call(address, "GET", "/api/v1/organisations", None, token)["organisations"][0]["id"]
    security = settle(address, "security", first["security"], OWN.format("二"))
    enrol(lambda method, path, value: call(address, method, path, value, security))
    new = {"login": archivist["login"], "name": archivist["name"], "password": OWN.format("三")}
    new |= {"unit": top, "role": "archivist", "clearance": 4}
    call(address, "POST", "/api/v1/accounts", new, security)
    settle(address, archivist["login"], OWN.format("三"), archivist["password"])
    return {"top": top, "security": security}


def officer(address, union, login, name, post):
    """Makes a reader over the whole union who holds a post of it; `union` is what `found` returned. Returns her token."""
    account = {"login": login, "name": name, "password": OWN.format("四"), "unit": union["top"], "role": "reader"}
    call(address, "POST", "/api/v1/accounts", account | {"clearance": 1}, union["security"])
    known = call(address, "GET", "/api/v1/accounts", None, union["security"])["accounts"]
    identity = next(one["id"] for one in known if one["login"] == login)
    standing = {"post": post, "rank": 1}
    call(address, "PUT", f"/api/v1/accounts/{identity}/standing", standing, union["security"])
    return settle(address, login, OWN.format("四"), officers_own(login))


def officers_own(login):
    """Returns the password of somebody whom `officer` made."""
    return OWN.format(login)

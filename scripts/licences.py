#!/usr/bin/env python3
"""Checks that every package the build uses has a licence that allows this product, Apache-2.0.

Reads `cargo metadata` and the lock files of npm; asks no network. Exceptions are named below with their reason,
and one that is no longer needed is an error too.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NPM_LOCKS = ["assets/package-lock.json", "tests/browser/package-lock.json"]

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
}

# Name of the package: the licence it has, and why it may be used nevertheless.
EXCEPTIONS = {
    "htmx.org": ("BSD-0-Clause", "an unofficial name of 0BSD"),
    "axe-core": ("MPL-2.0", "run unchanged by the browser tests, no part of the product"),
}


def allowed(expression):
    """Says whether an SPDX expression (ISO/IEC 5962) lets us use the package under allowed licences alone."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    return alternatives(tokens) and not tokens


def alternatives(tokens):
    result = together(tokens)
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        result = together(tokens) or result
    return result


def together(tokens):
    result = single(tokens)
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        result = single(tokens) and result
    return result


def single(tokens):
    if not tokens:
        return False
    token = tokens.pop(0)
    if token == "(":
        result = alternatives(tokens)
        return bool(tokens) and tokens.pop(0) == ")" and result
    if tokens and tokens[0] == "WITH":
        tokens.pop(0)
        token = f"{token} WITH {tokens.pop(0)}" if tokens else ""
    return token in ALLOWED


def cargo_packages():
    """Yields name, version and licence of every crate that some target of the workspace needs."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    for package in metadata["packages"]:
        yield package["name"], package["version"], package["license"] or ""


def npm_packages():
    for lock in NPM_LOCKS:
        packages = json.loads((ROOT / lock).read_text())["packages"]
        for path, package in packages.items():
            if path:
                yield path.rpartition("node_modules/")[2], package["version"], package.get("license", "")


def main():
    refused, used, count = [], set(), 0
    for name, version, licence in [*cargo_packages(), *npm_packages()]:
        count += 1
        if allowed(licence):
            continue
        if EXCEPTIONS.get(name, ("", ""))[0] == licence:
            used.add(name)
        else:
            refused.append(f"{name} {version}: {licence or 'no licence stated'}")
    refused += [f"{name}: this exception is no longer needed" for name in EXCEPTIONS.keys() - used]
    for line in sorted(refused):
        print(f"licences: {line}", file=sys.stderr)
    print(f"licences: {count} packages, {len(refused)} refused, {len(used)} by exception")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What security costs: rights, list filters, the ledger and the ciphers of the vault, each measured by an example.

    benches/security/run.py FOLDER_OF_EXAMPLES

Prints one table in Markdown. Each example runs alone, one after the other; nothing is averaged over runs. An example
that is not there is named as missing, and the exit code is 1 then.
"""

import json
import os
import pathlib
import platform
import re
import subprocess
import sys


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    rows, missing = [], []
    for example, read in EXAMPLES:
        program = folder / example
        if not program.exists():
            missing.append(example)
            continue
        done = subprocess.run([program], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{example} failed: {done.stderr}")
        rows += read(done.stdout.splitlines())
    print_table(rows)
    if missing:
        sys.exit(f"missing: {', '.join(missing)}")


def machine():
    model = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text())
        model = found.group(1) if found else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def print_table(rows):
    print(f"{machine()}\n")
    print("| what | figure | aim |\n| --- | --- | --- |")
    for what, figure, aim in rows:
        print(f"| {what} | {figure} | {aim} |")


def decisions(lines):
    """Lines such as `reader of one branch: 41000 full decisions/s (24.4 µs)`."""
    rows = []
    for line in lines:
        name, _, figure = line.partition(": ")
        aim = "1,000,000/s" if "matches/s" in line else ""
        label = "compiled decisions" if "matches/s" in line else "rights"
        rows.append((f"{label}, {name}", figure, aim))
    return rows


def list_filter(lines):
    rows = []
    for one in map(json.loads, lines):
        figure = f"{one['times']:.2f} times ({one['with_us']:.0f} µs against {one['without_us']:.0f} µs)"
        rows.append((f"list filter against none, {one['viewer']}", figure, "1.2 times"))
    return rows


def ledger_rates(lines):
    """Lines such as `appends/s durable batched: 23000 (aim 20000)`."""
    rows = []
    for line in filter(None, lines):
        name, _, figure = line.partition(": ")
        found = re.search(r"\s*\(aim ([^)]*)\)", figure)
        aim = found.group(1) if found else ""
        rows.append((f"ledger, {name}", re.sub(r"\s*\(aim [^)]*\)", "", figure), aim))
    return rows


def cipher_rate(lines):
    rows = []
    for one in map(json.loads, lines):
        for way in ("seal", "open"):
            share = 100 * one[way] / one["limit"]
            figure = f"{one[way]:.2f} GB/s, {share:.0f} % of the cipher alone ({one['limit']:.2f} GB/s)"
            rows.append((f"vault, {one['cipher']}, {way}", figure, ""))
    return rows


EXAMPLES = [
    ("decisions", decisions),
    ("list_filter", list_filter),
    ("ledger_rates", ledger_rates),
    ("cipher_rate", cipher_rate),
]

if __name__ == "__main__":
    main()

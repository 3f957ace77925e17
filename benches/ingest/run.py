#!/usr/bin/env python3
"""Records per second through the whole intake, beside what the disk itself allows, in the same run.

    benches/ingest/run.py PROGRAM [--papers N] [--json FILE]

Born-digital papers (text of about 4 KB, no two alike) go through `guildhall import`: hash, encryption, two replicas,
database, ledger, all durable before the command ends; then the search index is built from them. The disk's own limit
is the same bytes written as plain files into two folders with one sync of the file system for each 200 files and folder.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

BATCH = 200
WORDS = ["工会", "职工代表大会", "经费预算", "审查", "医院", "护理部", "慰问", "困难职工", "疗休养", "技能竞赛", "通知", "请示"]


def make_papers(folder, count):
    """Writes the papers, a thousand in each folder as people keep them; returns their bytes in all."""
    dice, size = random.Random(1), 0
    for number in range(count):
        place = folder / f"{number // 1000:04}"
        place.mkdir(parents=True, exist_ok=True)
        words = "".join(dice.choice(WORDS) for _ in range(400))
        text = f"关于{words[:6]}的通知\n院工发〔2026〕{number}号\n{words}\n2026年3月{1 + number % 28}日\n".encode()
        (place / f"{number:07}.txt").write_bytes(text)
        size += len(text)
    return size


def plain_copy(source, target):
    """Returns the seconds for writing the same files twice, durable batch by batch."""
    contents = [path.read_bytes() for path in sorted(source.rglob("*.txt"))]
    folders = [target / "a", target / "b"]
    for folder in folders:
        folder.mkdir(parents=True)
    begun = time.perf_counter()
    for start in range(0, len(contents), BATCH):
        for folder in folders:
            for number, content in enumerate(contents[start : start + BATCH], start):
                (folder / f"{number:07}").write_bytes(content)
            subprocess.run(["sync", "--file-system", str(folder)], check=True)
    return time.perf_counter() - begun


def timed(command):
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return time.perf_counter() - begun, done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    here = pathlib.Path(__file__).resolve().parent.parent.parent / "target"
    here.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-ingest-", dir=here) as scratch:
        scratch = pathlib.Path(scratch)
        papers, data = scratch / "papers", scratch / "data"
        size = make_papers(papers, options.papers)
        guildhall = [options.program.resolve(), "--data", data]
        timed([*guildhall, "demo", "--only-data", "--staff", "40", "--papers", "0"])
        os.sync()
        importing, said = timed([*guildhall, "import", papers])
        indexing, _ = timed([*guildhall, "reindex"])
        os.sync()
        plain = plain_copy(papers, scratch / "plain")
    report = {
        "papers": options.papers,
        "bytes": size,
        "import_said": said,
        "import_seconds": round(importing, 2),
        "index_seconds": round(indexing, 2),
        "durable_records_per_second": round(options.papers / importing),
        "durable_and_indexed_records_per_second": round(options.papers / (importing + indexing)),
        "disk_alone_records_per_second": round(options.papers / plain),
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()

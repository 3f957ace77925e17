#!/usr/bin/env python3
"""Backup, second backup and restore of a house full of papers, beside the disk's own copying, in the same run.

    benches/backup/run.py PROGRAM [--gigabytes N] [--folder FOLDER]

The house is the demo's; papers of random bytes are taken in until the vault holds so many gigabytes: nine tenths of the
bytes in files of 64 MiB, the rest in files of 100 KiB, so that most files are small. The disk's own rate is that of
copying one replica of the vault file by file with a sync at the end, which is the least that any backup must do.
Random bytes cannot be read as papers, so the reading is left out: a backup does not care.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

LARGE, SMALL = 64 * 1024 * 1024, 100 * 1024
LARGE_SHARE = 0.9
BLOCK = 1024 * 1024


def write_random(path, size):
    with path.open("wb") as file:
        while size > 0:
            file.write(os.urandom(min(size, BLOCK)))
            size -= BLOCK


def write_papers(folder, gigabytes):
    """Writes the papers and returns how many there are."""
    total = int(gigabytes * 10**9)
    folder.mkdir()
    counts = {LARGE: int(total * LARGE_SHARE / LARGE), SMALL: int(total * (1 - LARGE_SHARE) / SMALL)}
    for size, count in counts.items():
        for number in range(count):
            write_random(folder / f"{size}-{number}.bin", size)
    return sum(counts.values())


def timed(command):
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    took = time.monotonic() - start
    if done.returncode != 0:
        sys.exit(f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return took, done.stdout.strip()


def size_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def copy_rate(source, target):
    """Copies a folder with the system's own tool, syncs, and returns bytes a second."""
    start = time.monotonic()
    shutil.copytree(source, target)
    os.sync()
    took = time.monotonic() - start
    size = size_of(target)
    shutil.rmtree(target)
    return size / took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    parser.add_argument("--folder", type=pathlib.Path, help="where to work; needs three times the size")
    options = parser.parse_args()
    program = options.program.resolve()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        print(json.dumps(measure(program, pathlib.Path(scratch), options.gigabytes), indent=1))


def measure(program, scratch, gigabytes):
    data, papers, backup, restored = (scratch / name for name in ("data", "papers", "backup", "restored"))
    house = [program, "--data", data]
    timed([*house, "demo", "--only-data", "--staff", "200", "--papers", "20"])
    count = write_papers(papers, gigabytes)
    timed([*house, "import", papers])
    shutil.rmtree(papers)
    disk = copy_rate(data / "vault/a", scratch / "copy")
    first, first_said = timed([*house, "backup", backup])
    stored = size_of(backup)
    again, again_said = timed([*house, "backup", backup])
    checked, _ = timed([*house, "backup", "verify", "--target", backup])
    # The house is lost; the backup and a copy of the keys are left. That also spares the disk a third copy.
    key = shutil.copy(data / "keys/master.key", scratch / "master.key")
    shutil.rmtree(data)
    back, back_said = timed([*house, "restore", restored, "--from", backup, "--key-file", key])
    return {
        "papers": count,
        "bytes_stored": stored,
        "disk_copy_mb_per_s": round(disk / 10**6, 1),
        "backup_mb_per_s": round(stored / first / 10**6, 1),
        "backup_beside_disk": round(stored / first / disk, 2),
        "second_backup_s": round(again, 2),
        "verify_mb_per_s": round(stored / checked / 10**6, 1),
        "restore_mb_per_s_each_replica": round(stored / back / 10**6, 1),
        "said": [first_said, again_said, back_said],
    }


if __name__ == "__main__":
    main()

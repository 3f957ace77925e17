#!/usr/bin/env python3
"""Everything out of one house and into another, and what is different then; the aim is nothing.

    benches/archive/round_trip.py PROGRAM [--papers N] [--format bagit|ocfl|eep] [--folder FOLDER]

The first house is the demo's with its papers, read and filed. The second one has the same organisations and no paper: it
is the demo's with no papers at all. The packages of the first go into the second, which then packs them again; both
times as bags besides the kind that is asked for, so that they can be compared file by file without this program.
Compared are: which records there are, each file's SHA-256, the description and state (what is the sender's own left out:
account, path of the organisation), what was read on each page, and the history that the second house shows as before receipt.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

# What is the sender's own, and does not travel.
OWN = ["prior", "digest", "organisations", "fonds_path"]
OWN_STATE = ["owner", "org_path"]


def run(program, data, *arguments, may_find=False):
    start = time.monotonic()
    done = subprocess.run([program, "--data", data, *arguments], capture_output=True, text=True)
    if done.returncode not in ((0, 1) if may_find else (0,)):
        sys.exit(f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return time.monotonic() - start, done.stdout


def size_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def told(bag):
    about = bag / "data" / "metadata"
    record = json.loads((about / "record.json").read_text())
    kept = {key: value for key, value in record.items() if key not in OWN}
    kept["state"] = {key: value for key, value in record["state"].items() if key not in OWN_STATE}
    return {
        "record": kept,
        "pages": json.loads((about / "pages.json").read_text()),
        "manifest": sorted(
            line for line in (bag / "manifest-sha256.txt").read_text().splitlines() if " data/files/" in line
        ),
    }


def bags(folder):
    return {bag.name: bag for bag in (folder / "packages").iterdir()}


def differences(before, after):
    """Returns what is different, in sentences."""
    one, other = bags(before), bags(after)
    found = [f"missing: {name}" for name in sorted(one.keys() - other.keys())]
    found += [f"new: {name}" for name in sorted(other.keys() - one.keys())]
    for name in sorted(one.keys() & other.keys()):
        left, right = told(one[name]), told(other[name])
        found += [f"{name}: {part} is different" for part in left if left[part] != right[part]]
        history = json.loads((one[name] / "data/metadata/history.json").read_text())
        prior = other[name] / "data/metadata/prior-001-history.json"
        # That it was packed the first time stands behind it in what the second house got.
        known = json.loads(prior.read_text())
        if known[: len(history)] != history:
            found.append(f"{name}: history is different")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--papers", type=int, default=120)
    parser.add_argument("--staff", type=int, default=300)
    parser.add_argument("--format", choices=["bagit", "ocfl", "eep"], default="bagit")
    parser.add_argument("--folder")
    options = parser.parse_args()
    root = pathlib.Path(tempfile.mkdtemp(prefix="guildhall-round-trip-", dir=options.folder))
    one, other = root / "one", root / "other"
    demo = ["demo", "--only-data", "--staff", str(options.staff), "--papers"]
    run(options.program, one, *demo, str(options.papers))
    run(options.program, other, *demo, "0")
    sent, before, after = root / "sent", root / "before", root / "after"
    run(options.program, one, "export-packages", "--format", "bagit", "--to", before)
    took_out, out = run(options.program, one, "export-packages", "--format", options.format, "--to", sent)
    took_in, receipt = run(options.program, other, "import-packages", sent, "--language", "en", may_find=True)
    run(options.program, other, "export-packages", "--format", "bagit", "--to", after)
    _, verified = run(options.program, other, "verify", may_find=True)
    found = differences(before, after)
    result = {
        "format": options.format,
        "records": len(bags(before)),
        "bytes": size_of(sent / "packages"),
        "seconds_out": round(took_out, 1),
        "seconds_in": round(took_in, 1),
        "receipt": receipt.strip().splitlines()[-1],
        "verify": verified.strip().splitlines()[-1],
        "differences": len(found),
    }
    print(json.dumps(result, ensure_ascii=False, indent=2))
    for sentence in found[:50]:
        print(sentence)
    shutil.rmtree(root)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

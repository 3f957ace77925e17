#!/usr/bin/env python3
"""Character error rate and CPU time of our reading beside Tesseract and Python's RapidOCR.

Ten pages of known text are rendered on A4 at 200 dpi, clean and degraded, and read by all three on the same
machine in the same run. CPU time is user and system time of the whole process, loading included.

    benches/ocr/run.py [--models DIR] [--pages N] [--no-build] [--json FILE]
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "bench-ocr"
VENV = WORK / "venv"


def in_own_environment():
    """Starts this script again inside a virtual environment with the pinned packages."""
    if pathlib.Path(sys.prefix) == VENV:
        return
    ready = VENV / "ready"
    wanted = (HERE / "requirements.txt").read_text()
    if not ready.exists() or ready.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "-r", HERE / "requirements.txt"], check=True)
        ready.write_text(wanted)
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, __file__, *sys.argv[1:]])


def rendered(pages):
    """Renders the pages into one folder for each condition; returns folders and truths."""
    import render

    truths = {}
    folders = {name: WORK / "pages" / name for name in ("clean", "degraded")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
    for number, source in enumerate(sorted((HERE / "text").glob("*.txt"))[:pages]):
        paragraphs = source.read_text().splitlines()
        script = render.TRADITIONAL if source.stem == "10" else render.SIMPLIFIED
        face = render.font(render.SANS if number % 3 == 2 else render.SERIF, 33, script)
        page, _ = render.horizontal(paragraphs, face)
        page.save(folders["clean"] / f"{source.stem}.png", dpi=(200, 200))
        render.degraded(page, number).save(folders["degraded"] / f"{source.stem}.png", dpi=(200, 200))
        truths[source.stem] = "".join(paragraphs)
    return folders, truths


def measured(command):
    """Runs a command; returns its output, its CPU seconds and its peak memory in MB."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"failed ({process.returncode}): {' '.join(map(str, command))}")
    return output, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def by_json_lines(command):
    output, cpu_s, memory_mb = measured(command)
    texts = {entry["page"]: entry["text"] for entry in map(json.loads, output.splitlines())}
    return texts, cpu_s, memory_mb


def by_tesseract(folder):
    texts, cpu_s, memory_mb = {}, 0.0, 0.0
    for page in sorted(folder.glob("*.png")):
        command = ["tesseract", page, "stdout", "-l", "chi_sim", "--dpi", "200"]
        texts[page.stem], cpu, memory = measured(command)
        cpu_s, memory_mb = cpu_s + cpu, max(memory_mb, memory)
    return texts, cpu_s, memory_mb


# Typographic variants that no reader of the text would call an error.
FOLDED = str.maketrans("“”‘’「」『』﹁﹂〔〕·•—–―", "\"\"''\"\"\"\"\"\"[]..---")


def folded(text):
    """Drops white space, folds full-width forms and variants of punctuation."""
    text = unicodedata.normalize("NFKC", text.translate(FOLDED))
    text = text.translate(str.maketrans("。、〈〉《》", ".,<><>"))
    return "".join(text.split())


def edits(a, b):
    """Returns the Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


def error_rate(texts, truths):
    """Returns edits divided by characters over all pages."""
    wrong = sum(edits(folded(texts.get(page, "")), folded(truth)) for page, truth in truths.items())
    return wrong / sum(len(folded(truth)) for truth in truths.values())


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--models", type=pathlib.Path, default=ROOT / "models")
    options.add_argument("--pages", type=int, default=10)
    options.add_argument("--no-build", action="store_true", help="use the example as it was built last")
    options.add_argument("--json", type=pathlib.Path, help="also write the figures here")
    options = options.parse_args()

    build = ["cargo", "build", "--release", "--quiet", "-p", "guildhall-ocr", "--example", "ocr_pages"]
    if not options.no_build:
        subprocess.run(build, cwd=ROOT, check=True)
    ours = ROOT / "target" / "release" / "examples" / "ocr_pages"
    engines = {
        "guildhall": lambda folder: by_json_lines([ours, options.models, folder]),
        "tesseract chi_sim": by_tesseract,
        "rapidocr (python)": lambda folder: by_json_lines([sys.executable, HERE / "rapid.py", folder]),
    }
    # In a process of its own: a child's peak memory is never told as less than its parent's size.
    with concurrent.futures.ProcessPoolExecutor(max_workers=1) as pool:
        folders, truths = pool.submit(rendered, options.pages).result()
    characters = sum(len(folded(truth)) for truth in truths.values())
    print(f"{len(truths)} pages, {characters} characters, A4 at 200 dpi, load {os.getloadavg()[0]:.1f}")
    print(f"{'engine':20} {'pages':10} {'error rate':>10} {'CPU s/page':>11} {'peak MB':>8}")
    figures = []
    for condition, folder in folders.items():
        for engine, read in engines.items():
            texts, cpu_s, memory_mb = read(folder)
            figure = {
                "engine": engine,
                "pages": condition,
                "error_rate": error_rate(texts, truths),
                "cpu_s_per_page": cpu_s / len(truths),
                "peak_mb": memory_mb,
            }
            figures.append(figure)
            print(
                f"{engine:20} {condition:10} {figure['error_rate']:10.2%} "
                f"{figure['cpu_s_per_page']:11.2f} {memory_mb:8.0f}",
                flush=True,
            )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    in_own_environment()
    main()

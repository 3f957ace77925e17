#!/usr/bin/env python3
"""Adds up what the test runners counted, and prints one plain line: N passed, N failed.

A test that printed "SKIPPED: reason" had nothing to run on; it counts as skipped and not as passed. A stage that
failed without any failed test (formatting, lint, a build) counts as one failure, and so does a runner without a report.
"""

import argparse
import collections
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

Count = collections.namedtuple("Count", "passed failed reasons")
# Lines of a failure that are told again at the end; the rest stands where it happened.
TOLD_LINES = 14
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SKIPPED = re.compile(r"SKIPPED: (.+)")


def from_junit(path):
    """Reads the report of cargo-nextest."""
    passed, failed, reasons = 0, 0, collections.Counter()
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            continue
        said = SKIPPED.search("".join(case.findtext(name, "") for name in ("system-out", "system-err")))
        if said or case.find("skipped") is not None:
            reasons[said.group(1).strip() if said else "ignored"] += 1
        else:
            passed += 1
    return Count(passed, failed, reasons)


def from_cargo_test(path):
    """Adds up the result lines of cargo's own runner, and the reasons that tests printed."""
    text = path.read_text(errors="replace")
    lines = re.findall(r"^test result: .* (\d+) passed; (\d+) failed; (\d+) ignored", text, re.MULTILINE)
    passed, failed, ignored = (sum(int(line[column]) for line in lines) for column in range(3))
    reasons = collections.Counter(reason.strip() for reason in SKIPPED.findall(text))
    skipped = sum(reasons.values())
    if ignored:
        reasons["ignored"] = ignored
    return Count(passed - skipped, failed, reasons)


def from_playwright(path):
    """Reads the report of Playwright; a flaky test has failed."""
    stats = json.loads(path.read_text())["stats"]
    reasons = collections.Counter({"left out by the journey itself": stats["skipped"]} if stats["skipped"] else {})
    return Count(stats["expected"], stats["unexpected"] + stats["flaky"], reasons)


def tell(name, text):
    """Prints the beginning of a failure, so that the last page of a long log says what went wrong."""
    lines = [line for line in COLOURS.sub("", text).splitlines() if line.strip()]
    print(f"FAILED {name}")
    for line in lines[:TOLD_LINES]:
        print(f"    {line[:200]}")


def tell_junit(path):
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        fault = case.find("failure") if case.find("failure") is not None else case.find("error")
        if fault is not None:
            tell(f"{case.get('classname')} {case.get('name')}", fault.text or fault.get("message") or "")


def tell_playwright(path):
    def walk(suite, above):
        for inner in suite.get("suites", []):
            walk(inner, inner["title"])
        for spec in suite.get("specs", []):
            for test in spec["tests"]:
                errors = [error for result in test["results"] for error in result.get("errors", [])]
                if test["status"] in ("unexpected", "flaky") and errors:
                    place = errors[0].get("location", {})
                    tell(f"{above} › {spec['title']} (line {place.get('line', '?')})", errors[0].get("message", ""))

    walk(json.loads(path.read_text()), "")


def reports(options):
    """Yields each runner's name with its count, or none where its report is missing."""
    if options.junit.exists():
        yield "cargo-nextest", from_junit(options.junit)
    elif options.cargo_test.exists():
        yield "cargo test", from_cargo_test(options.cargo_test)
    else:
        yield "tests of the rooms", None
    yield "playwright", from_playwright(options.playwright) if options.playwright.exists() else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--junit", type=pathlib.Path, required=True)
    parser.add_argument("--cargo-test", type=pathlib.Path, required=True)
    parser.add_argument("--playwright", type=pathlib.Path, required=True)
    parser.add_argument("--stages", nargs="*", default=[], help="stages that failed")
    options = parser.parse_args()

    for path, told in ((options.junit, tell_junit), (options.playwright, tell_playwright)):
        if path.exists():
            told(path)
    passed, failed, without_report = 0, 0, 0
    for name, count in reports(options):
        if count is None:
            without_report += 1
            print(f"{name}: no report")
            continue
        passed += count.passed
        failed += count.failed
        skipped = sum(count.reasons.values())
        print(f"{name}: {count.passed} passed, {count.failed} failed, {skipped} skipped")
        for reason, times in count.reasons.most_common():
            print(f"  skipped {times}: {reason}")
    test_stages = {"tests of the rooms", "browser journeys"}
    others = [stage for stage in options.stages if stage not in test_stages]
    if options.stages:
        print(f"stages that failed: {', '.join(options.stages)}")
    failed += len(others) + without_report
    if failed == 0 and options.stages:
        failed = len(options.stages)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

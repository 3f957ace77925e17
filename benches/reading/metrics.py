"""What each shared set expects, compared with what the product shows of it.

Each score follows the metric in the set's own README as far as the JSON API gives what it needs; what it does not
give is named under `not_scored` and never counted as right.
"""

import collections
import csv
import dataclasses
import json
import re
import typing

READING_SECS_MAX = 10
OFD, MAIL = "application/ofd", "message/rfc822"
XLS, XLSX = "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECRET = "root:x:0:0"
SHORT_TEXT = 100_000


@dataclasses.dataclass
class Score:
    """The result of a set."""

    metrics: dict
    files: int
    not_right: list
    not_scored: list

    def figures(self):
        wrong = {name for name, _ in self.not_right}
        return {
            "metrics": self.metrics,
            "right": self.files - len(wrong),
            "not_right": self.not_right,
            "not_scored": self.not_scored,
        }


@dataclasses.dataclass
class Set:
    """A set of files: its folder, its archive there, and its score."""

    name: str
    archive: str
    score: typing.Callable


def expected_of(folder):
    return [json.loads(line) for line in (folder / "expected.jsonl").read_text().splitlines()]


def by_name(found):
    return {path.name: paper for path, paper in found.items()}


def mean(values):
    values = list(values)
    return round(sum(values) / len(values), 4) if values else None


def bag_f1(found, wanted):
    """Returns the F1 of two bags; two empty ones agree."""
    found, wanted = collections.Counter(found), collections.Counter(wanted)
    both = found.total() + wanted.total()
    return 2 * (found & wanted).total() / both if both else 1.0


def outcome(paper):
    """Returns why there is nothing to compare, or nothing if there is."""
    if paper is None:
        return "not taken in"
    return None if paper.state == "read" else f"{paper.state}: {paper.problem}"


def misnamed(paper, wanted):
    """Returns the fault of a paper whose format was recognised as another one; the viewer goes by that name."""
    return [] if paper.media_type == wanted else [f"named {paper.media_type}"]


def named_right(papers, wanted):
    """Returns how many papers bear the media type that `wanted` gives for their name."""
    right = sum(paper is not None and paper.media_type == wanted(name) for name, paper in papers.items())
    return f"{right}/{len(papers)}"


def letters(texts):
    return [char for text in texts for char in text if not char.isspace()]


def ofd(folder, _unpacked, found):
    """Character F1 for each file, pages exact, attachments seen."""
    papers, scores, not_right, pages_right, attachments_right = by_name(found), [], [], 0, 0
    expected = expected_of(folder)
    for wanted in expected:
        name = wanted["file"]
        paper = papers.get(name)
        if why := outcome(paper):
            scores.append(0)
            not_right.append((name, why))
            continue
        texts = (line for page in paper.pages for line in page)
        scores.append(bag_f1(letters(texts), letters(wanted["page_text"] + wanted["template_text"])))
        agree = len(paper.pages) == wanted["pages"]
        pages_right += agree
        seen = bool(paper.attachments) == wanted["has_attachment"]
        attachments_right += seen
        faults = misnamed(paper, OFD)
        faults += [f"character F1 {scores[-1]:.4f}"] if scores[-1] < 1 else []
        faults += [] if agree else [f"{len(paper.pages)} pages for {wanted['pages']}"]
        faults += [] if seen else ["attachments missed" if wanted["has_attachment"] else "attachments invented"]
        if paper.pages_said != len(paper.pages):
            faults.append(f"the record says {paper.pages_said} pages, the file has {len(paper.pages)}")
        not_right += [(name, "; ".join(faults))] if faults else []
    figures = {
        "character F1, mean": mean(scores),
        "page counts right": f"{pages_right}/{len(expected)}",
        "presence of attachments right": f"{attachments_right}/{len(expected)}",
        "media types right": named_right(papers, lambda _: OFD),
    }
    missing = ["presence of signatures and annotations: the API does not tell the reader's notes"]
    return Score(figures, len(expected), not_right, missing)


def folded(text):
    return " ".join((text or "").split()).replace("\0", "")


HEADER = re.compile(r"(From|To|Cc|Date): (.*)")


def mail_of(pages):
    """Takes a mail's page text apart again: subject, From, To, Cc, Date stand before the body, each if known."""
    lines = [line for page in pages for line in page]
    fields, at = {}, 0
    if len(lines) > 1 and not HEADER.fullmatch(lines[0]) and HEADER.fullmatch(lines[1]):
        fields["subject"], at = lines[0], 1
    while at < len(lines) and (header := HEADER.fullmatch(lines[at])) and header[1].lower() not in fields:
        fields[header[1].lower()] = header[2]
        at += 1
    return fields, "\n".join(lines[at:])


def mail_fields(wanted, paper):
    """Yields each checked field with whether it is equal and whether its content is there at all."""
    fields, body = mail_of(paper.pages)
    if "subject" not in fields and wanted["subject"] is not None:
        # Without any address or date the subject cannot be told from the body.
        subject, _, rest = body.partition("\n")
        if folded(subject) == folded(wanted["subject"]):
            fields["subject"], body = subject, rest
    fields["date"] = fields.get("date", "").replace("Z", "+00:00")
    for name in ("subject", "date"):
        if wanted[name] is not None:
            agree = folded(wanted[name]) == folded(fields.get(name))
            yield name, agree, agree
    for name in ("from", "to"):
        if wanted[name] is not None:
            agree = ", ".join(wanted[name]) == fields.get(name, "")
            yield name, agree, agree
    if wanted["text_body"] is not None:
        text = folded(wanted["text_body"])
        yield "text_body", text == folded(body), text in folded(body)
    if wanted["attachments"] is not None:
        hashes = sorted(attachment["sha256"] for attachment in wanted["attachments"])
        kept = sorted(sha256 for _, sha256 in paper.attachments)
        yield "attachments", hashes == kept, not set(hashes) - set(kept)


def mails(folder, _unpacked, found):
    """Share of checked fields that are equal; beside it, of those whose content was found."""
    papers, not_right, asked, equal, present, identifiers = by_name(found), [], 0, 0, 0, 0
    expected = expected_of(folder)
    for wanted in expected:
        name = wanted["file"]
        checked = sum(
            wanted[field] is not None for field in ("subject", "from", "to", "date", "text_body", "attachments")
        )
        asked += checked
        identifiers += wanted["message_id"] is not None
        if why := outcome(papers.get(name)):
            not_right.append((name, why))
            continue
        faults = misnamed(papers[name], MAIL)
        for field, agrees, is_there in mail_fields(wanted, papers[name]):
            equal, present = equal + agrees, present + is_there
            if not agrees:
                faults.append(f"{field} {'holds more than expected' if is_there else 'differs'}")
        not_right += [(name, "; ".join(faults))] if faults else []
    figures = {
        "fields equal": f"{equal}/{asked} = {equal / asked:.4f}",
        "fields equal or contained": f"{present}/{asked} = {present / asked:.4f}",
        "fields equal, identifiers counted as missed": f"{equal / (asked + identifiers):.4f}",
        "media types right": named_right(papers, lambda _: MAIL),
    }
    missing = [f"message_id of {identifiers} mails: the API does not tell it"]
    return Score(figures, len(expected), not_right, missing)


MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)")
LENGTH = re.compile(r"PT(\d+)S")


def value_of(text):
    """Spells a cell's value so that a number, a moment, a length of time and a truth are equal however written."""
    if isinstance(text, bool):
        return str(text).upper()
    text = " ".join(str(text).split())
    if moment := MOMENT.fullmatch(text):
        return moment[1] if moment[2] == "00:00:00" else f"{moment[1]} {moment[2]}"
    if length := LENGTH.fullmatch(text):
        seconds = int(length[1])
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    try:
        return f"{float(text):.9e}"
    except ValueError:
        return text


def workbook_type(name):
    return XLS if name.endswith(".xls") else XLSX


def workbooks(folder, _unpacked, found):
    """F1 over the values of cells, without their places."""
    papers, scores, not_right, sheets, names_shown = by_name(found), [], [], 0, 0
    expected = expected_of(folder)
    for wanted in expected:
        name = wanted["file"]
        paper = papers.get(name)
        sheets += len(wanted["sheets"])
        if why := outcome(paper):
            scores.append(0)
            not_right.append((name, why))
            continue
        text = "\n".join(line for page in paper.pages for line in page)
        names_shown += sum(sheet["name"] in text for sheet in wanted["sheets"])
        cells = [value_of(cell) for sheet in wanted["sheets"] for cell in sheet["cells"].values()]
        shown = [value_of(cell) for line in text.split("\n") for cell in line.split("\t")]
        cells, shown = list(filter(None, cells)), list(filter(None, shown))
        scores.append(bag_f1(shown, cells))
        faults = misnamed(paper, workbook_type(name))
        if scores[-1] < 1:
            more = collections.Counter(shown) - collections.Counter(cells)
            less = collections.Counter(cells) - collections.Counter(shown)
            some = f"shown {[*more][:2]} for {[*less][:2]}"
            faults.append(f"value F1 {scores[-1]:.4f}, {more.total()} more, {less.total()} less: {some}")
        not_right += [(name, "; ".join(faults))] if faults else []
    figures = {
        "cell value F1, mean": mean(scores),
        "sheet names found in the text": f"{names_shown}/{sheets}",
        "media types right": named_right(papers, workbook_type),
    }
    missing = ["sheet and address of each cell, order and names of sheets: the API shows rows of text only"]
    return Score(figures, len(expected), not_right, missing)


# The formats that papers come in, by the labels of the set; all else may be refused as not supported.
READABLE = {
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
    XLS,
    XLSX,
    OFD,
}


def formats(folder, unpacked, found):
    """Share of files whose media type is that of the label; OFD has no label of its own."""
    with (folder / "labels.csv").open(newline="") as file:
        labels = list(csv.DictReader(file))
    not_right, not_scored, scored, agreed, papers_of_use, papers_read = [], [], 0, 0, 0, 0
    for label in labels:
        name, what = label["file"], f"{label['format']} {label['version']}".strip()
        wanted = OFD if name.endswith(".ofd") else label["mime"]
        paper = found.get(unpacked / name)
        if paper is None:
            not_right.append((name, "not taken in"))
            scored += bool(wanted)
            continue
        if wanted in READABLE:
            papers_of_use += 1
            papers_read += paper.state == "read"
            if why := outcome(paper):
                not_right.append((name, f"{what} is {why}"))
        said = f"named {paper.media_type}, {outcome(paper) or 'read'}"
        if not wanted:
            not_scored.append(f"{name}, {what}, whose label has no media type: {said}")
            continue
        scored += 1
        agreed += paper.media_type == wanted
        if paper.media_type != wanted:
            not_right.append((name, f"{what} is {wanted}: {said}"))
    figures = {
        "media types right": f"{agreed}/{scored} = {agreed / scored:.4f}",
        "of the formats that papers come in, read": f"{papers_read}/{papers_of_use}",
        "read, but no text in them": sum(
            paper is not None and paper.state == "read" and not any(paper.pages) for paper in found.values()
        ),
    }
    not_scored.insert(0, "PRONOM identifiers: the product names media types")
    return Score(figures, len(labels), not_right, not_scored)


def harm(path, paper):
    """Returns what a hostile file did, or nothing."""
    if paper is None:
        return None
    if paper.state == "waiting":
        return "never read"
    if paper.problem in ("reader_crashed", "timed_out", "reader_not_started"):
        return paper.problem
    if paper.seconds > READING_SECS_MAX:
        return f"read for {paper.seconds:.0f} s"
    text = "".join(line for page in paper.pages for line in page)
    if SECRET in text:
        return "a file of this machine stands in its text"
    if len(text) > max(path.stat().st_size, SHORT_TEXT):
        return f"{len(text)} characters out of {path.stat().st_size} bytes"
    names = [name for name, _ in paper.attachments]
    if any("/" in name or "\\" in name or name.startswith("..") for name in names):
        return f"names of attachments lead elsewhere: {names}"
    return None


def hostile(_folder, _unpacked, found):
    """Files that ended in a clean refusal or a harmless result in bounded time."""
    not_right = [(path.name, why) for path, paper in found.items() if (why := harm(path, paper))]
    figures = {"harmless": f"{len(found) - len(not_right)}/{len(found)}"}
    for path, paper in found.items():
        said = outcome(paper) or f"read, {sum(map(len, paper.pages))} lines, {len(paper.attachments)} attachments"
        figures[f"{path.parent.name}/{path.name}"] = f"{said}, {paper.seconds:.1f} s" if paper else said
    missing = ["naughty strings, JSON cases and formula strings: no papers, the rooms' own tests take them"]
    return Score(figures, len(found), not_right, missing)


SETS = [
    Set("ofd-samples", "ofd.tar.gz", ofd),
    Set("email-samples", "eml.tar.gz", mails),
    Set("spreadsheets", "files.tar.gz", workbooks),
    Set("format-identification", "files.tar.gz", formats),
    Set("hostile-inputs", "payloads.tar.gz", hostile),
]

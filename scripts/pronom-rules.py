#!/usr/bin/env python3
"""Writes rules/formats/pronom.toml out of the signature files of PRONOM.

    scripts/pronom-rules.py DROID_SignatureFile.xml container-signature.xml > rules/formats/pronom.toml

The signature files are published by The National Archives (UK) under the Open Government Licence v3.0. Taken are the
formats whose extension an office of a union may meet; the list below says which. Nothing is weighed or corrected here:
what PRONOM does not know stands in rules/formats/own.toml.
"""

import re
import sys
import xml.etree.ElementTree as tree

EXTENSIONS = """
    pdf ps eps ai xps doc dot docx docm dotx dotm wps wpd wri rtf odt ott fodt sxw pages hwp xls xlt xlw xlsx xlsm xlsb xltx
    et wks wk1 wk2 wk3 wk4 123 ods ots sxc numbers dif slk dbf mdb accdb db ppt pps pot pptx pptm ppsx potx dps odp otp sxi key
    vsd vsdx pub mpp one msg eml mbox pst ics vcf
    txt csv tsv xml html htm xhtml mht json md epub chm mobi djvu svg
    tif tiff jpg jpeg jpe jfif jp2 jpx jpf jxl png gif bmp webp heic heif avif ico wmf emf pcx tga psd dng cr2 nef
    wav mp3 flac ogg oga m4a aac wma amr aif aiff mid ape
    mp4 m4v mov avi mpg mpeg mts wmv asf flv mkv webm 3gp rm rmvb vob swf
    zip 7z rar tar gz bz2 xz cab iso warc
    sqlite db3 dwg dxf dwf shp ttf otf exe dll lnk class jar bat
""".split()

HEADER = """\
# Made by scripts/pronom-rules.py; do not edit by hand, what differs belongs into own.toml.
# Source: PRONOM, The National Archives (UK), signature file V{byte}, container signatures of version {container};
# contains public sector information licensed under the Open Government Licence v3.0.
version = {byte}
"""


def name_of(element):
    return element.tag.split("}")[-1]


def children(element, name):
    return [child for child in element if name_of(child) == name]


def sequence(text):
    """One run of bytes in the notation of rules/formats/README.md."""
    text = " ".join(text.split())
    out = []
    for part in re.findall(r"'[^']*'|\"[^\"]*\"|\[[^\]]*\]|\([^)]*\)|\?\?|[0-9A-Fa-f]{2}|\S", text):
        if part.startswith("["):
            inner = re.sub(r"'([^'])'", lambda found: f"{ord(found.group(1)):02X}", part[1:-1]).replace("-", ":")
            inner = inner.replace(" ", "")
            bare = inner.lstrip("!~&")
            if re.fullmatch(r"&[0-9A-Fa-f]{2}", inner):
                out.append(f"[{inner.upper()}]")
            elif re.fullmatch(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})?", bare) and inner[0] not in "~&":
                out.append(f"[{inner.upper()}]")
            elif re.fullmatch(r"([0-9A-Fa-f]{2}){2,}", inner):
                out.append("(" + "|".join(re.findall("..", inner.upper())) + ")")
            else:
                raise ValueError(part)
        elif part.startswith("(") or part.startswith('"'):
            raise ValueError(part)
        elif part.startswith("'"):
            out.append("".join(f"{byte:02X}" for byte in part[1:-1].encode("latin-1")))
        elif part == "??":
            out.append("??")
        elif len(part) == 2:
            out.append(part.upper())
        else:
            raise ValueError(part)
    return "".join(out)


def gap(least, most):
    least = int(least or 0)
    if most is None:
        return "*" if least == 0 else f"{{{least}}}*"
    # Where PRONOM leaves out the end, its files say 0.
    most = max(int(most), least)
    if most == 0 and least == 0:
        return ""
    return f"{{{least}}}" if most == least else f"{{{least}-{most}}}"


def fragments(sub, side):
    places = {}
    for fragment in children(sub, side):
        places.setdefault(int(fragment.get("Position")), []).append(fragment)
    out = []
    for place in sorted(places):
        alternatives = sorted({sequence(fragment.text) for fragment in places[place]}, key=lambda one: (-len(one), one))
        least = min(int(fragment.get("MinOffset") or 0) for fragment in places[place])
        most = max(int(fragment.get("MaxOffset") or 0) for fragment in places[place])
        text = alternatives[0] if len(alternatives) == 1 else "(" + "|".join(alternatives) + ")"
        out.append((gap(least, most), text))
    return out


def subsequence(sub):
    left = fragments(sub, "LeftFragment")
    right = fragments(sub, "RightFragment")
    text = "".join(part + space for space, part in reversed(left))
    text += sequence(children(sub, "Sequence")[0].text)
    return text + "".join(space + part for space, part in right)


def byte_sequence(element):
    anchor = {"BOFoffset": "bof", "EOFoffset": "eof"}.get(element.get("Reference"), "any")
    subs = sorted(children(element, "SubSequence"), key=lambda sub: int(sub.get("Position")))
    text = ""
    for place, sub in enumerate(subs):
        least, most = sub.get("SubSeqMinOffset"), sub.get("SubSeqMaxOffset")
        body = subsequence(sub)
        if anchor == "bof":
            text += gap(least, most if place == 0 or most is not None else None) + body
        elif anchor == "eof":
            last = place == len(subs) - 1
            text += body + (gap(least, most) if last or most is not None else gap(least, None))
        else:
            text += ("*" if place else "") + body
    return f"{anchor} {text}"


def signature(element):
    return [byte_sequence(one) for one in children(element, "ByteSequence")]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(texts):
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def main():
    root = tree.parse(sys.argv[1]).getroot()
    inner = tree.parse(sys.argv[2]).getroot()
    signatures = {}
    refused = set()
    for element in root.iter():
        if name_of(element) == "InternalSignature":
            try:
                signatures[element.get("ID")] = signature(element)
            except ValueError:
                refused.add(element.get("ID"))
    by_id, by_puid = {}, {}
    for mapping in inner.iter("FileFormatMapping"):
        by_puid.setdefault(mapping.get("Puid"), []).append(mapping.get("signatureId"))
    for one in inner.iter("ContainerSignature"):
        number = one.get("Id")
        try:
            entries = []
            for file in one.iter("File"):
                wanted = [sig for each in file.iter("InternalSignature") for sig in signature(each)]
                entries.append((file.find("Path").text.strip(), wanted))
            by_id[number] = ({"ZIP": "zip", "OLE2": "compound"}[one.get("ContainerType")], entries)
        except ValueError:
            refused.add("container " + number)
    formats = [element for element in root.iter() if name_of(element) == "FileFormat"]
    puid_of = {element.get("ID"): element.get("PUID") for element in formats}

    def wanted(element):
        found = {extension.text.lower() for extension in children(element, "Extension")}
        return bool(found & set(EXTENSIONS))

    chosen = [element for element in formats if wanted(element) or element.get("PUID") in ("x-fmt/111", "fmt/111")]
    kept = {element.get("PUID") for element in chosen}
    print(HEADER.format(byte=root.get("Version"), container=inner.get("signatureVersion")), end="")
    for element in sorted(chosen, key=lambda one: (one.get("PUID").split("/")[0], int(one.get("PUID").split("/")[1]))):
        puid = element.get("PUID")
        ids = [child.text for child in children(element, "InternalSignatureID")]
        byte = [signatures[number] for number in ids if number in signatures]
        inside = [by_id[number] for number in by_puid.get(puid, []) if number in by_id]
        over = sorted({puid_of[child.text] for child in children(element, "HasPriorityOverFileFormatID") if puid_of.get(child.text) in kept})
        # One of which no signature can be written would be told by its name alone.
        if not byte and not inside and (ids or puid in by_puid):
            continue
        media = (element.get("MIMEType") or "application/octet-stream").split(",")[0].strip()
        print(f"\n[[format]]\npuid = {quoted(puid)}\nname = {quoted(element.get('Name'))}")
        if element.get("Version"):
            print(f"version = {quoted(element.get('Version'))}")
        print(f"media = {quoted(media)}")
        print(f"extensions = {listed(sorted({one.text.lower() for one in children(element, 'Extension')}))}")
        if over:
            print(f"over = {listed(over)}")
        if byte:
            print("signatures = [\n" + "".join(f"  {listed(one)},\n" for one in byte) + "]")
        for kind, entries in inside:
            print(f"[[format.inside]]\nin = {quoted(kind)}")
            rows = ", ".join(f"{{ name = {quoted(name)}, has = {listed(has)} }}" for name, has in entries)
            print(f"entries = [{rows}]")
    print(f"left out, notation not known here: {sorted(refused)}", file=sys.stderr)


main()

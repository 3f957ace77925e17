"""Reads a folder of page images with Python's RapidOCR, its defaults; prints one JSON object a page."""

import json
import pathlib
import sys

from rapidocr import RapidOCR

engine = RapidOCR()
for page in sorted(pathlib.Path(sys.argv[1]).glob("*.png")):
    result = engine(str(page))
    print(json.dumps({"page": page.stem, "text": "\n".join(result.txts or ())}, ensure_ascii=False))

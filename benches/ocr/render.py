"""Renders known Chinese text as page images, clean and as a tired scanner would see them.

Everything is seeded: the same text gives the same pixels.
"""

import io
import pathlib

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = pathlib.Path("/usr/share/fonts/opentype/noto")
SERIF = FONTS / "NotoSerifCJK-Regular.ttc"
SANS = FONTS / "NotoSansCJK-Regular.ttc"
# Within the font collections: where the simplified and the traditional shapes stand.
SIMPLIFIED, TRADITIONAL = 2, 3
A4_AT_200_DPI = (1654, 2339)
# No line begins with one of these; they hang over into the margin instead.
HANGING = "，。、；：？！）》〉」』”’"


def font(path, size, script=SIMPLIFIED):
    if not path.exists():
        raise SystemExit(f"{path} is missing: apt-get install fonts-noto-cjk")
    return ImageFont.truetype(str(path), size, index=script)


def wrapped(paragraph, type_face, width):
    """Cuts a paragraph into lines no wider than `width` pixels."""
    line = ""
    for character in paragraph:
        if line and character not in HANGING and type_face.getlength(line + character) > width:
            yield line
            line = ""
        line += character
    if line:
        yield line


def ink(text, type_face, place, size):
    """Returns the box around what is black in a line; the library's own boxes include white."""
    alone = Image.new("L", size, 0)
    ImageDraw.Draw(alone).text(place, text, font=type_face, fill=255)
    return alone.getbbox()


def horizontal(paragraphs, type_face, size=A4_AT_200_DPI, margin=180, leading=1.6):
    """Sets paragraphs from left to right; returns the page and its lines with their boxes."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    lines, top = [], margin
    for paragraph in paragraphs:
        for text in wrapped(paragraph, type_face, size[0] - 2 * margin):
            if top + type_face.size * 1.4 > size[1] - margin / 2:
                raise SystemExit(f"the page is too small for its text: {text}")
            draw.text((margin, top), text, font=type_face, fill=20)
            lines.append({"text": text, "box": ink(text, type_face, (margin, top), size)})
            top += round(type_face.size * leading)
    return page, lines


def vertical(columns, type_face, size, margin=60, leading=1.8):
    """Sets columns from right to left, characters upright one below the other."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    lines, left = [], size[0] - margin - type_face.size
    for column in columns:
        for place, character in enumerate(column):
            draw.text((left, margin + place * type_face.size * 1.1), character, font=type_face, fill=20)
        bottom = margin + len(column) * type_face.size * 1.1
        lines.append({"text": column, "box": (left, margin, left + type_face.size, bottom)})
        left -= round(type_face.size * leading)
    return page, lines


def degraded(page, seed):
    """Returns the page as an old scanner gives it: yellow paper, one degree askew, soft, noisy, JPEG 40."""
    chance = numpy.random.default_rng(seed)
    page = page.convert("RGB").rotate(-1, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    page = page.filter(ImageFilter.GaussianBlur(1.0))
    pixels = numpy.asarray(page, dtype=numpy.float32) * numpy.array([0.97, 0.92, 0.78], dtype=numpy.float32)
    pixels += chance.normal(0, 9, pixels.shape).astype(numpy.float32)
    page = Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=40)
    return Image.open(packed).convert("RGB")

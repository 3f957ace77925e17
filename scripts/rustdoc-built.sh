#!/usr/bin/env bash
# Stands where `cargo test --doc` calls rustdoc, and writes the pages of a room instead of running its examples:
#
#   RUSTDOC=scripts/rustdoc-built.sh cargo test --workspace --doc
#
# `cargo doc` would first read a thousand dependencies once more; this uses what the tests were linked with. It knows
# libraries only: the pages of the programs are made by `make docs`.
set -euo pipefail

pages=()
is_room=false
while (($#)); do
    case $1 in
    --test) is_room=true ;;
    --test-run-directory | --test-runtool | --test-runtool-arg | --test-args) shift ;;
    --test-run-directory=* | --test-args=*) ;;
    *) pages+=("$1") ;;
    esac
    shift
done
if $is_room; then
    root=$(cd -- "$(dirname -- "$0")/.." && pwd)
    pages+=(--out-dir "${CARGO_TARGET_DIR:-$root/target}/doc")
fi
exec rustdoc "${pages[@]}"

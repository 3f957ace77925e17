#!/usr/bin/env bash
# Everything that must hold before a change is taken in: `make test` runs this.
#
# All stages run, also after one has failed, so that one run shows everything. The last lines are what the test
# runners counted themselves, and one line for all of them; the exit code is 0 only if every stage was good.
set -uo pipefail
cd "$(dirname -- "$0")/.."

# The same cases in each run of the gate: what is taken in must not hang on chance. Set another number to look for new ones.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED-2026}

# One build serves everything: clippy looks at our own rooms while they are compiled for the tests, instead of in a pass of
# its own over a thousand dependencies. A warning fails the build, as `cargo clippy -- -D warnings` would.
export RUSTC_WORKSPACE_WRAPPER=clippy-driver
export CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__

target=${CARGO_TARGET_DIR:-target}
results=$target/gate
# cargo-nextest keeps its reports in the checkout, wherever the build lies.
junit=target/nextest/gate/junit.xml
browser=tests/browser/results/report.json
failed=()

# Runs one stage with its name and time; remembers it if it fails.
stage() {
    local name=$1 start=$SECONDS
    shift
    echo
    echo "== $name"
    if "$@"; then
        echo "== $name: good, $((SECONDS - start)) s"
    else
        echo "== $name: FAILED, $((SECONDS - start)) s"
        failed+=("$name")
    fi
}

# Runs all tests of all rooms; cargo's own runner is slower but always there.
rust_tests() {
    if cargo nextest --version >/dev/null 2>&1; then
        scripts/with-s3.sh scripts/with-clamd.sh scripts/with-postgres.sh cargo nextest run --workspace --locked --profile gate
    else
        echo "cargo-nextest is not installed: falling back to cargo test (cargo install --locked cargo-nextest brings it)"
        scripts/with-s3.sh scripts/with-clamd.sh scripts/with-postgres.sh cargo test --workspace --locked --no-fail-fast -- --show-output 2>&1 | tee "$results/cargo-test.log"
    fi
}

documentation() {
    RUSTDOC=$PWD/scripts/rustdoc-built.sh RUSTDOCFLAGS="-D warnings" cargo test --workspace --doc --locked
}

# Known weaknesses in dependencies; the list of them is kept on the network.
advisories() {
    if cargo deny --version >/dev/null 2>&1; then
        cargo deny fetch db >"$results/advisories.log" 2>&1 || {
            echo "SKIPPED: the advisory database cannot be reached"
            return 0
        }
        cargo deny --offline check advisories
    elif cargo audit --version >/dev/null 2>&1; then
        cargo audit 2>&1 | tee "$results/advisories.log" && return 0
        grep --quiet "couldn't fetch advisory database" "$results/advisories.log" &&
            echo "SKIPPED: the advisory database cannot be reached"
    else
        echo "SKIPPED: neither cargo-deny nor cargo-audit is installed"
    fi
}

browser_journeys() {
    (
        cd tests/browser || exit 1
        npm ci --ignore-scripts --no-audit --no-fund || exit 1
        GUILDHALL_BIN=$program npx playwright test
    )
}

# A short run of what `make crash` does two hundred times.
crashes() {
    tests/crash/run.py "$program" --kills 10 &&
        scripts/with-postgres.sh tests/crash/run.py "$program" --database postgres --kills 5 &&
        tests/crash/disposal.py "$program" --rounds 1 &&
        scripts/with-postgres.sh tests/crash/disposal.py "$program" --database postgres --rounds 1
}

# The tests of the rooms build the program too, with the same flags.
program=$(realpath -m "$target")/debug/guildhall
mkdir -p "$results"
rm -f "$junit" "$browser" "$results"/*.log

stage "format" cargo fmt --all --check
stage "licences" scripts/licences.py
stage "advisories" advisories
stage "build and lint" cargo test --workspace --locked --no-run
stage "tests of the rooms" rust_tests
stage "crashes" crashes
stage "API conformance" tests/api/run.py "$program"
stage "documentation" documentation
stage "browser journeys" browser_journeys

echo
echo "== summary after $((SECONDS / 60)) min $((SECONDS % 60)) s"
scripts/summary.py --junit "$junit" --cargo-test "$results/cargo-test.log" --playwright "$browser" \
    --stages "${failed[@]}"

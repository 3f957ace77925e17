#!/usr/bin/env bash
# Search over a million synthetic records: the index alone, PostgreSQL's full text on the same records and the program
# through its API in the same run, and the two sets of questions with known answers where GUILDHALL_SHARED_DATA names
# the folder that holds them.
#
#   scripts/bench-search.sh [OPTION of the program…]
set -euo pipefail
cd "$(dirname -- "$0")/.."

release=${CARGO_TARGET_DIR:-target}/release
evaluations=()
for set in law-retrieval-zh cmrc2018-retrieval; do
    folder=${GUILDHALL_SHARED_DATA:-}/$set
    [ ! -d "$folder" ] || evaluations+=(--eval "$folder")
done

# The scratch server gets the memory that its handbook recommends for one that has the machine to itself.
export GUILDHALL_SCRATCH_POSTGRES_OPTIONS="-c shared_buffers=2GB -c work_mem=64MB -c maintenance_work_mem=1GB -c max_wal_size=4GB"
# The address is known inside only.
# shellcheck disable=SC2016
exec scripts/with-postgres.sh bash -c 'exec benches/search/run.py "$0" "$1" --postgres "$GUILDHALL_TEST_POSTGRES" "${@:2}"' \
    "$release/guildhall" "$release/examples/bench_search" "${evaluations[@]}" "$@"

#!/usr/bin/env bash
# Runs a command with a scratch PostgreSQL server beside it:
#
#   scripts/with-postgres.sh COMMAND…
#
# The server lives in a temporary folder, listens on a free port of 127.0.0.1, is named to the command by
# GUILDHALL_TEST_POSTGRES, and is stopped and removed with its folder however the command ends. A server named by
# that variable already is used as it is. GUILDHALL_SCRATCH_POSTGRES_OPTIONS adds settings, such as "-c work_mem=64MB".
set -euo pipefail

[ $# -gt 0 ] || {
    echo "with-postgres: which command?" >&2
    exit 2
}
[ -z "${GUILDHALL_TEST_POSTGRES:-}" ] || exec "$@"

fail() {
    echo "with-postgres: $1" >&2
    exit 1
}

# The newest server that Debian installed, else the one on the path.
find_bin() {
    local newest
    newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$newest" ]; then
        echo "$newest"
    else
        dirname "$(command -v initdb)" || fail "initdb is missing; install it: apt-get install postgresql"
    fi
}

# PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u "$server_user" -- "$@")
    else
        "$@"
    fi
}

# Invoked by the trap below.
# shellcheck disable=SC2329
stop() {
    as_server "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

bin=$(find_bin)
server_user=postgres
id "$server_user" >/dev/null 2>&1 || server_user=nobody
folder=$(mktemp -d)
trap stop EXIT
trap 'exit 130' INT TERM
[ "$(id -u)" != 0 ] || chown "$server_user" "$folder"

as_server "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 \
    --locale C --no-sync >"$folder/initdb.log" 2>&1 || fail "initdb failed: $(tail -n 3 "$folder/initdb.log")"
port=$(free_port)
# Nothing here has to survive a crash of the machine.
as_server "$bin/pg_ctl" --pgdata "$folder/data" --wait --silent --log "$folder/data/server.log" --options \
    "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=300 \
-c fsync=off -c synchronous_commit=off -c full_page_writes=off ${GUILDHALL_SCRATCH_POSTGRES_OPTIONS:-}" start ||
    fail "the server did not start: $(tail -n 3 "$folder/data/server.log")"

export GUILDHALL_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
"$@"

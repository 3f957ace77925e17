#!/usr/bin/env bash
# Runs a command with a scratch S3 server beside it:
#
#   scripts/with-s3.sh COMMAND…
#
# The server is SeaweedFS, which `scripts/prepare.sh test` puts into target/s3-server. It lives in a temporary folder,
# listens on free ports of 127.0.0.1, is named to the command by GUILDHALL_TEST_S3 (http://KEY:SECRET@HOST:PORT/BUCKET),
# and is stopped and removed with its folder however the command ends. A server named by that variable already is used
# as it is. Where there is no server the command runs without one, and the tests that need it say that they are skipped.
set -euo pipefail

[ $# -gt 0 ] || {
    echo "with-s3: which command?" >&2
    exit 2
}
[ -z "${GUILDHALL_TEST_S3:-}" ] || exec "$@"

fail() {
    echo "with-s3: $1" >&2
    exit 1
}

root=$(cd "$(dirname -- "$0")/.." && pwd)
target=${CARGO_TARGET_DIR:-target}
weed=$(cd "$root" && realpath -m "$target")/s3-server/bin/weed
if [ ! -x "$weed" ]; then
    echo "with-s3: no S3 server, the tests that need it are skipped; scripts/prepare.sh test fetches one" >&2
    exec "$@"
fi

# Invoked by the trap below.
# shellcheck disable=SC2329
stop() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    rm -rf "$folder"
    # The server leaves its sockets behind, named after its ports.
    for port in "${ports[@]}"; do
        find /tmp -maxdepth 1 -name "seaweedfs-*-$port.sock" -delete
    done
}

# Ports that are free now, all different because they are held together.
free_ports() {
    python3 - "$1" <<'PORTS'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*(each.getsockname()[1] for each in sockets))
PORTS
}

answers() {
    python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1" 2>/dev/null
}

folder=$(mktemp -d)
read -r -a ports <<<"$(free_ports 10)"
export AWS_ACCESS_KEY_ID=scratch AWS_SECRET_ACCESS_KEY=scratch-secret
(
    cd "$folder"
    exec "$weed" mini -dir="$folder" -ip=127.0.0.1 -ip.bind=127.0.0.1 -bucket=guildhall \
        -s3.port="${ports[0]}" -s3.port.grpc="${ports[1]}" -s3.port.iceberg=0 -s3.port.lance=0 \
        -master.port="${ports[2]}" -master.port.grpc="${ports[3]}" -master.telemetry=false \
        -volume.port="${ports[4]}" -volume.port.grpc="${ports[5]}" -volume.max=64 -master.volumeSizeLimitMB=64 \
        -filer.port="${ports[6]}" -filer.port.grpc="${ports[7]}" \
        -admin.port="${ports[8]}" -admin.port.grpc="${ports[9]}" -admin.ui=false -webdav=false
) >"$folder/server.log" 2>&1 &
server=$!
trap stop EXIT
trap 'exit 130' INT TERM
for _ in $(seq 120); do
    answers "${ports[0]}" && break
    kill -0 "$server" 2>/dev/null || fail "the server did not start: $(tail -n 3 "$folder/server.log")"
    sleep 0.5
done
answers "${ports[0]}" || fail "the server does not answer: $(tail -n 3 "$folder/server.log")"

GUILDHALL_TEST_S3="http://$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY@127.0.0.1:${ports[0]}/guildhall"
export GUILDHALL_TEST_S3
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
# A server that refuses to store is most often a full disk: it stops writing when less than a hundredth is free.
"$@" || {
    code=$?
    echo "with-s3: free on the server's disk: $(df -h --output=avail "$folder" | tail -n 1), its last errors:" >&2
    grep -a "^E" "$folder/server.log" | tail -n 5 >&2
    exit "$code"
}

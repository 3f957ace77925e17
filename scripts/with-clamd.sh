#!/usr/bin/env bash
# Runs a command with a scratch clamd beside it:
#
#   scripts/with-clamd.sh COMMAND…
#
# The scanner is Debian's clamav-daemon with a database of one pattern, that of the EICAR test file. It lives in a
# temporary folder, is named to the command by GUILDHALL_TEST_CLAMD (unix:SOCKET), and is stopped and removed with its
# folder however the command ends. A scanner named by that variable already is used as it is. Where there is none the
# command runs without, and the test that needs it says that it is skipped.
set -euo pipefail

[ $# -gt 0 ] || {
    echo "with-clamd: which command?" >&2
    exit 2
}
[ -z "${GUILDHALL_TEST_CLAMD:-}" ] || exec "$@"
clamd=$(command -v clamd || true)
[ -n "$clamd" ] || [ ! -x /usr/sbin/clamd ] || clamd=/usr/sbin/clamd
if [ -z "$clamd" ]; then
    echo "with-clamd: no clamd, the test that needs it is skipped; Debian has it as clamav-daemon" >&2
    exec "$@"
fi

# Invoked by the trap below.
# shellcheck disable=SC2329
stop() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    rm -rf "$folder"
}

folder=$(mktemp -d)
mkdir "$folder/patterns"
# Written in two halves, so that no scanner finds the test file in this script.
eicar=$(printf '%s%s' 'X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD' '-ANTIVIRUS-TEST-FILE!$H+H*' | od -An -v -tx1 | tr -d ' \n')
echo "Guildhall.Test.EICAR:0:*:$eicar" >"$folder/patterns/test.ndb"
cat >"$folder/clamd.conf" <<CONF
LocalSocket $folder/clamd.ctl
DatabaseDirectory $folder/patterns
Foreground yes
User $(id -un)
CONF
"$clamd" --config-file="$folder/clamd.conf" >"$folder/clamd.log" 2>&1 &
server=$!
trap stop EXIT
trap 'exit 130' INT TERM
for _ in $(seq 60); do
    [ ! -S "$folder/clamd.ctl" ] || break
    kill -0 "$server" 2>/dev/null || {
        echo "with-clamd: it did not start: $(tail -n 3 "$folder/clamd.log")" >&2
        exit 1
    }
    sleep 0.5
done
export GUILDHALL_TEST_CLAMD="unix:$folder/clamd.ctl"
"$@"

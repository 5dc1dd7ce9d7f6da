#!/usr/bin/env bash
# CPU time of oprof top beside perf top, system-wide at the same rate without call chains, in turns: top-vs-perf.sh [pairs] [seconds]
# What runs meanwhile is a shell that starts a process after the other, so that there is something to name.
set -euo pipefail
pairs=${1:-3}
seconds=${2:-8}
root=$(cd "$(dirname "$0")/../.." && pwd)
oprof="$root/src/OProf.Cli/bin/Release/net8.0/oprof.dll"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# timed NAME COMMAND...: runs it for a time, ends it with SIGINT, says its CPU seconds.
timed() {
    local name=$1
    shift
    ( TIMEFORMAT='%U %S'; time timeout -s INT "$seconds" "$@" >"$work/out" 2>"$work/err" || true ) 2>"$work/time"
    read -r user system <"$work/time"
    echo "$name $(echo "$user + $system" | bc)"
}

( while :; do ls -lR /usr/share/doc >/dev/null 2>&1; done ) &
busy=$!
trap 'kill "$busy" 2>/dev/null || true; wait "$busy" 2>/dev/null || true; rm -rf "$work"' EXIT
for ((pair = 1; pair <= pairs; pair++)); do
    timed "perf top  " perf top --stdio -e cpu-clock -F 999 -d 1
    timed "oprof top " dotnet "$oprof" top -e cpu-clock -F 999 -n 1000
done

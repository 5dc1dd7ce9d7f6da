#!/usr/bin/env bash
# What a record of 32 bytes costs its writer: the rings of OProf.Buffers beside LTTng-UST, System.Threading.Channels,
# ConcurrentQueue and EventSource, with one writer and with two, in turns.
#
#   tests/Benchmarks/rings.sh [rounds]
#
# LTTng-UST traces a program with one tracepoint of two 64-bit fields, in discard mode with four sub-buffers of 16 MiB for
# each CPU, as large as our rings. Where lttng, liblttng-ust-dev or gcc are missing it is left out, and that is said.
# Settings by environment:
#   QUIET   load average below which it begins   (1)
#   WAIT    seconds that it waits for that       (120)
#   BENCHMARK   what is run beside the tracepoint: rings, or markers (see markers.sh)
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rounds=${1:-400}
folder=$(mktemp -d)
session=oprof-rings-$$
started=
daemon=

finish() {
    [[ -z $started ]] || lttng destroy "$session" >/dev/null 2>&1 || true
    [[ -z $daemon ]] || kill "$daemon" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

dotnet build "$here/OProf.Benchmarks.csproj" -c Release -v quiet --nologo
tracepoint=()
missing=
for tool in lttng lttng-sessiond gcc; do
    command -v $tool >/dev/null || missing="$missing $tool"
done
if [[ -z $missing ]] && ! gcc -O2 -I"$here/lttng" -o "$folder/ring_tp" "$here/lttng/ring_tp.c" -llttng-ust -ldl -lpthread 2>"$folder/gcc"; then
    missing=" liblttng-ust-dev"
fi
if [[ -n $missing ]]; then
    echo "LTTng-UST is left out; missing:$missing"
else
    # One that runs already, of the same user, is used and left as it is.
    if ! lttng list >/dev/null 2>&1; then
        lttng-sessiond --no-kernel >"$folder/sessiond" 2>&1 &
        daemon=$!
        until lttng list >/dev/null 2>&1; do
            kill -0 "$daemon" 2>/dev/null || { cat "$folder/sessiond" >&2; exit 1; }
            sleep 0.1
        done
    fi
    started=1
    lttng create "$session" --output="$folder/trace" >/dev/null
    lttng enable-channel -s "$session" -u --discard --subbuf-size=16M --num-subbuf=4 rings >/dev/null
    lttng enable-event -s "$session" -u -c rings 'oprof_rings:*' >/dev/null
    lttng start "$session" >/dev/null
    tracepoint=("$folder/ring_tp")
fi

# Others that run at the same time cost all of them something, but not each the same.
quiet=${QUIET:-1}
for ((waited = 0; waited < ${WAIT:-120}; waited++)); do
    awk -v quiet="$quiet" '{ exit !($1 < quiet) }' /proc/loadavg && break
    sleep 1
done

dotnet exec "$here/bin/Release/net8.0/oprof-benchmarks.dll" "${BENCHMARK:-rings}" "$rounds" "${tracepoint[@]}"
if [[ -n $started ]]; then
    lttng stop "$session" >/dev/null
    lttng list "$session" | awk -F: '/Discarded events/ { gsub(/ /, "", $2); print "LTTng-UST: " $2 " events discarded" }'
fi

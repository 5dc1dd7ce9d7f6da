#!/usr/bin/env bash
# What time off the CPU costs: perf bench sched pipe and messaging alone, beside system-wide sessions that sample, and that
# take time off the CPU too, and beside perf record of the same (a sample with its call chain at each switch, and the
# switches). Prints for each run the work's time, samples, losses, and the profiler's own CPU seconds.
#
#   off-cpu.sh [ROUNDS]          3 rounds, which take turns; about 20 seconds each
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-3}
pipes=${PIPES:-100000}
messages=${MESSAGES:-200}
oprof=${OPROF:-src/OProf.Cli/bin/Release/net8.0/oprof.dll}
command -v perf >/dev/null || { echo "perf is not installed"; exit 0; }
[ -f "$oprof" ] || dotnet build -c Release src/OProf.Cli >/dev/null
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
TIMEFORMAT='%U %S'

work() {
    case $1 in
        pipe) perf bench -f simple sched pipe -l "$pipes" ;;
        messaging) perf bench -f simple sched messaging -l "$messages" ;;
    esac
}

# Runs the work while a profiler runs in the background, which says when it has begun by writing to a file, or by a second.
beside() {
    local what=$1 name=$2
    shift 2
    { time "$@" >"$scratch/out" 2>&1; } 2>"$scratch/cpu" &
    local profiler=$!
    sleep 1
    local seconds
    seconds=$(work "$what" 2>/dev/null)
    wait "$profiler" || true
    local counts
    counts=$(grep -oE '[0-9]+ samples, [0-9]+ lost|[0-9]+ samples\)|lost [0-9]+ chunks|LOST [0-9]+ events' "$scratch/out" | tr '\n' ' ' || true)
    printf '%-10s %-24s %8s s  CPU %s  %s\n' "$what" "$name" "$seconds" "$(awk '{ printf "%.2f", $1 + $2 }' "$scratch/cpu")" "$counts"
}

for ((round = 0; round < rounds; round++)); do
    for what in pipe messaging; do
        printf '%-10s %-24s %8s s\n' "$what" alone "$(work "$what" 2>/dev/null)"
        beside "$what" "oprof, 999 Hz" dotnet "$oprof" capture -q -e cpu-clock -d 4
        beside "$what" "oprof --off-cpu" dotnet "$oprof" capture -q -e cpu-clock --off-cpu -d 4
        beside "$what" "perf record, switches" perf record -q -a -e cpu-clock/freq=999/ -e context-switches/period=1/ -g --switch-events -o "$scratch/perf.data" sleep 4
        rm -f "$scratch/perf.data"
    done
done

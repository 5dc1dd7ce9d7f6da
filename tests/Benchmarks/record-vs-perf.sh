#!/usr/bin/env bash
# A long capture of the whole system to disk, beside perf record on the same work: bytes a sample, own CPU time, memory.
#
#   tests/Benchmarks/record-vs-perf.sh [pairs] [scenario...]
#
# Scenarios: messaging pipe spinners compile. Each runs for a minute under OProf, then under perf, and so on. Prints a line
# for each run, the resident memory of OProf after 10, 20, ... s, and at the end the medians and their ratios.
# Needs root or CAP_PERFMON, perf, gcc, GNU time and a Release build. Settings by environment:
#   SECONDS_EACH   length of a run                              (60)
#   FREQUENCY      samples a second and CPU, of cpu-clock        (10000)
#   PERF_OPTIONS   options of perf record, such as --buildid-mmap (none): without that one perf reads its whole file again
#                  at the end, for the build ids, and perf 6.1 crashes now and then while others capture
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pairs=3
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
    pairs=$1
    shift
fi
scenarios=("$@")
[[ ${#scenarios[@]} -gt 0 ]] || scenarios=(messaging pipe spinners)
length=${SECONDS_EACH:-60}
frequency=${FREQUENCY:-10000}
perf_options=${PERF_OPTIONS-}
recorder=$here/../Recorder/bin/Release/net8.0/oprof-recorder.dll
folder=$(mktemp -d)
rate=/proc/sys/kernel/perf_event_max_sample_rate
percent=/proc/sys/kernel/perf_cpu_time_max_percent
rate_before=$(<$rate)
percent_before=$(<$percent)
worker=

# The kernel lowers the rate by itself where interrupts take long; writing the percentage computes the rate anew.
restore() {
    [[ $(<$rate) == "$rate_before" ]] && return
    echo "$percent_before" >$percent
    echo "$rate_before" >$rate
}
stop_work() {
    [[ -z $worker ]] || kill -TERM -- "-$worker" 2>/dev/null || true
    worker=
}
finish() {
    stop_work
    restore || true
    rm -rf "$folder"
}
trap finish EXIT
for tool in perf gcc awk setsid /usr/bin/time; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done

start_work() {
    case $1 in
    messaging) setsid bash -c 'while :; do perf bench -f simple sched messaging -l 1000; done' >/dev/null 2>&1 & ;;
    pipe) setsid bash -c 'while :; do perf bench -f simple sched pipe -l 500000; done' >/dev/null 2>&1 & ;;
    spinners) setsid bash -c 'while :; do :; done & while :; do :; done' >/dev/null 2>&1 & ;;
    compile) setsid bash -c 'while :; do gcc -O2 -c -o /dev/null "$0"; done' "$here/../Workloads/churn.c" >/dev/null 2>&1 & ;;
    esac
    worker=$!
}

# Resident memory in KiB each ten seconds, while a process lives.
watch_memory() {
    local pid=$1 second=0
    while sleep 1 && [[ -d /proc/$pid ]]; do
        second=$((second + 1))
        [[ $((second % 10)) != 0 ]] || awk '/^VmRSS/ { printf "%s ", $2 }' "/proc/$pid/status" 2>/dev/null || true
    done
    echo
}

printf '%-10s %-6s %4s %9s %7s %11s %8s %8s %8s %6s\n' scenario tool run samples lost bytes bytes/s. cpu_s peak_kib load
for scenario in "${scenarios[@]}"; do
    for ((run = 1; run <= pairs; run++)); do
        for tool in oprof perf; do
            restore
            rm -rf "$folder/capture" "$folder/perf.data"
            start_work "$scenario"
            load=$(cut -d' ' -f1 /proc/loadavg)
            if [[ $tool == oprof ]]; then
                /usr/bin/time -o "$folder/cost" -f '%U %S %M' bash -c 'echo $$ >"$0"; exec "$@"' "$folder/pid" \
                    dotnet "$recorder" "$folder/capture" "$frequency" "$length" >"$folder/out" &
            else
                /usr/bin/time -o "$folder/cost" -f '%U %S %M' bash -c 'echo $$ >"$0"; exec "$@"' "$folder/pid" \
                    perf record $perf_options -a -g -e cpu-clock -F "$frequency" -o "$folder/perf.data" sleep "$length" >"$folder/out" 2>&1 &
            fi
            timer=$!
            until [[ -s $folder/pid ]]; do sleep 0.05; done
            memory=$(watch_memory "$(<"$folder/pid")")
            ended=0
            wait $timer || ended=1
            rm -f "$folder/pid"
            stop_work
            if [[ $ended == 1 ]]; then
                echo "$tool ended with an error, the run is left out: $(tail -1 "$folder/out")" >&2
                continue
            fi
            read -r user system peak < <(tail -1 "$folder/cost")
            cpu=$(awk -v a="$user" -v b="$system" 'BEGIN { printf "%.2f", a + b }')
            if [[ $tool == oprof ]]; then
                read -r samples lost < <(sed -nE 's/^ended .*: ([0-9]+) samples, ([0-9]+) lost.*/\1 \2/p' "$folder/out")
                bytes=$(du -sb "$folder/capture" | cut -f1)
            else
                samples=$(perf report -i "$folder/perf.data" --stats 2>/dev/null | awk '/SAMPLE events:/ && !/LOST/ { print $3; exit }')
                lost=$(perf script -i "$folder/perf.data" --show-lost-events -F comm,event -G 2>/dev/null |
                    awk '/PERF_RECORD_LOST_SAMPLES/ { s += $NF; next } /PERF_RECORD_LOST/ { l += $NF } END { printf "%d", (s > l ? s : l) }')
                bytes=$(stat -c %s "$folder/perf.data")
            fi
            each=$(awk -v b="$bytes" -v s="$samples" 'BEGIN { printf "%.1f", b / s }')
            printf '%-10s %-6s %4s %9s %7s %11s %8s %8s %8s %6s\n' "$scenario" $tool $run "$samples" "$lost" "$bytes" "$each" "$cpu" "$peak" "$load"
            [[ $tool == perf ]] || echo "           resident KiB each 10 s: $memory"
            echo "$scenario $tool $each $cpu $samples" >>"$folder/all"
        done
    done
done

echo
echo "medians: scenario, bytes a sample and CPU microseconds a sample, OProf / perf"
for scenario in "${scenarios[@]}"; do
    for column in 3 4; do
        for tool in oprof perf; do
            awk -v s="$scenario" -v t=$tool -v c=$column '$1 == s && $2 == t { print (c == 3 ? $3 : $4 * 1e6 / $5) }' "$folder/all" | sort -n |
                awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'
        done
    done | paste -s -d' ' | awk -v s="$scenario" '{ printf "%-10s bytes %.1f / %.1f = %.2f   cpu %.2f / %.2f = %.2f\n", s, $1, $2, $1 / $2, $3, $4, $3 / $4 }'
done

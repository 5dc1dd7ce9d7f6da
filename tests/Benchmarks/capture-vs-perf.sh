#!/usr/bin/env bash
# OProf beside perf record on the same work: what each loses, what it costs itself, and what it costs the work.
#
#   tests/Benchmarks/capture-vs-perf.sh [pairs] [scenario...]
#
# Scenarios: messaging pipe spinners (rings of the same size), messaging-default pipe-default spinners-default (each
# tool's own default), true (start and end alone). Each is run in pairs (OProf, perf, OProf, perf, ...), and once without
# a profiler for each pair. Prints a line for each run, and at the end the medians and their ratios.
# The profiler's CPU seconds are those of its own process, start and end included; the work is started beside it.
# Needs root or CAP_PERFMON, perf, gcc, GNU time and a Release build of oprof. Settings by environment:
#   OPROF      command of oprof             (dotnet src/OProf.Cli/bin/Release/net8.0/oprof.dll)
#   RING_KIB   ring of one CPU, in KiB      (512, which is what perf takes by default)
#   MESSAGES   perf bench sched messaging -l (2000)    PIPES  perf bench sched pipe -l (3000000)
#   SPIN_MS    CPU time of each spinner, ms  (10000)
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pairs=5
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
    pairs=$1
    shift
fi
scenarios=("$@")
[[ ${#scenarios[@]} -gt 0 ]] || scenarios=(messaging pipe spinners messaging-default pipe-default spinners-default true)
oprof=${OPROF:-dotnet $here/../../src/OProf.Cli/bin/Release/net8.0/oprof.dll}
ring_kib=${RING_KIB:-512}
rate=/proc/sys/kernel/perf_event_max_sample_rate
percent=/proc/sys/kernel/perf_cpu_time_max_percent
rate_before=$(<$rate)
percent_before=$(<$percent)
folder=$(mktemp -d)
profiler=

# The kernel lowers the rate by itself where interrupts take long; the percentage has to be written first, as writing
# it computes the rate anew.
restore() {
    [[ $(<$rate) == "$rate_before" ]] && return
    echo "$percent_before" >$percent
    echo "$rate_before" >$rate
}
finish() {
    [[ -z $profiler ]] || kill -TERM "$profiler" 2>/dev/null || true
    restore || true
    rm -rf "$folder"
}
trap finish EXIT

for tool in perf gcc awk /usr/bin/time; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done
gcc -O1 -fno-omit-frame-pointer -o "$folder/shares" "$here/../Workloads/shares.c"

# Does a scenario's work; prints how long it took, in seconds.
work() {
    case $1 in
    messaging*) perf bench -f simple sched messaging -l "${MESSAGES:-2000}" ;;
    pipe*) perf bench -f simple sched pipe -l "${PIPES:-3000000}" ;;
    spinners*)
        /usr/bin/time -o "$folder/spin" -f %e bash -c '"$0" 1 "$1" >/dev/null & "$0" 1 "$1" >/dev/null & wait' "$folder/shares" "$slices"
        cat "$folder/spin"
        ;;
    esac
}

frequency_of() {
    case $1 in spinners*) echo 49999 ;; *) echo 9999 ;; esac
}

# Starts a profiler of the whole system with call chains, and waits until it samples: its output says so for perf, and
# for both a second is ample.
start_profiler() {
    local tool=$1 scenario=$2 command
    local ring=()
    if [[ $tool == oprof ]]; then
        [[ $scenario == *-default ]] || ring=(--buffer-size "${ring_kib}K")
        command=($oprof capture --quiet --max-memory 4G -e cpu-clock -F "$(frequency_of "$scenario")" -d 1h "${ring[@]}")
    else
        [[ $scenario == *-default ]] || ring=(-m "${ring_kib}K")
        command=(perf record -a -g -e cpu-clock -F "$(frequency_of "$scenario")" -o "$folder/perf.data" "${ring[@]}")
    fi
    # shellcheck disable=SC2016
    /usr/bin/time -o "$folder/cost" -f '%U %S %M' bash -c 'echo $$ >"$0"; exec "$@"' "$folder/pid" "${command[@]}" >"$folder/out" 2>&1 &
    timer=$!
    until [[ -s $folder/pid ]]; do sleep 0.05; done
    profiler=$(<"$folder/pid")
    sleep 1
}

stop_profiler() {
    kill -TERM "$profiler"
    wait "$timer" || true
    profiler=
    rm -f "$folder/pid"
}

# Samples and lost records of the profiler's last run.
counts_of() {
    if [[ $1 == oprof ]]; then
        sed -nE 's/^oprof: ([0-9]+) samples, ([0-9]+) lost.*/\1 \2/p' "$folder/out" | tail -1
        return
    fi

    # The kernel's own count of lost samples stands in LOST_SAMPLES at the end; LOST records tell of all dropped records,
    # samples included, but only until the last one that fitted. So what is lost is at least the larger of both.
    local samples lost
    samples=$(perf report -i "$folder/perf.data" --stats 2>/dev/null | awk '/SAMPLE events:/ && !/LOST/ { print $3; exit }')
    lost=$(perf script -i "$folder/perf.data" --show-lost-events -F comm,event -G 2>/dev/null |
        awk '/PERF_RECORD_LOST_SAMPLES/ { s += $NF; next } /PERF_RECORD_LOST/ { l += $NF } END { printf "%d", (s > l ? s : l) }')
    echo "${samples:-0} ${lost:-0}"
}

slices=0
if [[ ${scenarios[*]} == *spinners* ]]; then
    slices=$("$folder/shares" 1000 | awk -v ms="${SPIN_MS:-10000}" '{ print int($3 * ms / 1000) }')
fi

printf '%-18s %-6s %5s %10s %9s %8s %8s %8s %9s %10s %6s\n' scenario tool run samples lost user sys cpu peak_kib work_s load
for scenario in "${scenarios[@]}"; do
    for ((run = 1; run <= pairs; run++)); do
        for tool in none oprof perf; do
            restore
            load=$(cut -d' ' -f1 /proc/loadavg)
            if [[ $scenario == true ]]; then
                [[ $tool == none ]] && continue
                command=(perf record -q -g -o "$folder/perf.data" -- true)
                [[ $tool == oprof ]] && command=($oprof capture --quiet -- true)
                until /usr/bin/time -o "$folder/cost" -f '%U %S %M' "${command[@]}" >/dev/null 2>&1; do
                    echo "$tool ended with an error, again" >&2
                done
                counts="0 0" took=0
            elif [[ $tool == none ]]; then
                took=$(work "$scenario")
                counts="0 0"
                echo "0 0 0" >"$folder/cost"
            else
                # perf 6.1 ends by a signal now and then (its build-id code, beside others who capture): such a run is repeated.
                for attempt in 1 2 3; do
                    start_profiler $tool "$scenario"
                    took=$(work "$scenario")
                    stop_profiler
                    counts=$(counts_of $tool)
                    [[ $counts == "0 "* ]] || break
                    echo "$tool has no samples, attempt $attempt" >&2
                done
            fi
            read -r user sys peak < <(tail -1 "$folder/cost")
            read -r samples lost <<<"$counts"
            awk -v s="$scenario" -v t=$tool -v r=$run -v n="$samples" -v l="$lost" -v u="$user" -v y="$sys" -v p="$peak" -v w="$took" -v a="$load" \
                'BEGIN { printf "%-18s %-6s %5d %10d %9d %8.2f %8.2f %8.2f %9d %10.3f %6s\n", s, t, r, n, l, u, y, u + y, p, w, a }' | tee -a "$folder/runs"
        done
    done
done

echo
echo "Medians; cpu ratio: OProf's CPU seconds by perf's; work ratio: the work's time by that without a profiler."
awk '
function median(key, n,    i, j, v, a) {
    for (i = 1; i <= n; i++) a[i] = value[key, i]
    for (i = 2; i <= n; i++) { v = a[i]; for (j = i - 1; j >= 1 && a[j] > v; j--) a[j + 1] = a[j]; a[j + 1] = v }
    return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}
# A profiler that came back without a sample has failed: its run is shown above and counts for nothing here.
$2 != "none" && $1 != "true" && $4 == 0 { next }
{
    key = $1 SUBSEP $2; if (!(($1) in seen)) { seen[$1] = 1; order[++count] = $1 }
    n = ++runs[key]
    value[key SUBSEP "n", n] = $4; value[key SUBSEP "l", n] = $5; value[key SUBSEP "c", n] = $8; value[key SUBSEP "w", n] = $10
}
END {
    printf "%-18s %10s %10s %9s %9s %8s %8s %9s %10s %10s\n", "scenario", "samples:o", "samples:p", "lost:o", "lost:p", "cpu:o", "cpu:p", "cpu_ratio", "work:o", "work:p"
    for (i = 1; i <= count; i++) {
        s = order[i]; o = s SUBSEP "oprof"; p = s SUBSEP "perf"; b = s SUBSEP "none"
        co = median(o SUBSEP "c", runs[o]); cp = median(p SUBSEP "c", runs[p]); base = runs[b] ? median(b SUBSEP "w", runs[b]) : 0
        printf "%-18s %10d %10d %9d %9d %8.2f %8.2f %9.2f %10s %10s\n", s, median(o SUBSEP "n", runs[o]), median(p SUBSEP "n", runs[p]),
            median(o SUBSEP "l", runs[o]), median(p SUBSEP "l", runs[p]), co, cp, cp ? co / cp : 0,
            base ? sprintf("%.2f", median(o SUBSEP "w", runs[o]) / base) : "-", base ? sprintf("%.2f", median(p SUBSEP "w", runs[p]) / base) : "-"
    }
}' "$folder/runs"

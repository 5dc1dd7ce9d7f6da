#!/usr/bin/env bash
# What counting costs: oprof stat and Measure-OProfCommand beside perf stat, with the same events.
#
#   tests/Benchmarks/stat-vs-perf.sh [rounds]
#
# First what it costs the command that is counted: a program that touches pages, sleeps and computes, and tells its own CPU
# and elapsed time, without a tool and under each in turn. Then what a tool itself takes for each run, from its first word to
# the command's exec and behind its end: CPU time of all processes for many runs of true, less that for few, by the
# difference in number, less what true itself takes by the tool's own clock.
# Needs root or CAP_PERFMON, perf, gcc, pwsh, GNU time and a Release build. Settings by environment:
#   OPROF  command of oprof  (dotnet src/OProf.Cli/bin/Release/net8.0/oprof.dll)
#   RUNS   runs of true, of which a fifth come before; fewer drown in what PowerShell compiles in its first seconds  (2000)
#   TRUE   the command of the second table  (true; perf looks for it in each folder of PATH in each run, by an exec that fails)
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rounds=${1:-7}
runs=${RUNS:-2000}
few=$((runs / 5))
command=${TRUE:-true}
oprof=${OPROF:-dotnet $here/../../src/OProf.Cli/bin/Release/net8.0/oprof.dll}
events=task-clock,context-switches,cpu-migrations,page-faults,minor-faults,major-faults,cycles,instructions,branches,branch-misses,cache-references,cache-misses
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for tool in perf gcc awk pwsh /usr/bin/time; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done
gcc -O1 -o "$folder/counted" "$here/../Workloads/counted.c"

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

under() {
    local tool=$1
    shift
    case $tool in
    none) "$@" ;;
    perf) perf stat -e $events -o /dev/null -- "$@" ;;
    oprof) $oprof stat -e $events -- "$@" 2>/dev/null ;;
    esac
}

echo "The counted command's own time (median of $rounds, in turn), ms CPU and ms elapsed"
printf '%-34s %18s %18s %18s\n' work none perf oprof
for work in "20000 0 0" "0 2000 0" "0 0 60"; do
    for ((round = 0; round < rounds; round++)); do
        for tool in none perf oprof; do
            # shellcheck disable=SC2086
            under $tool "$folder/counted" $work >>"$folder/$tool"
        done
    done

    # shellcheck disable=SC2086
    set -- $work
    printf '%-34s' "$1 pages, $2 sleeps, $3 ms"
    for tool in none perf oprof; do
        printf ' %18s' "$(awk '{ print $4 / 1e6 }' "$folder/$tool" | median) $(awk '{ print $5 / 1e6 }' "$folder/$tool" | median)"
        rm "$folder/$tool"
    done
    echo
done

# CPU seconds of a tool and all that it starts, for a number of runs of true; its own mean of the task clock in $folder/clock, ms.
cpu_of() {
    local tool=$1 count=$2
    case $tool in
    perf) /usr/bin/time -o "$folder/cost" -f '%U %S' perf stat -r "$count" -e $events -o "$folder/said" -- "$command" ;;
    oprof) /usr/bin/time -o "$folder/cost" -f '%U %S' $oprof stat -r "$count" -e $events -- "$command" 2>"$folder/said" ;;
    cmdlet)
        /usr/bin/time -o "$folder/cost" -f '%U %S' pwsh -NoProfile -NonInteractive -Command \
            "Import-Module '$here/../../OProf.psd1'; Measure-OProfCommand $command -Repeat $count -Event $events" >"$folder/said"
        ;;
    esac
    awk '/task-clock/ { print $1; exit }' "$folder/said" >"$folder/clock"
    awk '{ print $1 + $2 }' "$folder/cost"
}

echo
echo "CPU of the tool and its launcher, for each run of $command (median of three), and for a single run with start and end"
printf '%-8s %16s %18s\n' tool 'us a run' 'ms for one run'
for round in 1 2 3; do
    for tool in perf oprof cmdlet; do
        low=$(cpu_of $tool $few)
        high=$(cpu_of $tool "$runs")
        clock=$(<"$folder/clock")
        awk -v l="$low" -v h="$high" -v n=$((runs - few)) -v c="$clock" 'BEGIN { print (h - l) / n * 1e6 - c * 1e3 }' >>"$folder/run-$tool"
        awk -v s="$(cpu_of $tool 1)" 'BEGIN { print s * 1e3 }' >>"$folder/one-$tool"
    done
done
for tool in perf oprof cmdlet; do
    printf '%-8s %16.0f %18.0f\n' $tool "$(median <"$folder/run-$tool")" "$(median <"$folder/one-$tool")"
done
uptime

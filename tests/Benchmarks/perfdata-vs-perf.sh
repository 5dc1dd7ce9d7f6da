#!/usr/bin/env bash
# The report of a large perf.data file by process, file and function, as a whole process, beside perf report on the same file.
#
#   tests/Benchmarks/perfdata-vs-perf.sh [pairs] [file.data] [-g]
#   tests/Benchmarks/perfdata-vs-perf.sh [pairs] --real [command ...]
#
# With --real the file is one of the whole system at work, for what real symbols, mappings and call chains cost: 9,999 samples a second
# on each CPU while a command runs (cpu-clock, at most 30 frames each), by default a rebuild of oprof itself; longer than 50 s, for a million
# samples on two CPUs. It is made in TMPDIR, and kept there: its name is printed.
#
# With -g also perf report -g beside the call tree: minutes, and gigabytes where there are many different chains. Such a file is made by
#
#   gcc -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -o fault_chains tests/Workloads/fault_chains.c
#   perf record -N --buildid-mmap -e page-faults -c 1 -g -m 32M -o file.data ./fault_chains 1400000 16384
#
# Without a file, one of about 1.1 million samples with 30 frames each is made in TMPDIR: a program of 4,096 call chains is
# recorded for 8 s, and its samples are written 14 times over. Prints elapsed, user and system seconds and the largest resident
# size in KiB of each run. perf report -g may not take more than PERF_KIB of address space (default 18 million). Needs perf, gcc, GNU time and a Release build.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pairs=${1:-5}
file=${2:-}
with_tree=${3:-}
perf_kib=${PERF_KIB:-18000000}
oprof=$here/../../src/OProf.Cli/bin/Release/net8.0/oprof.dll
benchmarks=$here/bin/Release/net8.0/oprof-benchmarks.dll
for tool in perf gcc dotnet /usr/bin/time; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done

if [[ $file == --real ]]; then
    shift 2
    with_tree=-g
    file=$(mktemp "${TMPDIR:-/tmp}/real-XXXXXX.data")
    if [[ $# -eq 0 ]]; then
        set -- dotnet build "$here/../../src/OProf.Cli" -c Debug -v q -t:Rebuild -p:UseSharedCompilation=false -nodereuse:false
    fi
    perf record -q -N --buildid-mmap -a -g -m 32M -e cpu-clock/max-stack=30/ -F 9999 -o "$file" -- "$@" >/dev/null
    echo "$file"
    perf report --stats -i "$file" 2>/dev/null | grep -m 1 SAMPLE
fi

if [[ -z $file ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    gcc -O2 -fno-omit-frame-pointer -fno-inline -o "$folder/chains" "$here/../Workloads/chains.c"
    perf record -q -N --buildid-mmap -m 8M -g -e cpu-clock -F 9999 -o "$folder/small.data" -- "$folder/chains" 8000
    file=$folder/large.data
    dotnet "$benchmarks" perfdata "$folder/small.data" 14 "$file"
fi

measure() {
    local name=$1 said
    shift
    said=$(/usr/bin/time -f "$name %e s, %U user, %S sys, %M KiB" "$@" 2>&1 >/dev/null)
    echo "${said##*$'\n'}"

    # perf's exit status does not say that it gave up.
    grep -m 1 -i 'not enough memory' <<<"$said" || true
}

for ((pair = 0; pair < pairs; pair++)); do
    measure "perf report             " perf report --stdio --no-children -g none -i "$file"
    measure "oprof report --self     " dotnet "$oprof" report "$file" --by process,image,symbol --top 0 --self
    measure "perf script             " perf script -i "$file"
    measure "oprof export, folded    " dotnet "$oprof" export "$file" - --format folded
    measure "oprof report with chains" dotnet "$oprof" report "$file" --by process,image,symbol --top 0
    measure "oprof report --tree     " dotnet "$oprof" report "$file" --tree
    measure "oprof --tree --callers  " dotnet "$oprof" report "$file" --tree --callers
    if [[ $with_tree == -g ]]; then
        (ulimit -v "$perf_kib"; measure "perf report -g          " perf report --stdio -g -i "$file")
    fi
done

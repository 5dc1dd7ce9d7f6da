#!/usr/bin/env bash
# The report of a large perf.data file by process, file and function, as a whole process, beside perf report on the same file.
#
#   tests/Benchmarks/perfdata-vs-perf.sh [pairs] [file.data] [-g]
#
# With -g also perf report -g beside the call tree: minutes, and gigabytes where there are many different chains. Such a file is made by
#
#   gcc -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -o fault_chains tests/Workloads/fault_chains.c
#   perf record -N --buildid-mmap -e page-faults -c 1 -g -m 32M -o file.data ./fault_chains 1400000 16384
#
# Without a file, one of about 1.1 million samples with 30 frames each is made in TMPDIR: a program of 4,096 call chains is
# recorded for 8 s, and its samples are written 14 times over. Prints elapsed, user and system seconds and the largest resident
# size in KiB of each run. Needs perf, gcc, GNU time and a Release build.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pairs=${1:-5}
file=${2:-}
oprof=$here/../../src/OProf.Cli/bin/Release/net8.0/oprof.dll
benchmarks=$here/bin/Release/net8.0/oprof-benchmarks.dll
for tool in perf gcc dotnet /usr/bin/time; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done

if [[ -z $file ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    gcc -O2 -fno-omit-frame-pointer -fno-inline -o "$folder/chains" "$here/../Workloads/chains.c"
    perf record -q -N --buildid-mmap -m 8M -g -e cpu-clock -F 9999 -o "$folder/small.data" -- "$folder/chains" 8000
    file=$folder/large.data
    dotnet "$benchmarks" perfdata "$folder/small.data" 14 "$file"
fi

measure() {
    local name=$1
    shift
    /usr/bin/time -f "$name %e s, %U user, %S sys, %M KiB" "$@" 2>&1 >/dev/null | tail -1
}

for ((pair = 0; pair < pairs; pair++)); do
    measure "perf report             " perf report --stdio --no-children -g none -i "$file"
    measure "oprof report --self     " dotnet "$oprof" report "$file" --by process,image,symbol --top 0 --self
    measure "oprof report with chains" dotnet "$oprof" report "$file" --by process,image,symbol --top 0
    measure "oprof report --tree     " dotnet "$oprof" report "$file" --tree
    measure "oprof --tree --callers  " dotnet "$oprof" report "$file" --tree --callers
    if [[ ${3:-} == -g ]]; then
        measure "perf report -g          " perf report --stdio -g -i "$file"
    fi
done

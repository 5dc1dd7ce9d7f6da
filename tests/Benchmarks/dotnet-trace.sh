#!/usr/bin/env bash
# What it costs a .NET program to be sampled: the C# compiler on the sources of OProf.Buffers, alone, under dotnet-trace, perf record
# and OProf, in turn.
#
#   tests/Benchmarks/dotnet-trace.sh [rounds]
#
# Prints the medians of elapsed time and CPU time, the tool's included, and what the capture takes on disk. Needs dotnet-trace (dotnet
# tool install -g dotnet-trace), perf, GNU time and a Release build.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rounds=${1:-5}
oprof=$here/../../src/OProf.Cli/bin/Release/net8.0/oprof.dll
sdk=$(dirname "$(dotnet --list-sdks | tail -1 | sed 's/ \[/\t/; s/\]$//' | awk -F'\t' '{ print $2 "/" $1 "/." }')")
framework=$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { gsub(/[][]/, ""); path = $3 "/" $2 } END { print path }')
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for tool in dotnet-trace perf /usr/bin/time; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done

{
    echo "-nologo -target:library -unsafe -langversion:latest -nullable:enable -out:$folder/out.dll"
    for file in "$framework"/*.dll; do [[ $file == *Native* || $file == *clr* ]] || echo "-r:$file"; done
    for file in "$sdk"/../../packs/Microsoft.NETCore.App.Ref/*/analyzers/dotnet/cs/*.dll; do echo "-a:$file"; done
    find "$here/../../src/OProf.Buffers" -name '*.cs' -not -path '*/bin/*'
} >"$folder/all.rsp"
grep -v "/obj/Debug/" "$folder/all.rsp" >"$folder/arguments.rsp"
command=(dotnet "$sdk/Roslyn/bincore/csc.dll" "@$folder/arguments.rsp")
"${command[@]}" >/dev/null

run() {
    local name=$1
    shift
    rm -rf "$folder/capture"*
    /usr/bin/time -o "$folder/time" -f '%e %U %S' "$@" >/dev/null 2>&1 || true
    echo "$name $(tail -1 "$folder/time") $(du -sbc "$folder"/capture* 2>/dev/null | tail -1 | cut -f1)" >>"$folder/results"
}
for ((round = 0; round < rounds; round++)); do
    run alone "${command[@]}"
    run dotnet-trace dotnet-trace collect --profile dotnet-sampled-thread-time -o "$folder/capture.nettrace" --show-child-io -- "${command[@]}"
    run perf perf record -F 999 -g -e cpu-clock -o "$folder/capture.data" "${command[@]}"
    run oprof dotnet "$oprof" capture -q -e cpu-clock --path "$folder/capture" -- "${command[@]}"
done
awk '
    { n = ++count[$1]; elapsed[$1, n] = $2; cpu[$1, n] = $3 + $4; bytes[$1] = $5; if (n == 1) order[++names] = $1 }
    function median(values, name,    i, j, t, a, m) {
        m = count[name]
        for (i = 1; i <= m; i++) a[i] = values[name, i]
        for (i = 1; i <= m; i++) for (j = i + 1; j <= m; j++) if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t }
        return m % 2 ? a[(m + 1) / 2] : (a[m / 2] + a[m / 2 + 1]) / 2
    }
    END {
        printf "%-14s %10s %10s %12s\n", "", "elapsed_s", "cpu_s", "bytes"
        for (i = 1; i <= names; i++) printf "%-14s %10.2f %10.2f %12d\n", order[i], median(elapsed, order[i]), median(cpu, order[i]), bytes[order[i]]
    }' "$folder/results"

#!/usr/bin/env bash
# What a hit of a marker costs: disabled, with one and two probes, and recorded by a session, beside an enabled LTTng-UST
# tracepoint, in turns. Settings as for rings.sh.
#
#   tests/Benchmarks/markers.sh [rounds]
BENCHMARK=markers exec "$(dirname "${BASH_SOURCE[0]}")/rings.sh" "$@"

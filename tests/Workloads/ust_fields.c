/*
 * ust_fields ROUNDS: emits known values through every field macro of LTTng-UST, on each CPU that it may run on.
 * ust_fields ROUNDS burst: only pairs, as fast as it can.
 */
#define _GNU_SOURCE
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "ust_fields.h"
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    long rounds = argc > 1 ? atol(argv[1]) : 10;
    uint8_t bytes[] = { 0, 1, 0x80, 0xff, 4, 5, 6, 7, 8, 9, 10, 11 };
    uint32_t words[12];
    for (int i = 0; i < 12; i++)
        words[i] = 0x01020304u * (unsigned)(i + 1);
    if (argc > 2) {
        for (long i = 0; i < rounds; i++)
            lttng_ust_tracepoint(oprof_fields, pair, (uint64_t)i, ~(uint64_t)i);
        return 0;
    }

    cpu_set_t allowed, one;
    sched_getaffinity(0, sizeof(allowed), &allowed);
    for (long i = 0; i < rounds; i++) {
        int cpu = (int)(i % CPU_SETSIZE);
        if (CPU_ISSET(cpu % 8, &allowed)) {
            CPU_ZERO(&one);
            CPU_SET(cpu % 8, &one);
            sched_setaffinity(0, sizeof(one), &one);
        }
        lttng_ust_tracepoint(oprof_fields, integers, (uint64_t)i * 0x9e3779b97f4a7c15ull);
        lttng_ust_tracepoint(oprof_fields, floats, i * 1.25);
        lttng_ust_tracepoint(oprof_fields, arrays, bytes, words, (size_t)(1 + i % 11), "caf\xc3\xa9 \"q\" \t text");
        lttng_ust_tracepoint(oprof_fields, enums, (int)(i % 40) - 6);
        lttng_ust_tracepoint(oprof_fields, empty);
        lttng_ust_tracepoint(oprof_fields, pair, (uint64_t)i, ~(uint64_t)i);
    }
    return 0;
}

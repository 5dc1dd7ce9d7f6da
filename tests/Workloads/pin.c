/*
 * A process that never leaves a CPU: it pins itself, says "pinned", and waits for a line on its input before it works.
 *
 *   pin CPU MILLISECONDS
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

volatile uint64_t sink;

static uint64_t cpu_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

__attribute__((noinline)) void work(void)
{
    for (uint64_t i = 0; i < 100000; i++)
        sink = sink * 0x9E3779B97F4A7C15ull + i;
}

int main(int argc, char **argv)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0) {
        perror("sched_setaffinity");
        return 1;
    }

    puts("pinned");
    fflush(stdout);
    if (getchar() == EOF)
        return 1;
    uint64_t end = cpu_time() + (argc > 2 ? strtoull(argv[2], NULL, 10) : 500) * 1000000u;
    while (cpu_time() < end)
        work();
    return 0;
}

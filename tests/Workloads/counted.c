/*
 * Does as much of everything as it is told, and says what it used by its own account: CPU time in nanoseconds, page faults
 * and context switches, as getrusage has them; and of these lines alone, CPU time and elapsed time in nanoseconds.
 *
 *   counted PAGES SWITCHES MILLISECONDS
 *
 * Touches PAGES fresh pages of a mapping once each, goes to sleep SWITCHES times, and computes for MILLISECONDS of CPU time.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

volatile uint64_t sink;

static uint64_t cpu_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t wall_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int main(int argc, char **argv)
{
    uint64_t first_cpu = cpu_time(), first_wall = wall_time();
    long pages = argc > 1 ? atol(argv[1]) : 0;
    long switches = argc > 2 ? atol(argv[2]) : 0;
    uint64_t nanoseconds = (argc > 3 ? strtoull(argv[3], NULL, 10) : 0) * 1000000u;
    long size = sysconf(_SC_PAGESIZE);
    if (pages > 0) {
        /* A huge page would be one fault for many pages. */
        volatile char *memory = mmap(NULL, (size_t)(pages * size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            perror("mmap");
            return 1;
        }
        madvise((void *)memory, (size_t)(pages * size), MADV_NOHUGEPAGE);
        for (long i = 0; i < pages; i++)
            memory[i * size] = 1;
    }

    for (long i = 0; i < switches; i++) {
        struct timespec moment = { 0, 20000 };
        nanosleep(&moment, NULL);
    }

    for (uint64_t end = cpu_time() + nanoseconds; nanoseconds > 0 && cpu_time() < end;)
        for (uint64_t i = 0; i < 10000; i++)
            sink = sink * 0x9E3779B97F4A7C15ull + i;

    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    unsigned long long cpu = cpu_time(), wall = wall_time();
    printf("%llu %ld %ld %llu %llu\n", cpu, usage.ru_minflt + usage.ru_majflt, usage.ru_nvcsw + usage.ru_nivcsw,
           cpu - first_cpu, wall - first_wall);
    return 0;
}

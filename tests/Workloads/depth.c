/*
 * Call chains of a known depth: main, then DEPTH calls of descend(), then work().
 *
 *   depth DEPTH MILLISECONDS
 *
 * Runs for that much CPU time of its own, nearly all of it in work() below the whole chain.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

volatile uint64_t sink;

static uint64_t cpu_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A leaf keeps its frame only where the address of it is asked for. */
__attribute__((noinline)) void work(void)
{
    __asm__ volatile("" : : "r"(__builtin_frame_address(0)));
    for (uint64_t i = 0; i < 1000000; i++)
        sink = sink * 0x9E3779B97F4A7C15ull + i;
}

/* The addition after the call keeps the call from becoming a jump. */
__attribute__((noinline)) int descend(int depth, uint64_t end)
{
    if (depth > 1)
        return descend(depth - 1, end) + 1;
    while (cpu_time() < end)
        work();
    return 1;
}

int main(int argc, char **argv)
{
    int depth = argc > 1 ? atoi(argv[1]) : 10;
    uint64_t milliseconds = argc > 2 ? strtoull(argv[2], NULL, 10) : 500;
    return descend(depth, milliseconds * 1000000u) == depth ? 0 : 1;
}

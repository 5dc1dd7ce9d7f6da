/*
 * Many call chains of one depth: 30 calls below main; twelve times it goes one of two ways, so there are 4,096 of them.
 *
 *   chains MILLISECONDS
 *
 * Runs for that much CPU time of its own, nearly all of it in leaf() and what calls it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define DEPTH 30
#define WAYS 12

volatile uint64_t sink;

static void descend(unsigned way, int depth);

static uint64_t cpu_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A leaf keeps its frame only where the address of it is asked for. */
__attribute__((noinline)) void leaf(void)
{
    __asm__ volatile("" : : "r"(__builtin_frame_address(0)));
    for (uint64_t i = 0; i < 40000; i++)
        sink = sink * 0x9E3779B97F4A7C15ull + i;
}

/* The addition after the call keeps the call from becoming a jump. */
__attribute__((noinline)) void left(unsigned way, int depth)
{
    descend(way, depth);
    sink++;
}

__attribute__((noinline)) void right(unsigned way, int depth)
{
    descend(way, depth);
    sink += 2;
}

__attribute__((noinline)) static void descend(unsigned way, int depth)
{
    if (depth >= DEPTH)
        leaf();
    else if (depth / 2 < WAYS && (way >> (depth / 2) & 1))
        right(way, depth + 2);
    else
        left(way, depth + 2);
    sink += 3;
}

int main(int argc, char **argv)
{
    uint64_t milliseconds = argc > 1 ? strtoull(argv[1], NULL, 10) : 500;
    uint64_t end = cpu_time() + milliseconds * 1000000u;
    for (unsigned way = 0; cpu_time() < end; way++)
        descend(way & ((1 << WAYS) - 1), 0);
    return 0;
}

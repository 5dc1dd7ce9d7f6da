/*
 * A profile of which one function's share is chosen: measured() has PERCENT of the CPU time, and three others have the
 * rest in equal parts, over the whole run and over any window of it longer than a few milliseconds.
 *
 *   part PERCENT MILLISECONDS
 *
 * Runs for that much CPU time of its own.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* Where the work's result goes, so that the compiler has to do the work. */
volatile uint64_t sink;

/* The same machine code in each function: a chain of dependent multiplications. See shares.c. */
#define WORK(name)                                                                   \
    __attribute__((noinline, noclone, aligned(64))) void name(uint64_t units)        \
    {                                                                                \
        uint64_t x = units | 1;                                                      \
        __asm__ volatile("" : : "r"(__builtin_frame_address(0)));                    \
        for (uint64_t i = 0; i < units * 64; i++)                                    \
            __asm__ volatile("imul %1, %0" : "+r"(x) : "r"(0x9E3779B97F4A7C15ull));  \
        sink = x;                                                                    \
    }

WORK(measured)
WORK(other_1)
WORK(other_2)
WORK(other_3)

static uint64_t cpu_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int main(int argc, char **argv)
{
    uint64_t percent = argc > 1 ? strtoull(argv[1], NULL, 10) : 20;
    uint64_t limit = argc > 2 ? strtoull(argv[2], NULL, 10) * 1000000u : 1000000000u;
    uint64_t order = 1;
    uint64_t start = cpu_time();
    if (percent > 100)
        return 2;

    /* Slices of no regular length, so that no sampling rate beats with them: a sample falls where it falls by chance. */
    for (uint64_t done = 0; done % 16 != 0 || cpu_time() - start < limit; done++) {
        order = order * 6364136223846793005ull + 1442695040888963407ull;
        uint64_t unit = 24 + 3 * (order >> 61);
        measured(unit * percent / 3);
        other_1(unit * (100 - percent) / 9);
        other_2(unit * (100 - percent) / 9);
        other_3(unit * (100 - percent) / 9);
    }

    return 0;
}

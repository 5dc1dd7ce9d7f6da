/*
 * A profile that is known beforehand: four functions that do the same work, called in turn so that they have 50, 25, 15
 * and 10 % of the CPU time, over the whole run and over any window of it longer than a few milliseconds.
 *
 *   shares MILLISECONDS [UNITS]
 *
 * Runs for that much CPU time of its own, or for UNITS slices where they are given. At its end it prints its
 * process id, the CPU time it used in nanoseconds (CLOCK_PROCESS_CPUTIME_ID) and the slices it did.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Where the work's result goes, so that the compiler has to do the work. */
volatile uint64_t sink;

/*
 * The body is the same machine code in each function, with the same alignment: a chain of dependent multiplications, so
 * that its time depends on neither memory nor branches, and that a unit costs the same in each of them. GCC leaves out
 * the frame of a function that calls nothing, whatever the options say; asking for its address keeps it.
 */
#define WORK(name)                                                                   \
    __attribute__((noinline, noclone, aligned(64))) void name(uint64_t units)        \
    {                                                                                \
        uint64_t x = units | 1;                                                      \
        __asm__ volatile("" : : "r"(__builtin_frame_address(0)));                    \
        for (uint64_t i = 0; i < units * 64; i++)                                    \
            __asm__ volatile("imul %1, %0" : "+r"(x) : "r"(0x9E3779B97F4A7C15ull));  \
        sink = x;                                                                    \
    }

WORK(share_50)
WORK(share_25)
WORK(share_15)
WORK(share_10)

static uint64_t cpu_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Slices are of 45 to 85 us, in no order, so that no sampling rate beats with them; within each the shares hold. */
__attribute__((noinline)) void slice(uint64_t unit)
{
    share_50(unit * 50);
    share_25(unit * 25);
    share_15(unit * 15);
    share_10(unit * 10);
}

int main(int argc, char **argv)
{
    uint64_t limit = argc > 1 ? strtoull(argv[1], NULL, 10) * 1000000u : 1000000000u;
    uint64_t slices = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    uint64_t done = 0;
    uint64_t order = 1;
    uint64_t start = cpu_time();
    while (slices != 0 ? done < slices : done % 16 != 0 || cpu_time() - start < limit) {
        order = order * 6364136223846793005ull + 1442695040888963407ull;
        slice(8 + (order >> 61));
        done++;
    }

    printf("%d %llu %llu\n", getpid(), (unsigned long long)cpu_time(), (unsigned long long)done);
    return 0;
}

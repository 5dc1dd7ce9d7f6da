/*
 * A profile whose shares, page faults and amount of work are all chosen: alpha(), beta(), gamma() and delta() have A, B, C and
 * D parts of the CPU time, over the whole run and over any window of it longer than a few milliseconds.
 *
 *   weights SLICES PAGES A B C D
 *
 * Touches PAGES fresh pages once each and does SLICES slices of work, however long that takes: so a machine that is busy with
 * something else makes it slower, and its shares and its counts stay what they are.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the work's result goes, so that the compiler has to do the work. */
volatile uint64_t sink;

/* The same machine code in each function: a chain of dependent multiplications. See shares.c. */
#define WORK(name)                                                                   \
    __attribute__((noinline, noclone, aligned(64))) void name(uint64_t units)        \
    {                                                                                \
        uint64_t x = units | 1;                                                      \
        __asm__ volatile("" : : "r"(__builtin_frame_address(0)));                    \
        for (uint64_t i = 0; i < units; i++)                                         \
            __asm__ volatile("imul %1, %0" : "+r"(x) : "r"(0x9E3779B97F4A7C15ull));  \
        sink = x;                                                                    \
    }

WORK(alpha)
WORK(beta)
WORK(gamma_)
WORK(delta)

/* Slices of no regular length, so that no sampling rate beats with them. */
__attribute__((noinline)) void slice(uint64_t unit, const uint64_t *parts)
{
    alpha(unit * parts[0]);
    beta(unit * parts[1]);
    gamma_(unit * parts[2]);
    delta(unit * parts[3]);
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "weights SLICES PAGES A B C D\n");
        return 2;
    }

    uint64_t slices = strtoull(argv[1], NULL, 10);
    long pages = atol(argv[2]), size = sysconf(_SC_PAGESIZE);
    uint64_t parts[4];
    for (int i = 0; i < 4; i++)
        parts[i] = strtoull(argv[3 + i], NULL, 10);
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

    uint64_t order = 1;
    for (uint64_t done = 0; done < slices; done++) {
        order = order * 6364136223846793005ull + 1442695040888963407ull;
        slice(24 + 3 * (order >> 61), parts);
    }

    return 0;
}

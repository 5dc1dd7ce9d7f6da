// Takes page faults below 30 frames: with one sample for each, a large capture of deep call chains in a few seconds.
//   fault_chains FAULTS [WAYS]
// Each fault comes one of WAYS (4096 where not said) ways through 28 levels of four functions each, below main.
// Build with -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { PAGES = 8192, PAGE = 4096 };
static volatile char *memory;
static unsigned long next_page;
static uint64_t way;

__attribute__((noinline)) static int touch(int depth)
{
    if (next_page == PAGES) {
        madvise((void *)memory, (size_t)PAGES * PAGE, MADV_DONTNEED);
        next_page = 0;
    }
    memory[next_page++ * PAGE] = 1;
    return depth + 1;
}

typedef int step(int depth);
static step *const *levels[];

#define STEP(name) \
    __attribute__((noinline)) static int name(int depth) \
    { \
        step *const *next = levels[depth]; \
        return next ? next[(way >> (2 * depth)) & 3](depth + 1) + 1 : touch(depth) + 1; \
    }
#define LEVEL(n) \
    STEP(f##n##_a) STEP(f##n##_b) STEP(f##n##_c) STEP(f##n##_d) \
    static step *const l##n[] = { f##n##_a, f##n##_b, f##n##_c, f##n##_d };

LEVEL(1) LEVEL(2) LEVEL(3) LEVEL(4) LEVEL(5) LEVEL(6) LEVEL(7) LEVEL(8) LEVEL(9) LEVEL(10)
LEVEL(11) LEVEL(12) LEVEL(13) LEVEL(14) LEVEL(15) LEVEL(16) LEVEL(17) LEVEL(18) LEVEL(19) LEVEL(20)
LEVEL(21) LEVEL(22) LEVEL(23) LEVEL(24) LEVEL(25) LEVEL(26)

static step *const *levels[] = {
    l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19, l20, l21, l22, l23, l24, l25, l26, 0
};

int main(int argc, char **argv)
{
    unsigned long faults = argc > 1 ? strtoul(argv[1], 0, 0) : 100000;
    unsigned long ways = argc > 2 ? strtoul(argv[2], 0, 0) : 4096;
    memory = mmap(0, (size_t)PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || ways == 0) {
        perror("fault_chains");
        return 1;
    }
    madvise((void *)memory, (size_t)PAGES * PAGE, MADV_NOHUGEPAGE);
    int depths = 0;
    for (unsigned long fault = 0; fault < faults; fault++) {
        // splitmix64 of the number of the way.
        uint64_t z = (fault * 2654435761u % ways + 1) * 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        way = z ^ (z >> 31);
        depths += levels[0][way & 3](1);
    }
    return depths == 0;
}

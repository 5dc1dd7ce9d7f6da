/*
 * A program with static probes (USDT), and functions that are called a known number of times. It waits for a line on its input, does
 * what it is for COUNT times, says "done", and waits for another line.
 *
 *   probes COUNT
 *
 * The notes are written by hand, so that no header is needed:
 * https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOTE(name, semaphore, arguments) \
    "990: nop\n" \
    ".pushsection .note.stapsdt,\"\",\"note\"\n" \
    ".balign 4\n" \
    ".4byte 992f-991f, 994f-993f, 3\n" \
    "991: .asciz \"stapsdt\"\n" \
    "992: .balign 4\n" \
    "993: .8byte 990b\n" \
    ".8byte _.stapsdt.base\n" \
    ".8byte " semaphore "\n" \
    ".asciz \"oprof\"\n" \
    ".asciz \"" name "\"\n" \
    ".asciz \"" arguments "\"\n" \
    "994: .balign 4\n" \
    ".popsection\n" \
    ".ifndef _.stapsdt.base\n" \
    ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
    ".weak _.stapsdt.base\n" \
    ".hidden _.stapsdt.base\n" \
    "_.stapsdt.base: .space 1\n" \
    ".size _.stapsdt.base, 1\n" \
    ".popsection\n" \
    ".endif\n"

/* Raised by the kernel while somebody listens. */
volatile unsigned short oprof_guarded_semaphore __attribute__((section(".probes"), used));

volatile int64_t total = -1000000;

__attribute__((noinline)) int handle(int id, const char *name)
{
    __asm__ volatile(NOTE("request", "0", "-4@%0 8@%1 1@$7") : : "r"(id), "r"(name));
    if (oprof_guarded_semaphore)
        __asm__ volatile(NOTE("guarded", "oprof_guarded_semaphore", "-4@%0") : : "r"(id));
    return id * 2;
}

/* The same probe at a second place, with its arguments elsewhere: in memory, and of another size. */
__attribute__((noinline)) void other_place(int64_t id, const char *name)
{
    volatile int64_t kept = -id;
    __asm__ volatile(NOTE("request", "0", "-8@%0 8@%1 1@$8") : : "m"(kept), "r"(name));
}

/* An argument in the program's data, and one that no kernel can fetch. */
__attribute__((noinline)) void odd(double value)
{
    total++;
    __asm__ volatile(NOTE("odd", "0", "-8@total(%%rip) 8f@%0") : : "x"(value));
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1;
    char name[32];
    char line[16];
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof(line), stdin))
        return 1;
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "request %d", i);
        handle(i, name);
        other_place(i + 1, name);
        odd(0.5);
        getppid();
    }
    puts("done");
    fflush(stdout);
    return fgets(line, sizeof(line), stdin) == NULL;
}

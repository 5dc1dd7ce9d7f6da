/*
 * Time off the CPU that is known beforehand: one thread that sleeps 40 %, waits 20 % for a lock that another thread holds,
 * and computes 40 % of the time.
 *
 *   offcpu MILLISECONDS [hold|spin]
 *
 * Runs for that much time of the clock, in rounds of 20 ms. On a busy machine a sleep takes longer than it should, or a
 * computation does: each is made up for in the rounds after it, of which there are more until the shares are right, up to
 * four times the time. With "hold"
 * it says "ready" and waits for a line before it begins. At its end it prints its process id, the main thread's id being the same, and in nanoseconds of the clock the
 * time it ran and what it slept, waited for the lock, and computed, each measured around the call.
 *
 * With "spin" it does the like, but pins itself to the first CPU that it may run on and computes only, for that much time of
 * the clock; it prints its id, the time it ran and the CPU time it had of that.
 *
 * The lock is a word and futex calls written out, as is the sleep: libc keeps no frame pointers, and of a function that
 * calls it the frame would be missing.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLEEP = 8000000, LOCK = 4000000, COMPUTE = 8000000 };

static volatile uint32_t lock_word; /* 1 while the other thread holds it */
static volatile uint32_t asked;     /* number of the round that the other thread is to hold it for */
static volatile uint64_t held_for;
static volatile int ended;
volatile uint64_t sink;

static uint64_t time_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t now(void) { return time_of(CLOCK_MONOTONIC); }

static inline __attribute__((always_inline)) long call(long number, long a, long b, long c, long d)
{
    long result;
    register long fourth __asm__("r10") = d;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth) : "rcx", "r11", "memory");
    return result;
}

#define FRAME __asm__ volatile("" : : "r"(__builtin_frame_address(0)))

__attribute__((noinline, noclone)) void sleeps(uint64_t nanoseconds)
{
    struct timespec t = { 0, (long)nanoseconds };
    FRAME;
    call(SYS_nanosleep, (long)&t, 0, 0, 0);
}

__attribute__((noinline, noclone)) void takes_lock(void)
{
    FRAME;
    while (lock_word != 0)
        call(SYS_futex, (long)&lock_word, FUTEX_WAIT_PRIVATE, 1, 0);
}

/* Has the other thread take the lock, and waits for it. */
__attribute__((noinline, noclone)) void waits(void)
{
    lock_word = 1;
    asked++;
    call(SYS_futex, (long)&asked, FUTEX_WAKE_PRIVATE, 1, 0);
    takes_lock();
    FRAME;
}

__attribute__((noinline, noclone)) void computes(uint64_t until)
{
    uint64_t x = until | 1;
    FRAME;
    while (now() < until)
        for (int i = 0; i < 1000; i++)
            __asm__ volatile("imul %1, %0" : "+r"(x) : "r"(0x9E3779B97F4A7C15ull));
    sink = x;
}

/* Holds the lock for its time in each round, from when it is asked to. */
static void *holds(void *unused)
{
    uint32_t round = 0;
    (void)unused;
    pthread_setname_np(pthread_self(), "holder");
    for (;;) {
        while (asked == round && !ended)
            call(SYS_futex, (long)&asked, FUTEX_WAIT_PRIVATE, (long)round, 0);
        if (ended)
            return NULL;
        round = asked;
        sleeps(held_for);
        lock_word = 0;
        call(SYS_futex, (long)&lock_word, FUTEX_WAKE_PRIVATE, 1, 0);
    }
}

static int spins(uint64_t length)
{
    cpu_set_t set;
    int cpu = 0;
    sched_getaffinity(0, sizeof(set), &set);
    while (!CPU_ISSET(cpu, &set))
        cpu++;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof(set), &set);
    puts("ready");
    fflush(stdout);
    getchar();
    uint64_t start = now(), used = time_of(CLOCK_PROCESS_CPUTIME_ID);
    computes(start + length);
    printf("%d %llu", getpid(), (unsigned long long)(now() - start));
    printf(" %llu\n", (unsigned long long)(time_of(CLOCK_PROCESS_CPUTIME_ID) - used));
    return 0;
}

/* Whether the shares are right, to half a point. */
static int is_even(uint64_t ran, uint64_t slept, uint64_t waited)
{
    double sleeping = (double)slept / (double)ran - 0.4, waiting = (double)waited / (double)ran - 0.2;
    return sleeping < 0.005 && sleeping > -0.005 && waiting < 0.005 && waiting > -0.005;
}

int main(int argc, char **argv)
{
    uint64_t length = argc > 1 ? strtoull(argv[1], NULL, 10) * 1000000u : 1000000000u;
    uint64_t slept = 0, waited = 0, computed = 0;
    pthread_t holder;
    if (argc > 2 && strcmp(argv[2], "spin") == 0)
        return spins(length);
    pthread_create(&holder, NULL, holds, NULL);
    if (argc > 2) {
        puts("ready");
        fflush(stdout);
        getchar();
    }

    uint64_t start = now(), at = start;
    for (uint64_t round = 1; at - start < length || (at - start < 4 * length && !is_even(at - start, slept, waited)); round++) {
        uint64_t then = at;
        if (round * SLEEP > slept)
            sleeps(round * SLEEP - slept);
        at = now();
        slept += at - then;
        then = at;
        if (round * LOCK > waited) {
            held_for = round * LOCK - waited;
            waits();
        }

        at = now();
        waited += at - then;
        then = at;
        if (round * COMPUTE > computed)
            computes(at + round * COMPUTE - computed);
        at = now();
        computed += at - then;
    }

    ended = 1;
    asked++;
    call(SYS_futex, (long)&asked, FUTEX_WAKE_PRIVATE, 1, 0);
    pthread_join(holder, NULL);
    printf("%d %llu %llu %llu %llu\n", getpid(), (unsigned long long)(at - start), (unsigned long long)slept,
        (unsigned long long)waited, (unsigned long long)computed);
    return 0;
}

/*
 * Many short processes, one after the other: each is spawned (vfork and exec) from this program's own file, works for a
 * moment in work() and ends.
 *
 *   churn PROCESSES [ITERATIONS]
 *
 * Prints how many of them ended as they should.
 */
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;
volatile uint64_t sink;

__attribute__((noinline)) void work(uint64_t iterations)
{
    for (uint64_t i = 0; i < iterations; i++)
        sink = sink * 0x9E3779B97F4A7C15ull + i;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "-child") == 0) {
        work(strtoull(argv[2], NULL, 10));
        return 7;
    }

    long processes = argc > 1 ? atol(argv[1]) : 1000;
    char *child[] = { argv[0], "-child", argc > 2 ? argv[2] : "20000", NULL };
    long ended = 0;
    for (long i = 0; i < processes; i++) {
        pid_t pid;
        int status;
        if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, child, environ) != 0)
            return 1;
        if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 7)
            ended++;
    }

    printf("%ld\n", ended);
    return ended == processes ? 0 : 1;
}

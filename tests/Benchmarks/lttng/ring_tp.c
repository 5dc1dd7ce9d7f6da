/*
 * Times LTTng-UST: each writer is a thread pinned to a CPU of its own that hits a tracepoint with two 64-bit fields.
 *
 *   ring_tp WRITERS EVENTS
 *
 * For each line on its input it takes the time once and prints it: nanoseconds an event, of the writer that took longest.
 * It ends with its input.
 */
#define _GNU_SOURCE
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "ring_tp.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long events;
static pthread_barrier_t start;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

struct writer {
    pthread_t thread;
    int cpu;
    double took;
};

static void *write_events(void *argument)
{
    struct writer *writer = argument;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(writer->cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) {
        perror("sched_setaffinity");
        exit(1);
    }
    pthread_barrier_wait(&start);
    double begun = now();
    for (long i = 0; i < events; i++)
        lttng_ust_tracepoint(oprof_rings, two_words, (uint64_t)i, (uint64_t)writer->cpu);
    writer->took = (now() - begun) / events;
    return NULL;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: ring_tp WRITERS EVENTS\n");
        return 2;
    }
    int writers = atoi(arguments[1]);
    events = atol(arguments[2]);
    cpu_set_t allowed;
    sched_getaffinity(0, sizeof allowed, &allowed);
    struct writer *all = calloc(writers, sizeof *all);
    int cpu = -1;
    for (int i = 0; i < writers; i++) {
        do
            cpu++;
        while (cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &allowed));
        if (cpu == CPU_SETSIZE) {
            fprintf(stderr, "fewer than %d CPUs\n", writers);
            return 1;
        }
        all[i].cpu = cpu;
    }
    int next;
    while ((next = getchar()) != EOF) {
        if (next != '\n')
            continue;
        pthread_barrier_init(&start, NULL, writers);
        double longest = 0;
        for (int i = 0; i < writers; i++)
            pthread_create(&all[i].thread, NULL, write_events, &all[i]);
        for (int i = 0; i < writers; i++) {
            pthread_join(all[i].thread, NULL);
            if (all[i].took > longest)
                longest = all[i].took;
        }
        pthread_barrier_destroy(&start);
        printf("%.2f\n", longest);
        fflush(stdout);
    }
    return 0;
}

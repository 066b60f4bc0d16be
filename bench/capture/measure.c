/* Times one crash: a child with N idle threads initialises, faults, and the parent watches it end and its report appear.
 *   measure THREADS FOLDER BACKEND [HANDLER [KEEP]]
 * prints: init-minimal-us init-full-us handler-ready-us released-ms report-ms bytes pss-delta-kb waiter-pss-kb
 * With KEEP the report stays in the folder. */
#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "inquest.h"

struct shared {
    uint64_t minimal_ns, full_ns, ready_ns, fault_ns;
    long pss_before_kb, pss_after_kb, waiter_kb;
};

static uint64_t now_ns(int clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static long pss_kb(const char *process)
{
    char line[128], path[64];
    long value = -1;
    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", process);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Pss: %ld", &value) == 1) {
            break;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return value;
}

/* The waiter has been handed to our parent, which takes in orphans. */
static long waiter_pss_kb(void)
{
    char path[64], number[32], name[32] = "";
    long value = -1;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getppid(), (int)getppid());
    FILE *children = fopen(path, "r");
    while (children != NULL && value < 0 && fscanf(children, "%31s", number) == 1) {
        snprintf(path, sizeof path, "/proc/%s/comm", number);
        FILE *comm = fopen(path, "r");
        if (comm != NULL && fgets(name, sizeof name, comm) != NULL && strncmp(name, "inquest-waiter", 14) == 0) {
            value = pss_kb(number);
        }
        if (comm != NULL) {
            fclose(comm);
        }
    }
    if (children != NULL) {
        fclose(children);
    }
    return value;
}

static void *idle(void *barrier)
{
    pthread_barrier_wait(barrier);
    pause();
    return NULL;
}

static void die(struct shared *shared, int threads, const char *folder, const char *backend, const char *handler)
{
    static pthread_barrier_t barrier;
    pthread_t thread;
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    for (int i = 1; i < threads; i++) {
        pthread_create(&thread, NULL, idle, &barrier);
    }
    pthread_barrier_wait(&barrier);
    (void)pss_kb("self");
    shared->pss_before_kb = pss_kb("self");
    struct inquest_options options;
    inquest_options_init(&options);
    options.database = folder;
    options.backend = strcmp(backend, "backtrace") == 0 ? INQUEST_BACKEND_BACKTRACE
        : strcmp(backend, "none") == 0 ? INQUEST_BACKEND_NONE
        : strcmp(backend, "handler") == 0 ? INQUEST_BACKEND_HANDLER : INQUEST_BACKEND_MINIDUMP;
    options.handler = handler;
    uint64_t start = now_ns(CLOCK_MONOTONIC);
    if (inquest_init(&options) != INQUEST_OK) {
        _exit(3);
    }
    inquest_init_times(&shared->minimal_ns, &shared->full_ns);
    if (options.backend == INQUEST_BACKEND_HANDLER) {
        while (inquest_active_backend() != INQUEST_BACKEND_HANDLER && now_ns(CLOCK_MONOTONIC) - start < 2000000000u) {
            usleep(20);
        }
        shared->ready_ns = now_ns(CLOCK_MONOTONIC) - start;
        shared->waiter_kb = waiter_pss_kb();
    }
    shared->pss_after_kb = pss_kb("self");
    shared->fault_ns = now_ns(CLOCK_REALTIME);
    *(volatile int *)16 = 1;
}

int main(int argc, char **argv)
{
    char pending[512], path[1024];
    if (argc < 4 || argc > 6) {
        return 2;
    }
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t child = fork();
    if (child == 0) {
        die(shared, atoi(argv[1]), argv[2], argv[3], argc > 4 ? argv[4] : NULL);
    }
    int status;
    waitpid(child, &status, 0);
    double released = (double)(now_ns(CLOCK_REALTIME) - shared->fault_ns) / 1e6, written = 0;
    long bytes = 0;
    /* A handler writes after it has let the program go. */
    while (wait(NULL) > 0) {
    }
    snprintf(pending, sizeof pending, "%s/pending", argv[2]);
    DIR *list = opendir(pending);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;) {
        struct stat facts;
        snprintf(path, sizeof path, "%s/%s", pending, entry->d_name);
        if (stat(path, &facts) == 0 && S_ISREG(facts.st_mode)) {
            double at = ((double)facts.st_ctim.tv_sec * 1e9 + (double)facts.st_ctim.tv_nsec - (double)shared->fault_ns) / 1e6;
            written = at > written ? at : written;
            bytes += facts.st_size;
            if (argc < 6) {
                unlink(path);
            }
        }
    }
    printf("%.0f %.0f %.0f %.2f %.2f %ld %ld %ld\n", (double)shared->minimal_ns / 1e3, (double)shared->full_ns / 1e3,
        (double)shared->ready_ns / 1e3, released, written, bytes, shared->pss_after_kb - shared->pss_before_kb, shared->waiter_kb);
    return WIFSIGNALED(status) ? 0 : 1;
}

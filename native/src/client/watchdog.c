/* Reports the thread that promised to beat and fell silent. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "client/client.h"

#define PAUSED UINT64_MAX
#define STACK_BYTES (128u << 10)

static pthread_t thread;
static int started;
static _Atomic int stopping;
static _Atomic uint64_t last_beat; /* monotonic ns; 0 before the first, PAUSED while paused */
static _Atomic int watched_tid;
static uint64_t timeout_ns;

static uint64_t now_ns(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void inquest_heartbeat(void)
{
    static _Thread_local int own_tid __attribute__((tls_model("initial-exec")));
    if (own_tid == 0 || atomic_load_explicit(&watched_tid, memory_order_relaxed) != own_tid) {
        own_tid = sys_gettid();
        atomic_store(&watched_tid, own_tid);
    }
    atomic_store(&last_beat, now_ns());
}

void inquest_heartbeat_pause(void) { atomic_store(&last_beat, PAUSED); }

static void *watch(void *argument)
{
    (void)argument;
    uint64_t reported = 0;
    uint64_t slice = timeout_ns / 8 < 1000000000u ? timeout_ns / 8 : 1000000000u;
    (void)inquest__alt_stack_attach();
    while (atomic_load(&stopping) == 0) {
        (void)sys_futex_wait(&stopping, 0, slice);
        uint64_t beat = atomic_load(&last_beat), now = now_ns();
        if (beat == 0 || beat == PAUSED || beat == reported || atomic_load(&stopping) != 0 || now < beat ||
            now - beat < timeout_ns) {
            continue;
        }
        char reason[96];
        snprintf(reason, sizeof reason, "no heartbeat for %llu ms", (unsigned long long)((now - beat) / 1000000u));
        (void)inquest__live_report(INQUEST__KIND_HANG, atomic_load(&watched_tid), reason);
        reported = beat; /* One report for one silence. */
    }
    return NULL;
}

enum inquest_result inquest__watchdog_start(uint32_t timeout_ms)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    timeout_ns = (uint64_t)timeout_ms * 1000000u;
    atomic_store(&stopping, 0);
    atomic_store(&last_beat, 0);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    /* Programs that use signalfd must not lose a signal to our thread. Its own faults still reach our handler. */
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&thread, &attributes, watch, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started ? INQUEST_OK : INQUEST_ERROR_SYSTEM;
}

void inquest__watchdog_stop(void)
{
    if (!started) {
        return;
    }
    atomic_store(&stopping, 1);
    sys_futex_wake(&stopping);
    pthread_join(thread, NULL);
    started = 0;
}

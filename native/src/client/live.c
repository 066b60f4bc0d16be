/* Reports of a living process. */
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "client/client.h"

#define WAIT_FOR_GATE_MS 2000

enum inquest_result inquest__live_report(enum inquest__kind kind, int subject_tid, const char *reason)
{
    static char kept_reason[INQUEST_TEXT_MAX + 1];
    ucontext_t context;
    struct inquest__crash *crash = &inquest__crash;
    if (atomic_load(&inquest__state.level) != INQUEST__LEVEL_FULL) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    /* Another report is being written: wait, but not for ever. If it is a crash this process is about to end anyway. */
    int waited = 0;
    while (!inquest__gate_try()) {
        if (waited++ >= WAIT_FOR_GATE_MS) {
            return INQUEST_ERROR_NOT_WRITTEN;
        }
        usleep(1000);
    }
    memset(&context, 0, sizeof context);
    inquest__capture_context(&context);
    uint64_t all = ~0ull, before = 0;
    /* Signals wait, so that none of their handlers runs on half of our state; faults must still come, to be repaired. */
    all &= ~(signal_bit(SIGSEGV) | signal_bit(SIGBUS) | signal_bit(SIGFPE) | signal_bit(SIGILL) | signal_bit(SIGTRAP) |
        signal_bit(SIGABRT) | signal_bit(SIGSYS));
    (void)sys_sigmask(SIG_BLOCK, &all, &before);
    strncpy(kept_reason, reason == NULL ? "" : reason, sizeof kept_reason - 1);
    memset(crash, 0, sizeof *crash);
    crash->kind = kind;
    crash->pid = (int)getpid();
    crash->writer_tid = sys_gettid();
    crash->subject_tid = subject_tid != 0 ? subject_tid : crash->writer_tid;
    crash->context = &context;
    crash->tls = inquest__tls_base();
    crash->reason = kept_reason[0] != 0 ? kept_reason : NULL;
    int dumpable = prctl(PR_GET_DUMPABLE);
    if (dumpable != 1) {
        (void)prctl(PR_SET_DUMPABLE, 1);
    }
    int written = inquest__report();
    if (dumpable == 0) {
        (void)prctl(PR_SET_DUMPABLE, 0);
    }
    (void)sys_sigmask(SIG_SETMASK, &before, NULL);
    inquest__gate_leave();
    return written ? INQUEST_OK : INQUEST_ERROR_NOT_WRITTEN;
}

enum inquest_result inquest_dump_now(const char *reason)
{
    return inquest__live_report(INQUEST__KIND_REQUEST, 0, reason);
}

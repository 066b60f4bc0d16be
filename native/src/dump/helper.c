#include "dump/helper.h"

#include <sys/wait.h>

#include "dump/out.h"
#include "dump/threads.h"
#include "signal/kernel.h"
#include "signal/state.h"

#define STACK_BYTES 65536
/* Flags of clone(2); kernel headers are not everywhere musl is. */
#define SHARE_MEMORY 0x00000100
#define UNTRACED 0x00800000
#define CLEAR_TID 0x00200000
/* How often the waiting thread looks whether the helper has died without a word. */
#define SLICE_NS 20000000u

enum word { WORD_START, WORD_RUNNING, WORD_GATHER, WORD_GATHERED, WORD_DONE, WORD_FAILED };

static unsigned char stack[STACK_BYTES] __attribute__((aligned(4096)));
static _Atomic uint32_t word;
/* Not 0 while a helper exists; the kernel clears it when the helper is gone. */
static _Atomic uint32_t alive;
static int (*job)(void);

static void say(uint32_t value)
{
    atomic_store(&word, value);
    sys_futex_wake(&word);
}

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
    (void)signal_number;
    (void)info;
    if (inquest__repair_copy(context)) {
        return;
    }
    /* A plain exit: a fatal signal would dump core, and kernels before 5.16 kill every sharer of the memory for that. */
    say(WORD_FAILED);
    sys_exit(1);
}

static void own_faults(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    struct kernel_action action = {.handler = (void *)(uintptr_t)on_fault, .flags = SA_SIGINFO | SA_NODEFER, .mask = 0};
#if defined(__x86_64__)
    action.flags |= KERNEL_SA_RESTORER;
    action.restorer = inquest__restorer;
#endif
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        (void)sys_sigaction(faults[i], &action, NULL);
    }
    /* A file size limit is an error to us, not a death. */
    struct kernel_action ignore = {.handler = (void *)(uintptr_t)1, .flags = 0, .mask = 0};
#if defined(__x86_64__)
    ignore.flags = KERNEL_SA_RESTORER;
    ignore.restorer = inquest__restorer;
#endif
    (void)sys_sigaction(SIGXFSZ, &ignore, NULL);
    (void)sys_sigaction(SIGPIPE, &ignore, NULL);
    uint64_t none = 0;
    (void)sys_sigmask(SIG_SETMASK, &none, NULL);
}

static int entry(void *argument)
{
    (void)argument;
    own_faults();
    /* The parent lets itself be traced by us before it says go. */
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + 1000000000u;
    while (atomic_load(&word) == WORD_START && sys_clock(CLOCK_MONOTONIC) < until) {
        (void)sys_futex_wait(&word, WORD_START, 100000000u);
    }
    int failed = job();
    return failed;
}

void inquest__helper_release(int ok) { say(ok ? WORD_DONE : WORD_FAILED); }

void inquest__helper_gather(void)
{
    say(WORD_GATHER);
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + 1000000000u;
    for (uint64_t now = sys_clock(CLOCK_MONOTONIC); atomic_load(&word) == WORD_GATHER && now < until;
         now = sys_clock(CLOCK_MONOTONIC)) {
        (void)sys_futex_wait(&word, WORD_GATHER, until - now);
    }
}

/* 1 when the helper has ended; its zombie is gone then. */
static int ended(int pid)
{
    int status;
    long result = sys_wait4(pid, &status, __WALL | WNOHANG);
    return result == pid || result == -ECHILD;
}

static enum inquest__helper_result wait_for(int pid)
{
    const struct inquest__crash *crash = &inquest__crash;
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + (uint64_t)inquest__state.timeout_ms * 1000000u;
    for (;;) {
        uint32_t now = atomic_load(&word);
        if (now == WORD_DONE || now == WORD_FAILED) {
            return now == WORD_DONE ? INQUEST__HELPER_DONE : INQUEST__HELPER_FAILED;
        }
        if (now == WORD_GATHER) {
            (void)inquest__rendezvous_gather(crash->pid, crash->writer_tid, crash->kind != INQUEST__KIND_CRASH);
            say(WORD_GATHERED);
            continue;
        }
        if (ended(pid)) {
            inquest__note("helper-died", pid);
            return INQUEST__HELPER_FAILED;
        }
        if (sys_clock(CLOCK_MONOTONIC) > until) {
            /* Its tracees go on when it is gone. */
            (void)sys_kill(pid, SIGKILL);
            inquest__note("helper-timeout", inquest__state.timeout_ms);
            return INQUEST__HELPER_TIMEOUT;
        }
        (void)sys_futex_wait(&word, now, SLICE_NS);
    }
}

void inquest__helper_forget(void) { atomic_store(&alive, 0); }

/* A vfork child's helper may still be writing to the medium when the parent, which shares this memory, dies in its turn. */
static int wait_for_earlier_helper(void)
{
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + (uint64_t)inquest__state.timeout_ms * 1000000u;
    for (uint64_t now = sys_clock(CLOCK_MONOTONIC); now < until; now = sys_clock(CLOCK_MONOTONIC)) {
        uint32_t value = atomic_load(&alive);
        if (value == 0) {
            return 1;
        }
        (void)sys_futex_wait(&alive, value, until - now);
    }
    inquest__note("helper-busy", 0);
    return 0;
}

enum inquest__helper_result inquest__helper_run(int (*work)(void))
{
    if (!wait_for_earlier_helper()) {
        return INQUEST__HELPER_IMPOSSIBLE;
    }
    atomic_store(&alive, 1);
    job = work;
    atomic_store(&word, WORD_START);
    /* CLONE_VM without CLONE_THREAD: our memory at no cost, but a process of its own, which may trace us. No exit signal, so
     * the program's SIGCHLD handler and wait() do not see it. */
    int pid = inquest__clone(entry, stack + sizeof stack, SHARE_MEMORY | UNTRACED | CLEAR_TID, NULL,
        &alive);
    if (pid < 0) {
        atomic_store(&alive, 0);
        inquest__note("helper-not-started", pid);
        return INQUEST__HELPER_IMPOSSIBLE;
    }
    (void)sys_prctl(0x59616d61 /* PR_SET_PTRACER */, pid);
    say(WORD_RUNNING);
    enum inquest__helper_result result = wait_for(pid);
    inquest__rendezvous_release();
    /* A process that lives on must not keep a zombie, nor share its memory longer than it knows. */
    if (inquest__crash.kind != INQUEST__KIND_CRASH || inquest__state.flags & INQUEST_FLAG_SYNC_BEFORE_RELEASE) {
        uint64_t until = sys_clock(CLOCK_MONOTONIC) + (uint64_t)inquest__state.timeout_ms * 1000000u;
        while (!ended(pid) && sys_clock(CLOCK_MONOTONIC) < until) {
            sys_sleep(500000);
        }
    }
    return result;
}

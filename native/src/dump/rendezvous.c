/* Registers without ptrace: every thread is sent a signal whose handler remembers the context and parks. */
#include "dump/out.h"
#include "dump/threads.h"
#include "signal/kernel.h"
#include "signal/state.h"

/* libc keeps 33 to itself (glibc: setuid, musl: cancellation) and leaves it out of every mask that a program can set, so
 * even a thread that blocks all signals receives it. Only a dying process may borrow it. */
#define UNBLOCKABLE 33
#define GATHER_NS 150000000u

struct slot {
    _Atomic int tid;
    const ucontext_t *context;
    uint64_t tls;
};

static struct slot slots[INQUEST__PARKED_MAX];
static _Atomic uint32_t slot_count;
static _Atomic uint32_t arrived;
static _Atomic uint32_t holding;
static int borrowed;
static struct kernel_action borrowed_action;

static void arrive(int signal_number, siginfo_t *info, void *context)
{
    (void)signal_number;
    (void)info;
    if (atomic_load(&holding) == 0) {
        return;
    }
    uint32_t place = atomic_fetch_add(&slot_count, 1);
    if (place < INQUEST__PARKED_MAX) {
        slots[place].context = context;
        slots[place].tls = inquest__tls_base();
        atomic_store(&slots[place].tid, sys_gettid());
    }
    atomic_fetch_add(&arrived, 1);
    sys_futex_wake(&arrived);
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + (uint64_t)inquest__state.timeout_ms * 1000000u;
    for (uint64_t now = sys_clock(CLOCK_MONOTONIC); atomic_load(&holding) == 1 && now < until;
         now = sys_clock(CLOCK_MONOTONIC)) {
        (void)sys_futex_wait(&holding, 1, until - now);
    }
}

/* A signal that nobody handles, for processes that are to live on. */
static int unused_signal(void)
{
    for (int candidate = 64; candidate > 40; candidate--) {
        struct kernel_action action;
        if (sys_sigaction(candidate, NULL, &action) == 0 && action.handler == NULL) {
            return candidate;
        }
    }
    return 0;
}

uint32_t inquest__rendezvous_gather(int pid, int writer_tid, int living)
{
    borrowed = living ? unused_signal() : UNBLOCKABLE;
    struct kernel_action action = {
        .handler = (void *)(uintptr_t)arrive,
        .flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK,
        .mask = ~0ull,
    };
#if defined(__x86_64__)
    action.flags |= KERNEL_SA_RESTORER;
    action.restorer = inquest__restorer;
#endif
    if (borrowed == 0 || sys_sigaction(borrowed, &action, &borrowed_action) < 0) {
        borrowed = 0;
        inquest__note("rendezvous-no-signal", 0);
        return 0;
    }
    atomic_store(&slot_count, 0);
    atomic_store(&arrived, 0);
    atomic_store(&holding, 1);
    uint32_t sent = 0;
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        int ignored, tid = inquest__thread_at(i)->tid;
        /* Threads that crashed too wait in our handler already. */
        if (tid != writer_tid && inquest__gate_parked(tid, &ignored) == NULL && sys_tgkill(pid, tid, borrowed) == 0) {
            sent++;
        }
    }
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + GATHER_NS;
    for (uint64_t now = sys_clock(CLOCK_MONOTONIC); now < until; now = sys_clock(CLOCK_MONOTONIC)) {
        uint32_t here = atomic_load(&arrived);
        if (here >= sent) {
            break;
        }
        (void)sys_futex_wait(&arrived, here, until - now);
    }
    if (atomic_load(&arrived) < sent) {
        inquest__note("rendezvous-missing", (int64_t)sent - (int64_t)atomic_load(&arrived));
    }
    return atomic_load(&arrived);
}

void inquest__rendezvous_release(void)
{
    if (atomic_load(&holding) == 0) {
        return;
    }
    atomic_store(&holding, 0);
    sys_futex_wake(&holding);
    /* Where the default action would follow, ours stays: a late signal would kill a process that is to live, or change the
     * status of one that is to die. */
    if (borrowed != 0 && borrowed_action.handler != NULL) {
#if defined(__x86_64__)
        borrowed_action.flags |= KERNEL_SA_RESTORER;
        borrowed_action.restorer = inquest__restorer;
#endif
        (void)sys_sigaction(borrowed, &borrowed_action, NULL);
    }
}

const ucontext_t *inquest__rendezvous_context(int tid, uint64_t *tls)
{
    if (atomic_load(&holding) == 0) {
        return NULL;
    }
    uint32_t count = atomic_load(&slot_count);
    for (uint32_t i = 0; i < count && i < INQUEST__PARKED_MAX; i++) {
        if (atomic_load(&slots[i].tid) == tid) {
            *tls = slots[i].tls;
            return slots[i].context;
        }
    }
    return NULL;
}

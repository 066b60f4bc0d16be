/* One report at a time: the first crasher writes, other crashing threads park with a bound, recursion is told apart. */
#include "signal/state.h"

/* How long a process must outlive its own report before another death of it is news. */
#define SURVIVAL_NS 5000000000u

enum phase { PHASE_FREE = 0, PHASE_REPORTING = 1, PHASE_FINISHED = 2 };

/* pid in the high half, tid in the low one: a child of vfork() shares this memory and must not look like its parent. */
static _Atomic uint64_t owner;
static _Atomic uint32_t phase;
static _Atomic uint64_t finished_ns;

struct parked {
    _Atomic int tid;
    int signal_number;
    const ucontext_t *context;
};
static struct parked parked[INQUEST__PARKED_MAX];
static _Atomic uint32_t parked_count;

static uint64_t self(void) { return (uint64_t)(uint32_t)sys_getpid() << 32 | (uint32_t)sys_gettid(); }

static int take(uint64_t expected, uint64_t me)
{
    if (!atomic_compare_exchange_strong(&owner, &expected, me)) {
        return 0;
    }
    atomic_store(&parked_count, 0);
    atomic_store(&phase, PHASE_REPORTING);
    return 1;
}

static void park(const ucontext_t *context, int signal_number)
{
    uint32_t place = atomic_fetch_add(&parked_count, 1);
    if (place < INQUEST__PARKED_MAX) {
        parked[place].signal_number = signal_number;
        parked[place].context = context;
        atomic_store(&parked[place].tid, sys_gettid());
    }
    /* Longer than the reporter may take: when it dies, the process dies with it and nobody wakes here. */
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + (uint64_t)inquest__state.timeout_ms * 1000000u + 2000000000u;
    for (uint64_t now = sys_clock(CLOCK_MONOTONIC); now < until; now = sys_clock(CLOCK_MONOTONIC)) {
        uint32_t current = atomic_load(&phase);
        if (current == PHASE_FREE) {
            return;
        }
        (void)sys_futex_wait(&phase, current, until - now);
    }
}

int inquest__gate_is_mine(void) { return atomic_load(&phase) == PHASE_REPORTING && atomic_load(&owner) == self(); }

enum inquest__entry inquest__gate_enter(const ucontext_t *context, int signal_number)
{
    uint64_t me = self();
    for (;;) {
        uint64_t now = atomic_load(&owner);
        if (now == 0) {
            if (take(0, me)) {
                return INQUEST__ENTRY_FIRST;
            }
            continue;
        }
        uint32_t current = atomic_load(&phase);
        int same_process = now >> 32 == me >> 32;
        if (current == PHASE_FINISHED) {
            /* Another process that shares this memory has had its report, or this one has outlived its own. */
            if (!same_process || sys_clock(CLOCK_MONOTONIC) - atomic_load(&finished_ns) > SURVIVAL_NS) {
                if (take(now, me)) {
                    return INQUEST__ENTRY_FIRST;
                }
                continue;
            }
            if (now != me) {
                park(context, signal_number);
            }
            return INQUEST__ENTRY_PASS;
        }
        if (now == me) {
            return INQUEST__ENTRY_RECURSION;
        }
        if (!same_process && sys_tgkill((int)(now >> 32), (int)(uint32_t)now, 0) == -ESRCH) {
            if (take(now, me)) {
                return INQUEST__ENTRY_FIRST;
            }
            continue;
        }
        park(context, signal_number);
        if (atomic_load(&phase) == PHASE_FREE) {
            continue; /* The report was one of the living process: now comes ours. */
        }
        return INQUEST__ENTRY_PASS;
    }
}

int inquest__gate_try(void) { return take(0, self()); }

void inquest__gate_finish(void)
{
    atomic_store(&finished_ns, sys_clock(CLOCK_MONOTONIC));
    atomic_store(&phase, PHASE_FINISHED);
}

void inquest__gate_leave(void)
{
    atomic_store(&owner, 0);
    atomic_store(&phase, PHASE_FREE);
    sys_futex_wake(&phase);
}

void inquest__gate_reset(void)
{
    atomic_store(&parked_count, 0);
    inquest__gate_leave();
}

const ucontext_t *inquest__gate_parked(int tid, int *signal_number)
{
    uint32_t count = atomic_load(&parked_count);
    for (uint32_t i = 0; i < count && i < INQUEST__PARKED_MAX; i++) {
        if (atomic_load(&parked[i].tid) == tid) {
            *signal_number = parked[i].signal_number;
            return parked[i].context;
        }
    }
    return NULL;
}

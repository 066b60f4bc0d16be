/* The signal handler: what runs first in a dying process, and what it leaves behind. */
#include "signal/state.h"

#define FAULTS \
    (signal_bit(SIGSEGV) | signal_bit(SIGBUS) | signal_bit(SIGFPE) | signal_bit(SIGILL) | signal_bit(SIGTRAP) | \
     signal_bit(SIGSYS) | signal_bit(SIGABRT))

/* How many faults the reporting thread may have inside its own report. */
static _Atomic int depth;
static siginfo_t first_info;

static void act(int signal_number, const struct kernel_action *action)
{
    struct kernel_action set = *action;
#if defined(__x86_64__)
    /* The kernel insists on a restorer here, and libc does not always hand one back. */
    set.flags |= KERNEL_SA_RESTORER;
    set.restorer = inquest__restorer;
#endif
    (void)sys_sigaction(signal_number, &set, NULL);
}

static void act_default(int signal_number)
{
    struct kernel_action none = {0};
    act(signal_number, &none);
}

/* A fault comes again by itself when its instruction runs again. What a program sent, and traps whose instruction is
 * already behind, must be sent again. */
static int comes_again(int signal_number, const siginfo_t *info)
{
    return info->si_code > 0 && (signal_number == SIGSEGV || signal_number == SIGBUS || signal_number == SIGFPE ||
                                 signal_number == SIGILL);
}

/* Puts the earlier action back and lets the signal happen to it, so that exit status, core file and earlier handlers are
 * what they would have been. The signal is blocked until this handler returns: then it finds the program's own context. */
static void pass_on(int signal_number, siginfo_t *info)
{
    act(signal_number, &inquest__state.earlier[signal_number]);
    if (comes_again(signal_number, info)) {
        return;
    }
    uint64_t bit = signal_bit(signal_number);
    (void)sys_sigmask(SIG_BLOCK, &bit, NULL);
    if (sys_queue_to_thread(sys_getpid(), sys_gettid(), signal_number, info) < 0) {
        (void)sys_tgkill(sys_getpid(), sys_gettid(), signal_number);
    }
}

/* The report faulted. Once: leave a minimal record and die of the first signal. Twice: only die. */
static void recursion(int signal_number, const ucontext_t *context)
{
    int level = atomic_fetch_add(&depth, 1);
    int first = inquest__crash.signal_number;
    if (level == 0) {
        inquest__crash.recursive = signal_number;
        inquest__crash.recursive_ip = inquest__context_ip(context);
        (void)inquest__write_minimal();
    }
    inquest__gate_finish();
    if (first == 0) {
        /* The report of a living process faulted: nothing must go on with half a report's locks. */
        act_default(signal_number);
        return;
    }
    if (level == 0) {
        act(first, &inquest__state.earlier[first]);
    } else {
        act_default(first);
        act_default(signal_number);
    }
    uint64_t bit = signal_bit(first);
    (void)sys_sigmask(SIG_UNBLOCK, &bit, NULL);
    (void)sys_queue_to_thread(sys_getpid(), sys_gettid(), first, &first_info);
    act_default(signal_number);
}

static void copy_info(const siginfo_t *info)
{
    (void)inquest__copy(&first_info, info, sizeof first_info);
}

static void describe(int signal_number, const siginfo_t *info, const ucontext_t *context)
{
    struct inquest__crash *crash = &inquest__crash;
    crash->kind = INQUEST__KIND_CRASH;
    crash->signal_number = signal_number;
    crash->code = info->si_code;
    crash->address = info->si_code > 0 ? (uint64_t)(uintptr_t)info->si_addr : 0;
    crash->pid = sys_getpid();
    crash->writer_tid = crash->subject_tid = sys_gettid();
    crash->context = context;
    crash->tls = inquest__tls_base();
    crash->reason = NULL;
    crash->recursive = 0;
    crash->id_text[0] = 0;
    copy_info(info);
}

/* Reading memory that is gone costs a fault, which must reach us and not a runtime whose handler was put above ours. */
static void take_repairs(struct kernel_action above[2])
{
    struct kernel_action ours = {
        .handler = (void *)(uintptr_t)inquest__on_signal,
        .flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
        .mask = ~FAULTS,
    };
    (void)sys_sigaction(SIGSEGV, NULL, &above[0]);
    (void)sys_sigaction(SIGBUS, NULL, &above[1]);
    act(SIGSEGV, &ours);
    act(SIGBUS, &ours);
}

static void give_repairs(const struct kernel_action above[2])
{
    act(SIGSEGV, &above[0]);
    act(SIGBUS, &above[1]);
}

/* Calls a runtime's handler the way the kernel would have. Many a fault it never comes back from: it throws an exception from there,
 * with the signal mask that it finds now. When it does come back, a changed place in the program says that it has dealt with it. */
static int runtime_takes_it(int signal_number, siginfo_t *info, ucontext_t *context)
{
    const struct kernel_action *earlier = &inquest__state.earlier[signal_number];
    /* 0 and 1 are the default action and "ignore". Sent signals and aborts are nobody's exceptions. */
    if (!(inquest__state.flags & INQUEST_FLAG_CHAIN_AT_START) || (uintptr_t)earlier->handler <= 1 || signal_number == SIGABRT ||
        info->si_code <= 0 || inquest__gate_is_mine()) {
        return 0;
    }
    uint64_t ip = inquest__context_ip(context), sp = inquest__context_sp(context);
    uint64_t page = inquest__state.pagesize;
    /* The runtime's own test for a stack overflow: it prints the stack then and aborts. */
    if (signal_number == SIGSEGV && (uint64_t)(uintptr_t)info->si_addr - (sp - page) < 2 * page) {
        return 0;
    }
    uint64_t now = 0, theirs = 0;
    (void)inquest__copy(&theirs, &context->uc_sigmask, sizeof theirs);
    theirs |= earlier->mask | ((earlier->flags & SA_NODEFER) ? 0 : signal_bit(signal_number));
    now = theirs;
    (void)sys_sigmask(SIG_SETMASK, &now, NULL);
    if (earlier->flags & SA_SIGINFO) {
        void (*handler)(int, siginfo_t *, void *);
        (void)inquest__copy(&handler, &earlier->handler, sizeof handler);
        handler(signal_number, info, context);
    } else {
        void (*handler)(int);
        (void)inquest__copy(&handler, &earlier->handler, sizeof handler);
        handler(signal_number);
    }
    if (inquest__context_ip(context) != ip || inquest__context_sp(context) != sp) {
        return 1;
    }
    uint64_t rest = ~FAULTS;
    (void)sys_sigmask(SIG_BLOCK, &rest, NULL);
    return 0;
}

void inquest__on_signal(int signal_number, siginfo_t *info, void *context_pointer)
{
    ucontext_t *context = context_pointer;
    if ((signal_number == SIGSEGV || signal_number == SIGBUS) && inquest__repair_copy(context)) {
        return;
    }
    /* A program may have blocked SIGBUS and died of SIGSEGV; the repair above needs both. */
    uint64_t faults = FAULTS;
    (void)sys_sigmask(SIG_UNBLOCK, &faults, NULL);

    struct inquest__state *state = &inquest__state;
    if (state->first_chance && !inquest__gate_is_mine() &&
        state->first_chance(signal_number, info, context, state->callback_user) == INQUEST_CLAIM_YES) {
        return;
    }
    if (!(state->taken & signal_bit(signal_number))) {
        /* Shut down, but somebody above us still hands on to us. */
        pass_on(signal_number, info);
        return;
    }
    if (runtime_takes_it(signal_number, info, context)) {
        return;
    }
    switch (inquest__gate_enter(context, signal_number)) {
    case INQUEST__ENTRY_RECURSION:
        recursion(signal_number, context);
        return;
    case INQUEST__ENTRY_PASS:
        pass_on(signal_number, info);
        return;
    case INQUEST__ENTRY_FIRST:
        break;
    }
    atomic_store(&depth, 0);
    describe(signal_number, info, context);

    /* PR_GET_DUMPABLE is 3, PR_SET_DUMPABLE 4. A process that gave up its dumpability cannot be read even by its own child. */
    long dumpable = sys_prctl(3, 0);
    if (dumpable != 1) {
        (void)sys_prctl(4, 1);
    }
    struct kernel_action above[2];
    take_repairs(above);
    int written = inquest__report();
    give_repairs(above);
    if (dumpable != 1 && dumpable >= 0) {
        (void)sys_prctl(4, dumpable);
    }
    if (state->last_chance) {
        state->last_chance(signal_number, inquest__crash.id_text, written, state->callback_user);
    }
    inquest__gate_finish();
    pass_on(signal_number, info);
}

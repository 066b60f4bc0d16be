/* Takes the signals, and gives back those that are still ours. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "client/client.h"

struct wanted {
    int signal_number;
    int asynchronous; /* sent by the kernel or a person, not by an instruction: an ignored one stays ignored */
};

static const struct wanted wanted[] = {
    {SIGSEGV, 0}, {SIGBUS, 0}, {SIGFPE, 0}, {SIGILL, 0}, {SIGABRT, 0}, {SIGTRAP, 0}, {SIGSYS, 0}, {SIGXCPU, 1}, {SIGXFSZ, 1},
    {SIGQUIT, 1},
};

/* libc's sigaction() is used on purpose: libjsig and other interposers chain there. In-signal code restores with the kernel's
 * structure, so the earlier action is translated. */
static void remember(int signal_number, const struct sigaction *old)
{
    struct kernel_action *earlier = &inquest__state.earlier[signal_number];
    memset(earlier, 0, sizeof *earlier);
    memcpy(&earlier->handler, &old->sa_handler, sizeof earlier->handler);
    earlier->flags = (unsigned long)(unsigned)old->sa_flags & ~KERNEL_SA_RESTORER;
    memcpy(&earlier->mask, &old->sa_mask, sizeof earlier->mask);
}

static struct sigaction ours(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = inquest__on_signal;
    /* ONSTACK: Go insists, and a stack overflow needs it. NODEFER: a fault in our handler must come back to us. */
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!wanted[i].asynchronous) {
            sigdelset(&action.sa_mask, wanted[i].signal_number);
        }
    }
    return action;
}

/* A runtime that takes a fault on the stack it happened on throws its exception from there: it must find itself on that stack.
 * Not so SIGSEGV, which a stack overflow needs another stack for: CoreCLR asks for one itself and changes back, NativeAOT only
 * changes the context and returns. */
static int stack_of(int signal_number, const struct sigaction *old)
{
    int is_function = old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN;
    int follows = (inquest__state.flags & INQUEST_FLAG_CHAIN_AT_START) != 0 && is_function && signal_number != SIGSEGV;
    return follows ? old->sa_flags & SA_ONSTACK : SA_ONSTACK;
}

enum inquest_result inquest__signals_take(int with_quit)
{
    struct sigaction action = ours();
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        int signal_number = wanted[i].signal_number;
        struct sigaction old;
        if (signal_number == SIGQUIT && !with_quit) {
            continue;
        }
        if (wanted[i].asynchronous && sigaction(signal_number, NULL, &old) == 0 && old.sa_handler == SIG_IGN) {
            continue;
        }
        if (sigaction(signal_number, NULL, &old) != 0) {
            inquest__signals_give_back();
            return INQUEST_ERROR_SYSTEM;
        }
        /* Known before it is ours: the very next instruction may be the one that faults. */
        remember(signal_number, &old);
        action.sa_flags = (action.sa_flags & ~SA_ONSTACK) | stack_of(signal_number, &old);
        inquest__state.taken |= signal_bit(signal_number);
        if (sigaction(signal_number, &action, NULL) != 0) {
            inquest__signals_give_back();
            return INQUEST_ERROR_SYSTEM;
        }
    }
    return INQUEST_OK;
}

void inquest__signals_take_abort(void)
{
    struct sigaction old, action = ours();
    if (sigaction(SIGABRT, NULL, &old) == 0 && old.sa_sigaction != inquest__on_signal) {
        remember(SIGABRT, &old);
        (void)sigaction(SIGABRT, &action, NULL);
    }
}

void inquest__signals_give_back(void)
{
    for (int signal_number = 1; signal_number <= INQUEST__SIGNALS_MAX; signal_number++) {
        struct sigaction now;
        if (!(inquest__state.taken & signal_bit(signal_number)) || sigaction(signal_number, NULL, &now) != 0 ||
            now.sa_sigaction != inquest__on_signal) {
            continue; /* Somebody chained behind us: taking the action away would take theirs. */
        }
        const struct kernel_action *earlier = &inquest__state.earlier[signal_number];
        memset(&now, 0, sizeof now);
        memcpy(&now.sa_handler, &earlier->handler, sizeof now.sa_handler);
        now.sa_flags = (int)earlier->flags;
        memcpy(&now.sa_mask, &earlier->mask, sizeof earlier->mask);
        (void)sigaction(signal_number, &now, NULL);
    }
    inquest__state.taken = 0;
}

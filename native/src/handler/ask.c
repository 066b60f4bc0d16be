/* Asks the waiter for a report and waits, with bounds, for its answer. Async-signal-safe. */
#include "handler/ask.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include "dump/out.h"
#include "handler/client_info.h"

/* A waiter that listens answers within microseconds; one that has just been started within milliseconds. */
#define TAKEN_NS 1500000000u
/* How often the waiting thread looks whether the waiter is still there. */
#define SLICE_NS 20000000u
/* For a handler that was told to let go of us. */
#define LET_GO_NS 50000000u

struct inquest__handler inquest__handler = {.fd = -1};

static int is_ours(void)
{
    struct stat facts;
    return inquest__handler.fd >= 0 && inquest__call(SYS_fstat, inquest__handler.fd, (long)&facts, 0, 0) == 0 &&
        facts.st_dev == inquest__handler.device && facts.st_ino == inquest__handler.inode;
}

static long say(const struct inquest__message *message)
{
    return inquest__call6(SYS_sendto, inquest__handler.fd, (long)message, sizeof *message, MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0);
}

/* Nothing is ever sent to us: what there is to read is the end. */
static int waiter_is_gone(void)
{
    char byte;
    return inquest__call6(SYS_recvfrom, inquest__handler.fd, (long)&byte, 1, MSG_PEEK | MSG_DONTWAIT, 0, 0) == 0;
}

static uint64_t address_of(const volatile void *object) { return (uint64_t)(uintptr_t)object; }

static void describe(struct inquest__message *message, const struct inquest__crash *crash, uint32_t slot)
{
    const struct inquest__state *state = &inquest__state;
    message->magic = INQUEST__MESSAGE_MAGIC;
    message->version = INQUEST__MESSAGE_VERSION;
    message->size = sizeof *message;
    message->kind = INQUEST__MESSAGE_REPORT;
    message->slot = slot;
    message->report_kind = (uint32_t)crash->kind;
    message->pid = crash->pid;
    message->kernel_pid = 0;
    message->proc_pid = crash->proc_pid;
    message->subject_tid = crash->subject_tid;
    message->writer_tid = crash->writer_tid;
    message->signal_number = crash->signal_number;
    message->code = crash->code;
    message->flags = state->flags;
    message->dump_bytes_max = state->dump_bytes_max;
    message->indirect_bytes_max = state->indirect_bytes_max;
    message->timeout_ms = state->timeout_ms;
    message->process_started = state->process_started;
    message->user_seconds = crash->user_seconds;
    message->kernel_seconds = crash->kernel_seconds;
    message->address = crash->address;
    message->ucontext = address_of(crash->context);
    message->tls = crash->tls;
    message->client_info = address_of(&inquest__client);
    message->abort_message = address_of(state->abort_message);
    message->environment = address_of(state->environment);
    message->strings_start = state->strings_start;
    message->strings_end = state->strings_end;
    message->reason = address_of(crash->reason);
    message->time_ns = crash->time_ns;
    message->requested_backend = state->requested_backend;
    message->reserved = 0;
    for (size_t i = 0; i < sizeof message->id; i++) {
        message->id[i] = crash->id[i];
    }
}

/* The report is ours again, unless the handler has taken it in this very moment. */
static int abandon(struct inquest__slot *slot, struct inquest__message *message, const char *why, int64_t detail)
{
    for (uint32_t now = atomic_load(&slot->state);;) {
        if (now == INQUEST__SLOT_OWNED || now == INQUEST__SLOT_RELEASED) {
            return 1;
        }
        if (now == INQUEST__SLOT_FAILED || atomic_compare_exchange_strong(&slot->state, &now, INQUEST__SLOT_ABANDONED)) {
            break;
        }
    }
    inquest__note(why, detail);
    message->kind = INQUEST__MESSAGE_CANCEL;
    if (say(message) >= 0 && !waiter_is_gone()) {
        /* A tracer that is gone has let go of its threads; the waiter marks the slot when it is. */
        uint64_t until = sys_clock(CLOCK_MONOTONIC) + LET_GO_NS;
        while (atomic_load(&slot->state) == INQUEST__SLOT_ABANDONED && sys_clock(CLOCK_MONOTONIC) < until) {
            (void)sys_futex_wait(&slot->state, INQUEST__SLOT_ABANDONED, LET_GO_NS / 10);
        }
    }
    return 0;
}

static int wait_for(struct inquest__slot *slot, struct inquest__message *message)
{
    uint64_t start = sys_clock(CLOCK_MONOTONIC);
    uint64_t taken_by = start + TAKEN_NS, until = start + (uint64_t)inquest__state.timeout_ms * 1000000u;
    for (;;) {
        uint32_t now = atomic_load(&slot->state);
        if (now == INQUEST__SLOT_RELEASED) {
            return 1;
        }
        if (now == INQUEST__SLOT_FAILED) {
            inquest__note("handler-failed", slot->detail);
            return 0;
        }
        uint64_t time = sys_clock(CLOCK_MONOTONIC);
        if (waiter_is_gone()) {
            return abandon(slot, message, "handler-died", 0);
        }
        if (time > until || (now == INQUEST__SLOT_ASKED && time > taken_by)) {
            return abandon(slot, message, "handler-timeout", (int64_t)((time - start) / 1000000u));
        }
        (void)sys_futex_wait(&slot->state, now, SLICE_NS);
    }
}

int inquest__handler_ask(struct inquest__crash *crash)
{
    struct inquest__page *page = atomic_load(&inquest__handler.page);
    struct inquest__message message;
    if (page == NULL) {
        inquest__note("handler-not-started", inquest__state.handler_error);
        return 0;
    }
    if (atomic_load(&page->failed) != 0) {
        inquest__note("handler-not-started", (int64_t)atomic_load(&page->failed));
        return 0;
    }
    if (!is_ours()) {
        inquest__note("handler-descriptor-closed", 0);
        return 0;
    }
    uint32_t index = atomic_fetch_add(&page->next_slot, 1) % INQUEST__SLOTS;
    struct inquest__slot *slot = &page->slots[index];
    describe(&message, crash, index);
    /* Yama lets a process be traced by those that it names and by their children; without Yama this changes nothing. */
    (void)sys_prctl(0x59616d61 /* PR_SET_PTRACER */, page->waiter_pid);
    slot->detail = 0;
    atomic_store(&slot->state, INQUEST__SLOT_ASKED);
    long sent = say(&message);
    if (sent < 0) {
        atomic_store(&slot->state, INQUEST__SLOT_FREE);
        inquest__note("handler-died", sent);
        return 0;
    }
    if (!wait_for(slot, &message)) {
        return 0;
    }
    crash->wrote = INQUEST_BACKEND_HANDLER;
    return 1;
}

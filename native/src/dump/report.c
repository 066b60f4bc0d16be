/* One report: by the handler process, minidump by the helper, minidump by this thread, the crashing thread's backtrace, a minimal record - the first
 * that works. What did not work is in the report's soft errors. */
#include "dump/event.h"
#include "dump/facts.h"
#include "dump/files.h"
#include "dump/helper.h"
#include "dump/memory.h"
#include "dump/minidump.h"
#include "dump/threads.h"
#include "handler/ask.h"
#include "signal/state.h"
#include "unwind/unwind.h"

#define DUMP ".dmp"
#define EVENT ".event.json"
/* What fits into the reserve file. */
#define RESERVE_BYTES (192u << 10)

static struct inquest__out minimal;

/* Memory, modules and secrets as they are now. Needs nobody to stand still, but is truer when they do. */
static void look(void)
{
    (void)inquest__maps_read();
    inquest__modules_find();
    inquest__secrets_find();
}

static int no_space(int error) { return error == ENOSPC || error == EDQUOT; }

static int write_event(const struct inquest__crash *crash, uint32_t frames, int has_dump, int *kept_fd)
{
    int fd = inquest__file_create(crash, EVENT);
    if (no_space(-fd) && inquest__reserve_drop()) {
        fd = inquest__file_create(crash, EVENT);
    }
    if (fd < 0) {
        inquest__note("event-not-created", fd);
        return fd;
    }
    int error = inquest__event_write(crash, fd, frames, has_dump);
    if (no_space(error) && inquest__reserve_drop()) {
        inquest__note("disk-full-reserve-used", error);
        error = inquest__event_write(crash, fd, frames, has_dump);
    }
    if (error == 0) {
        error = -inquest__file_publish(crash, EVENT);
    }
    if (error != 0) {
        inquest__note("event-not-written", error);
        inquest__file_discard(crash, EVENT);
        (void)sys_close(fd);
        return -error;
    }
    if (kept_fd != NULL) {
        *kept_fd = fd;
    } else {
        (void)sys_fsync(fd);
        (void)sys_close(fd);
    }
    return 0;
}

/* The event appears last: its presence makes the report complete for whoever sends it. */
static int publish_dump(struct inquest__crash *crash, int in_reserve, int *event_fd)
{
    int result = in_reserve ? inquest__reserve_publish(crash, DUMP) : inquest__file_publish(crash, DUMP);
    if (result < 0) {
        return result;
    }
    crash->wrote = INQUEST_BACKEND_MINIDUMP;
    if (write_event(crash, 0, 1, event_fd) != 0) {
        *event_fd = -1; /* The dump has the same facts as annotations. */
    }
    return 0;
}

/* A full disk has no room for a new file, but the reserve's blocks are ours already. */
static int write_into_reserve(struct inquest__crash *crash, int error)
{
    int fd = inquest__reserve_open();
    if (fd < 0) {
        return fd;
    }
    inquest__note("disk-full-reserve-used", error);
    error = inquest__minidump_write(crash, fd, RESERVE_BYTES);
    if (error != 0) {
        (void)sys_close(fd);
        return -error;
    }
    return fd;
}

/* Writes dump and event while the threads stand. Fills the descriptors that are still to be synced. 0 or an errno. */
static int write_dump(struct inquest__crash *crash, int *dump_fd, int *event_fd)
{
    int in_reserve = 0, error = 0;
    *event_fd = -1;
    *dump_fd = inquest__file_create(crash, DUMP);
    if (*dump_fd >= 0) {
        error = inquest__minidump_write(crash, *dump_fd, inquest__state.dump_bytes_max);
    } else {
        error = -*dump_fd;
    }
    if (no_space(error)) {
        if (*dump_fd >= 0) {
            (void)sys_close(*dump_fd);
            inquest__file_discard(crash, DUMP);
        }
        *dump_fd = write_into_reserve(crash, error);
        in_reserve = 1;
        error = *dump_fd < 0 ? -*dump_fd : 0;
    }
    if (error == 0) {
        error = -publish_dump(crash, in_reserve, event_fd);
    }
    if (error != 0) {
        inquest__note("dump-not-written", error);
        inquest__file_discard(crash, DUMP);
    }
    return error;
}

static void sync_both(int dump_fd, int event_fd)
{
    if (dump_fd >= 0) {
        (void)sys_fsync(dump_fd);
        (void)sys_close(dump_fd);
    }
    if (event_fd >= 0) {
        (void)sys_fsync(event_fd);
        (void)sys_close(event_fd);
    }
}

/* Runs in the helper. */
static int help(void)
{
    struct inquest__crash *crash = &inquest__crash;
    int dump_fd, event_fd;
    /* Whoever waits for the end of a pipe or for a free port must not wait for us. */
    inquest__files_close_all(inquest__state.pending_fd >= 0 ? inquest__state.pending_fd : 0x3fffffff);
    (void)inquest__threads_list(crash->pid, crash->proc_pid, crash->subject_tid);
    int traced = inquest__threads_freeze(crash->writer_tid) == 0;
    if (!traced) {
        inquest__helper_gather();
    }
    look();
    inquest__threads_adopt(crash->writer_tid, crash->context, crash->tls);
    int error = write_dump(crash, &dump_fd, &event_fd);
    inquest__threads_thaw();
    if (inquest__state.flags & INQUEST_FLAG_SYNC_BEFORE_RELEASE) {
        sync_both(dump_fd, event_fd);
        dump_fd = event_fd = -1;
    }
    inquest__helper_release(error == 0);
    if (error == 0) {
        sync_both(dump_fd, event_fd);
    }
    return error;
}

/* No second process could be made: this thread writes, and the others are gathered by signal. */
static int write_dump_here(struct inquest__crash *crash)
{
    int dump_fd, event_fd;
    (void)inquest__threads_list(crash->pid, crash->proc_pid, crash->subject_tid);
    (void)inquest__rendezvous_gather(crash->pid, crash->writer_tid, crash->kind != INQUEST__KIND_CRASH);
    look();
    inquest__threads_adopt(crash->writer_tid, crash->context, crash->tls);
    int error = write_dump(crash, &dump_fd, &event_fd);
    inquest__rendezvous_release();
    sync_both(dump_fd, event_fd);
    return error == 0;
}

static int write_backtrace(struct inquest__crash *crash)
{
    const ucontext_t *context = crash->context;
    if (crash->subject_tid != crash->writer_tid) {
        uint64_t tls;
        (void)inquest__threads_list(crash->pid, crash->proc_pid, crash->subject_tid);
        (void)inquest__rendezvous_gather(crash->pid, crash->writer_tid, 1);
        context = inquest__rendezvous_context(crash->subject_tid, &tls);
    }
    look();
    uint32_t frames = context == NULL ? 0 : inquest__walk(context);
    inquest__rendezvous_release();
    crash->wrote = INQUEST_BACKEND_BACKTRACE;
    return frames != 0 && write_event(crash, frames, 0, NULL) == 0;
}

static void minimal_text(struct inquest__out *out, const struct inquest__crash *crash)
{
    uint64_t ip = crash->context != NULL ? inquest__context_ip(crash->context) : 0;
    uint64_t sp = crash->context != NULL ? inquest__context_sp(crash->context) : 0;
    inquest__out_text(out, "inquest: pid ");
    inquest__out_decimal(out, crash->pid);
    inquest__out_text(out, " thread ");
    inquest__out_decimal(out, crash->subject_tid);
    inquest__out_text(out, " ");
    inquest__out_text(out, crash->signal_number != 0 ? inquest__signal_name(crash->signal_number) : inquest__kind_name(crash->kind));
    inquest__out_text(out, " at ");
    inquest__out_hex(out, crash->address);
    inquest__out_text(out, ", ip ");
    inquest__out_hex(out, ip);
    inquest__out_text(out, ", sp ");
    inquest__out_hex(out, sp);
    inquest__out_text(out, "; no report could be written: ");
    inquest__out_notes(out);
    inquest__out_text(out, "\n");
}

int inquest__write_minimal(void)
{
    struct inquest__crash *crash = &inquest__crash;
    crash->wrote = INQUEST_BACKEND_DEFAULT;
    if (crash->id_text[0] == 0) {
        inquest__crash_identify(crash);
    }
    if (crash->recursive != 0) {
        inquest__note("fault-in-report", (int64_t)crash->recursive_ip);
    }
    if (write_event(crash, 0, 0, NULL) == 0) {
        return 1;
    }
    inquest__out_open(&minimal, 2);
    minimal_text(&minimal, crash);
    size_t size = minimal.used;
    (void)sys_write(2, minimal.buffer, size);
    return 0;
}

int inquest__report(void)
{
    struct inquest__crash *crash = &inquest__crash;
    inquest__note_reset();
    inquest__crash_identify(crash);
    if (atomic_load(&inquest__state.level) == INQUEST__LEVEL_FULL) {
        if (inquest__state.requested_backend == INQUEST_BACKEND_HANDLER && inquest__handler_ask(crash)) {
            return 1;
        }
        if (inquest__state.backend == INQUEST_BACKEND_MINIDUMP) {
            enum inquest__helper_result result = inquest__helper_run(help);
            if (result == INQUEST__HELPER_DONE) {
                return 1;
            }
            if (result == INQUEST__HELPER_IMPOSSIBLE && write_dump_here(crash)) {
                return 1;
            }
        }
        if (write_backtrace(crash)) {
            return 1;
        }
    } else {
        inquest__note("crash-during-init", 0);
        if (write_backtrace(crash)) {
            return 1;
        }
    }
    return inquest__write_minimal();
}

#include "dump/threads.h"

#include <sys/wait.h>

#include "dump/memory.h"
#include "dump/out.h"
#include "signal/kernel.h"
#include "signal/state.h"

/* Threads are born while we list them; three rounds catch all but a fork bomb. */
#define ROUNDS 3
/* A thread in uninterruptible sleep does not stop; the dump goes on without its registers. */
#define STOP_NS 250000000u

#define TRACE_SEIZE 0x4206
#define TRACE_INTERRUPT 0x4207
#define TRACE_DETACH 17
#define EVENT_STOP 128

struct directory_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

static struct inquest__thread threads[INQUEST__THREADS_MAX];
static uint32_t thread_count;
static int own_pid;
static int proc_pid;

uint32_t inquest__thread_count(void) { return thread_count; }
struct inquest__thread *inquest__thread_at(uint32_t index) { return &threads[index]; }

static struct inquest__thread *find(int tid)
{
    for (uint32_t i = 0; i < thread_count; i++) {
        if (threads[i].tid == tid) {
            return &threads[i];
        }
    }
    return NULL;
}

static void add(int tid, int proc_tid)
{
    struct inquest__thread *thread = find(tid);
    if (thread != NULL) {
        thread->proc_tid = proc_tid != 0 ? proc_tid : thread->proc_tid;
        return;
    }
    if (thread_count == INQUEST__THREADS_MAX) {
        inquest__note("threads-cut", INQUEST__THREADS_MAX);
        return;
    }
    thread = &threads[thread_count++];
    for (size_t i = 0; i < sizeof *thread; i++) {
        ((volatile unsigned char *)thread)[i] = 0;
    }
    thread->tid = tid;
    thread->proc_tid = proc_tid;
}

static void task_path(int proc_tid, const char *name, char *path, size_t capacity)
{
    path[0] = 0;
    inquest__append(path, capacity, "/proc/");
    inquest__append_decimal(path, capacity, proc_pid);
    inquest__append(path, capacity, "/task/");
    if (proc_tid != 0) {
        inquest__append_decimal(path, capacity, proc_tid);
        inquest__append(path, capacity, name);
    }
}

void inquest__thread_path(const struct inquest__thread *thread, const char *name, char *path, size_t capacity)
{
    task_path(thread->proc_tid, name, path, capacity);
}

/* A process in a PID namespace of its own may still see the outer /proc: the last number behind NSpid is ours. */
static int translate(int proc_tid)
{
    static char status[4096];
    char path[64];
    if (proc_pid == own_pid) {
        return proc_tid;
    }
    task_path(proc_tid, "/status", path, sizeof path);
    long size = inquest__read_file(path, status, sizeof status - 1);
    for (long i = 0; i + 6 < size; i++) {
        if (status[i] != '\n' || !inquest__starts_with(status + i + 1, "NSpid:")) {
            continue;
        }
        int tid = 0;
        for (i += 7; i < size && status[i] != '\n'; i++) {
            tid = status[i] >= '0' && status[i] <= '9' ? tid * 10 + (status[i] - '0') : 0;
        }
        return tid;
    }
    return 0;
}

/* Adds the threads that are not known yet; how many there were, or a negative errno. */
static int scan(void)
{
    static char entries[8192];
    char path[64];
    task_path(0, "", path, sizeof path);
    int fd = sys_openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0) {
        return fd;
    }
    uint32_t before = thread_count;
    long got;
    while ((got = sys_getdents(fd, entries, sizeof entries)) > 0) {
        for (long at = 0; at < got;) {
            const struct directory_entry *entry = (const struct directory_entry *)(const void *)(entries + at);
            int tid = 0;
            for (const char *digit = entry->name; *digit >= '0' && *digit <= '9'; digit++) {
                tid = tid * 10 + (*digit - '0');
            }
            int own = tid == 0 ? 0 : translate(tid);
            if (own != 0) {
                add(own, tid);
            }
            at += entry->size;
        }
    }
    (void)sys_close(fd);
    return (int)(thread_count - before);
}

int inquest__threads_list(int pid, int proc, int subject_tid)
{
    thread_count = 0;
    own_pid = pid;
    proc_pid = proc;
    add(subject_tid, 0);
    int found = scan();
    if (found < 0) {
        inquest__note("threads-unlisted", found);
    }
    return found < 0 ? found : (int)thread_count;
}

/* 1 when seized, 0 when the thread is gone, a negative errno when tracing is forbidden. */
static int seize(struct inquest__thread *thread)
{
    long result = sys_ptrace(TRACE_SEIZE, thread->tid, NULL, NULL);
    if (result < 0) {
        return result == -ESRCH ? 0 : (int)result;
    }
    thread->seized = 1;
    (void)sys_ptrace(TRACE_INTERRUPT, thread->tid, NULL, NULL);
    return 1;
}

/* Collects stops until every seized thread of [from, to) stands or time is up. */
static void collect(uint32_t from, uint32_t to)
{
    uint64_t until = sys_clock(CLOCK_MONOTONIC) + STOP_NS;
    for (uint64_t wait = 10000;; wait = wait < 1000000 ? wait * 2 : wait) {
        uint32_t missing = 0;
        for (uint32_t i = from; i < to; i++) {
            struct inquest__thread *thread = &threads[i];
            if (!thread->seized || thread->hold == INQUEST__HOLD_TRACED) {
                continue;
            }
            int status = 0;
            long result = sys_wait4(thread->tid, &status, __WALL | WNOHANG);
            if (result == thread->tid && WIFSTOPPED(status)) {
                thread->hold = INQUEST__HOLD_TRACED;
                /* Stopped on its way to a signal: it gets the signal when it is let go. */
                thread->stop_signal = (status >> 16) == EVENT_STOP ? 0 : WSTOPSIG(status);
            } else if (result < 0 || (result == thread->tid && !WIFSTOPPED(status))) {
                thread->seized = 0; /* It ended. */
            } else {
                missing++;
            }
        }
        if (missing == 0) {
            return;
        }
        if (sys_clock(CLOCK_MONOTONIC) > until) {
            inquest__note("threads-not-stopped", missing);
            return;
        }
        sys_sleep(wait);
    }
}

int inquest__threads_freeze(int writer_tid)
{
    uint32_t done = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t count = thread_count;
        for (uint32_t i = done; i < count; i++) {
            if (threads[i].tid == writer_tid) {
                continue;
            }
            int result = seize(&threads[i]);
            if (result < 0) {
                inquest__note("ptrace-denied", result);
                inquest__threads_thaw();
                return result;
            }
        }
        collect(done, count);
        done = count;
        if (scan() <= 0) {
            break;
        }
    }
    return 0;
}

void inquest__threads_thaw(void)
{
    for (uint32_t i = 0; i < thread_count; i++) {
        if (threads[i].seized) {
            (void)sys_ptrace(TRACE_DETACH, threads[i].tid, NULL, (void *)(intptr_t)threads[i].stop_signal);
            threads[i].seized = 0;
        }
    }
}

void inquest__threads_adopt(int writer_tid, const ucontext_t *writer_context, uint64_t writer_tls)
{
    for (uint32_t i = 0; i < thread_count; i++) {
        struct inquest__thread *thread = &threads[i];
        int signal_number = 0;
        uint64_t tls = 0;
        if (thread->tid == writer_tid) {
            thread->hold = INQUEST__HOLD_WRITER;
            thread->context = writer_context;
            thread->tls = writer_tls;
            continue;
        }
        const ucontext_t *context = inquest__gate_parked(thread->tid, &signal_number);
        if (context != NULL) {
            inquest__note("also-crashed", signal_number);
        } else {
            context = inquest__rendezvous_context(thread->tid, &tls);
        }
        if (context != NULL) {
            /* A frozen thread's own fault says more than where it waits for us. */
            thread->context = context;
            thread->tls = tls;
            if (thread->hold == INQUEST__HOLD_NONE) {
                thread->hold = INQUEST__HOLD_SIGNAL;
            }
        }
    }
}

/* "nr args… sp pc" of a thread that waits in the kernel; "running" otherwise. */
static int from_proc(const struct inquest__thread *thread, uint64_t *sp, uint64_t *ip)
{
    static char text[256];
    char path[64];
    inquest__thread_path(thread, "/syscall", path, sizeof path);
    long size = inquest__read_file(path, text, sizeof text - 1);
    uint64_t last[2] = {0, 0};
    int words = 0;
    for (long i = 0; i < size;) {
        uint64_t value = 0;
        long begin = i;
        for (i += size - i > 2 && text[i] == '0' && text[i + 1] == 'x' ? 2 : 0; i < size; i++) {
            char c = text[i];
            if (c >= '0' && c <= '9') {
                value = value << 4 | (uint64_t)(c - '0');
            } else if (c >= 'a' && c <= 'f') {
                value = value << 4 | (uint64_t)(c - 'a' + 10);
            } else {
                break;
            }
        }
        if (i == begin) {
            i++; /* a space, a sign, or "running" */
            continue;
        }
        last[0] = last[1];
        last[1] = value;
        words++;
        i++;
    }
    *sp = last[0];
    *ip = last[1];
    return words >= 3;
}

uint32_t inquest__thread_context(struct inquest__thread *thread, unsigned char *out)
{
    uint32_t size = 0;
    if (thread->context != NULL) {
        size = inquest__context_from_signal(thread->context, out);
    } else if (thread->hold == INQUEST__HOLD_TRACED) {
        size = inquest__context_from_trace(thread->tid, out, &thread->tls);
    }
    uint64_t ip, sp;
    if (size == 0 && from_proc(thread, &sp, &ip)) {
        inquest__note("registers-from-proc", thread->tid);
        size = inquest__context_from_pair(ip, sp, out);
    }
    if (size == 0) {
        inquest__note("registers-unknown", thread->tid);
        return 0;
    }
    thread->ip = inquest__context_out_ip(out);
    thread->sp = inquest__context_out_sp(out);
    return size;
}

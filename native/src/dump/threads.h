/* All threads of the dying process, held still, and their registers. Async-signal-safe.
 *
 * Three ways to a register, best first: ptrace (from the helper process only), a signal that makes each thread park in a
 * handler of ours, and the two numbers of /proc/self/task/TID/syscall. */
#ifndef INQUEST_DUMP_THREADS_H
#define INQUEST_DUMP_THREADS_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#define INQUEST__THREADS_MAX 4096
#define INQUEST__CONTEXT_MAX 1232

enum inquest__hold {
    INQUEST__HOLD_NONE = 0,   /* not reached: at most what /proc says */
    INQUEST__HOLD_WRITER = 1, /* in our signal handler: its context is at hand */
    INQUEST__HOLD_TRACED = 2,
    INQUEST__HOLD_SIGNAL = 3 /* parked by our signal, or crashed too and waits */
};

struct inquest__thread {
    int tid;      /* in our PID namespace: for ptrace and signals */
    int proc_tid; /* in that of /proc: for its files */
    enum inquest__hold hold;
    int stop_signal; /* to be delivered when a traced thread is let go */
    int seized;
    const ucontext_t *context;
    uint64_t ip;
    uint64_t sp;
    uint64_t tls; /* 0 when unknown */
    uint64_t stack_start; /* of the hot part */
    uint64_t stack_size;
    uint32_t context_rva;
    uint32_t context_size;
    uint32_t name_rva;
};

/* threads.c */
/* Lists the threads of the process that /proc calls `proc_pid` and we call `pid`, the subject first. The number found, or a
 * negative errno. */
int inquest__threads_list(int pid, int proc_pid, int subject_tid);
uint32_t inquest__thread_count(void);
struct inquest__thread *inquest__thread_at(uint32_t index);
/* Stops every thread but the writer by ptrace. -EPERM when the kernel forbids it; nothing is held then. */
int inquest__threads_freeze(int writer_tid);
/* Lets traced threads go on. */
void inquest__threads_thaw(void);
/* Takes what is known of the threads that freeze did not hold: parked, crashed too, or the writer itself. */
void inquest__threads_adopt(int writer_tid, const ucontext_t *writer_context, uint64_t writer_tls);
/* Fills `out` with the CPU's minidump context and ip, sp, tls of the thread; the context's size or 0. */
uint32_t inquest__thread_context(struct inquest__thread *thread, unsigned char *out);
/* "/proc/PID/task/TID/NAME" of a thread. */
void inquest__thread_path(const struct inquest__thread *thread, const char *name, char *path, size_t capacity);

/* rendezvous.c: run by the thread in the signal handler. */
/* Signals every other thread and waits, with a bound, until they park. How many did. */
uint32_t inquest__rendezvous_gather(int pid, int writer_tid, int living);
void inquest__rendezvous_release(void);
const ucontext_t *inquest__rendezvous_context(int tid, uint64_t *tls);

/* context_*.c of each CPU: the minidump's raw context. */
uint32_t inquest__context_from_signal(const ucontext_t *context, unsigned char *out);
uint32_t inquest__context_from_trace(int tid, unsigned char *out, uint64_t *tls);
uint32_t inquest__context_from_pair(uint64_t ip, uint64_t sp, unsigned char *out);
uint64_t inquest__context_out_ip(const unsigned char *out);
uint64_t inquest__context_out_sp(const unsigned char *out);
/* The n-th integer register; 0 behind the last one. */
uint64_t inquest__context_out_register(const unsigned char *out, uint32_t index);
uint32_t inquest__context_register_count(void);
/* SystemInfo's processor architecture. */
uint16_t inquest__context_architecture(void);

#endif

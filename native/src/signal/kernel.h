/* Raw system calls: what in-signal code uses instead of libc, whose wrappers set errno, take locks or are cancellation
 * points. Every function returns the kernel's answer: a negative errno on failure. All are async-signal-safe. */
#ifndef INQUEST_SIGNAL_KERNEL_H
#define INQUEST_SIGNAL_KERNEL_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#error "libinquest captures on Linux x86-64 and arm64"
#endif

#if defined(__x86_64__)
#define INQUEST__CALL_CLOBBERS "rcx", "r11", "memory"
static inline long inquest__call6(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : INQUEST__CALL_CLOBBERS);
    return result;
}
#else
static inline long inquest__call6(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}
#endif

static inline long inquest__call(long number, long a, long b, long c, long d)
{
    return inquest__call6(number, a, b, c, d, 0, 0);
}

static inline int sys_getpid(void) { return (int)inquest__call(SYS_getpid, 0, 0, 0, 0); }
static inline int sys_gettid(void) { return (int)inquest__call(SYS_gettid, 0, 0, 0, 0); }

static inline int sys_openat(int folder, const char *path, int flags, int mode)
{
    return (int)inquest__call(SYS_openat, folder, (long)path, flags | O_CLOEXEC, mode);
}

static inline int sys_close(int fd) { return (int)inquest__call(SYS_close, fd, 0, 0, 0); }

static inline long sys_read(int fd, void *bytes, size_t size)
{
    return inquest__call(SYS_read, fd, (long)bytes, (long)size, 0);
}

static inline long sys_write(int fd, const void *bytes, size_t size)
{
    return inquest__call(SYS_write, fd, (long)bytes, (long)size, 0);
}

static inline long sys_pwrite(int fd, const void *bytes, size_t size, uint64_t offset)
{
    return inquest__call(SYS_pwrite64, fd, (long)bytes, (long)size, (long)offset);
}

static inline long sys_ftruncate(int fd, uint64_t size) { return inquest__call(SYS_ftruncate, fd, (long)size, 0, 0); }
static inline long sys_fsync(int fd) { return inquest__call(SYS_fsync, fd, 0, 0, 0); }

static inline long sys_renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return inquest__call(SYS_renameat, from_folder, (long)from, to_folder, (long)to);
}

static inline long sys_unlinkat(int folder, const char *path)
{
    return inquest__call(SYS_unlinkat, folder, (long)path, 0, 0);
}

static inline long sys_getdents(int fd, void *bytes, size_t size)
{
    return inquest__call(SYS_getdents64, fd, (long)bytes, (long)size, 0);
}

static inline long sys_tgkill(int pid, int tid, int signal_number)
{
    return inquest__call(SYS_tgkill, pid, tid, signal_number, 0);
}

static inline long sys_queue_to_thread(int pid, int tid, int signal_number, const void *info)
{
    return inquest__call(SYS_rt_tgsigqueueinfo, pid, tid, signal_number, (long)info);
}

static inline long sys_kill(int pid, int signal_number) { return inquest__call(SYS_kill, pid, signal_number, 0, 0); }

static inline long sys_wait4(int pid, int *status, int options)
{
    return inquest__call(SYS_wait4, pid, (long)status, options, 0);
}

static inline long sys_prctl(int option, long a) { return inquest__call(SYS_prctl, option, a, 0, 0); }

static inline long sys_ptrace(long request, int tid, void *address, void *data)
{
    return inquest__call(SYS_ptrace, request, tid, (long)address, (long)data);
}

static inline _Noreturn void sys_exit(int code)
{
    for (;;) {
        (void)inquest__call(SYS_exit_group, code, 0, 0, 0);
    }
}

static inline uint64_t sys_clock(int clock)
{
    struct timespec now = {0, 0};
    (void)inquest__call(SYS_clock_gettime, clock, (long)&now, 0, 0);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void sys_sleep(uint64_t nanoseconds)
{
    struct timespec wait = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    (void)inquest__call(SYS_nanosleep, (long)&wait, 0, 0, 0);
}

/* Waits while *word == expected, at most `nanoseconds`. Not private: the helper process shares the memory. */
static inline long sys_futex_wait(const void *word, uint32_t expected, uint64_t nanoseconds)
{
    struct timespec wait = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    return inquest__call6(SYS_futex, (long)word, 0, (long)expected, (long)&wait, 0, 0);
}

static inline void sys_futex_wake(const void *word)
{
    (void)inquest__call6(SYS_futex, (long)word, 1, 0x7fffffff, 0, 0, 0);
}

/* The kernel's view of a signal action; libc's struct sigaction is laid out otherwise. */
struct kernel_action {
    void *handler;
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

#define KERNEL_SA_RESTORER 0x04000000ul

static inline long sys_sigaction(int signal_number, const struct kernel_action *set, struct kernel_action *old)
{
    return inquest__call(SYS_rt_sigaction, signal_number, (long)set, (long)old, sizeof(uint64_t));
}

/* `how` is SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK. */
static inline long sys_sigmask(int how, const uint64_t *set, uint64_t *old)
{
    return inquest__call(SYS_rt_sigprocmask, how, (long)set, (long)old, sizeof(uint64_t));
}

static inline uint64_t signal_bit(int signal_number) { return 1ull << (signal_number - 1); }

/* In processor.c of each CPU: */

/* Copies at most `size` bytes; returns how many were NOT copied because memory could not be read or written. Faults in it
 * are repaired by inquest__repair_copy(), which our signal handler asks first. */
size_t inquest__copy(void *to, const void *from, size_t size);
int inquest__repair_copy(ucontext_t *context);

/* clone(2) without libc: `run(argument)` on `stack_top` in a new process. Returns its id. */
int inquest__clone(int (*run)(void *), void *stack_top, long flags, void *argument, void *child_tid);

/* Returns from a signal handler. Its bytes are the ones debuggers and unwinders look for. */
void inquest__restorer(void);

/* Registers of the caller, as if a signal had come right after the call. */
void inquest__capture_context(ucontext_t *context);

/* Instruction pointer, stack pointer and frame pointer of a context. */
uint64_t inquest__context_ip(const ucontext_t *context);
uint64_t inquest__context_sp(const ucontext_t *context);

/* The calling thread's TLS base. */
uint64_t inquest__tls_base(void);

#endif

/* Instructions that a CPU or the kernel refuses. */
#include <assert.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inquest.h"
#include "ways.h"

static int *volatile nothing;
static volatile int zero;

__attribute__((noinline)) void read_through_null(void)
{
    printf("%d\n", *(nothing + 4));
}

__attribute__((noinline)) static void write_through_null(void) { *nothing = 1; }

static void *thread_reads_null(void *argument)
{
    (void)argument;
    read_through_null();
    return NULL;
}

static void null_in_thread(void)
{
    pthread_t thread;
    start_idle_threads(2);
    pthread_create(&thread, NULL, thread_reads_null, NULL);
    pthread_join(thread, NULL);
}

#if defined(__x86_64__)
__attribute__((noinline)) static void divide_by_zero(void) { printf("%d\n", 7 / zero); }
__attribute__((noinline)) static void run_illegal(void) { __asm__ volatile("ud2"); }
__attribute__((noinline)) static void run_breakpoint(void) { __asm__ volatile("int3"); }
__attribute__((noinline)) static void lose_the_stack(void) { __asm__ volatile("movq $0x1230, %rsp; pushq %rax"); }
__attribute__((noinline)) static void read_non_canonical(void) { printf("%d\n", *(volatile int *)0x1234567812345678ul); }
#else
__attribute__((noinline)) static void divide_by_zero(void)
{
    /* arm64 divides by zero without a fault. */
    if (zero == 0) {
        raise(SIGFPE);
    }
}
__attribute__((noinline)) static void run_illegal(void) { __asm__ volatile(".inst 0"); }
__attribute__((noinline)) static void run_breakpoint(void) { __asm__ volatile("brk #0"); }
__attribute__((noinline)) static void lose_the_stack(void) { __asm__ volatile("mov x9, #0x1230; mov sp, x9; str x9, [sp]"); }
__attribute__((noinline)) static void read_non_canonical(void) { printf("%d\n", *(volatile int *)0x0034567812345678ul); }
#endif

__attribute__((noinline)) static void read_past_the_file(void)
{
    char name[] = "/tmp/crash-me-XXXXXX";
    int fd = mkstemp(name);
    unlink(name);
    if (ftruncate(fd, 4096) == 0) {
        volatile char *bytes = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
        if (ftruncate(fd, 0) == 0) {
            printf("%d\n", bytes[100]);
        }
    }
}

__attribute__((noinline)) static void call_abort(void) { abort(); }
__attribute__((noinline)) static void fail_an_assertion(void) { assert(zero == 1 && "the invariant of crash-me"); }

__attribute__((noinline)) static void free_twice(void)
{
    char *volatile bytes = malloc(40);
    free(bytes);
    free(bytes);
}

__attribute__((noinline)) static void corrupt_the_heap(void)
{
    volatile char *volatile first = malloc(2000);
    char *volatile second = malloc(2000);
    for (int i = 2000; i < 2064; i++) {
        first[i] = 0x41;
    }
    free(second);
    free((void *)first);
    free(malloc(3000));
}

__attribute__((noinline)) static void jump_to_nowhere(void)
{
    void (*volatile nowhere)(void) = (void (*)(void))(uintptr_t)0x41414140;
    nowhere();
}

__attribute__((noinline)) static void write_to_code(void)
{
    *(volatile char *)(uintptr_t)&write_to_code = 0;
}

static volatile char sink;
static volatile int depth_max = 0x7fffffff;
__attribute__((noinline)) static int recurse(volatile int *depth)
{
    if (*depth == depth_max) {
        return 0;
    }
    volatile char room[512];
    room[0] = (char)*depth;
    sink = room[0];
    (*depth)++;
    return recurse(depth) + room[0];
}

static void overflow_main(void)
{
    volatile int depth = 0;
    printf("%d\n", recurse(&depth));
}

static void *thread_overflows(void *argument)
{
    (void)argument;
    (void)inquest_attach_thread(); /* Where libinquest_threads is not linked in. */
    overflow_main();
    return NULL;
}

static void overflow_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, thread_overflows, NULL);
    pthread_join(thread, NULL);
}

__attribute__((noinline)) static void trapped_call(void) { syscall(SYS_getpriority, 0, 0); }

static void forbidden_call(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpriority, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    trapped_call();
}

__attribute__((noinline)) static void burn_processor_time(void)
{
    struct rlimit limit = {1, 10};
    setrlimit(RLIMIT_CPU, &limit);
    for (volatile unsigned long i = 0;; i++) {
    }
}

__attribute__((noinline)) static void write_too_much(void)
{
    /* Large enough for a report: what is tested is the signal, not the limit. */
    struct rlimit limit = {64u << 20, RLIM_INFINITY};
    char name[] = "/tmp/crash-me-XXXXXX";
    int fd = mkstemp(name);
    unlink(name);
    setrlimit(RLIMIT_FSIZE, &limit);
    if (pwrite(fd, "x", 1, 64 << 20) < 0) {
        perror("pwrite");
    }
}

__attribute__((noinline)) static void quit(void) { raise(SIGQUIT); }
__attribute__((noinline)) static void send_itself_segv(void) { kill(getpid(), SIGSEGV); }

static pthread_barrier_t barrier;
static void *thread_waits_and_dies(void *argument)
{
    (void)argument;
    pthread_barrier_wait(&barrier);
    read_through_null();
    return NULL;
}

static void eight_at_once(void)
{
    pthread_t threads[8];
    pthread_barrier_init(&barrier, NULL, 8);
    for (int i = 0; i < 8; i++) {
        pthread_create(&threads[i], NULL, thread_waits_and_dies, NULL);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
    }
}

const struct way fault_ways[] = {
    {"null-read", "11", "read_through_null", 1, 0, EXPECT_REPORT, read_through_null},
    {"null-write", "11", "write_through_null", 1, 0, EXPECT_REPORT, write_through_null},
    {"null-in-thread", "11", "read_through_null", 4, 0, EXPECT_REPORT, null_in_thread},
    {"divide", "8", "divide_by_zero", 1, 0, EXPECT_REPORT, divide_by_zero},
    {"illegal", "4", "run_illegal", 1, 0, EXPECT_REPORT, run_illegal},
    {"bus", "7", "read_past_the_file", 1, 0, EXPECT_REPORT, read_past_the_file},
    {"abort", "6", "call_abort", 1, 0, EXPECT_REPORT, call_abort},
    {"assert", "6", "fail_an_assertion", 1, 0, EXPECT_REPORT, fail_an_assertion},
    {"double-free", "6", "free_twice", 1, NEEDS_GLIBC, EXPECT_REPORT, free_twice},
    {"heap-corruption", "6", "corrupt_the_heap", 1, NEEDS_GLIBC, EXPECT_REPORT, corrupt_the_heap},
    {"wild-jump", "11", "jump_to_nowhere", 1, 0, EXPECT_REPORT, jump_to_nowhere},
    {"non-canonical", "11", "read_non_canonical", 1, 0, EXPECT_REPORT, read_non_canonical},
    {"write-to-code", "11", "write_to_code", 1, 0, EXPECT_REPORT, write_to_code},
    {"breakpoint", "5", "run_breakpoint", 1, 0, EXPECT_REPORT, run_breakpoint},
    {"garbage-stack", "11", "lose_the_stack", 1, 0, EXPECT_REPORT, lose_the_stack},
    {"forbidden-call", "31", "trapped_call", 1, NEEDS_SECCOMP, EXPECT_REPORT, forbidden_call},
    {"processor-time", "24", "burn_processor_time", 1, NEEDS_HARDWARE, EXPECT_REPORT, burn_processor_time},
    {"file-size", "25", "write_too_much", 1, NEEDS_HARDWARE, EXPECT_REPORT, write_too_much},
    {"quit", "3", "quit", 1, 0, EXPECT_REPORT, quit},
    {"sent-segv", "11", "send_itself_segv", 1, 0, EXPECT_REPORT, send_itself_segv},
    {"overflow-main", "11", "recurse", 1, NEEDS_HARDWARE, EXPECT_REPORT, overflow_main},
    {"overflow-thread", "11", "recurse", 2, 0, EXPECT_REPORT, overflow_thread},
    {"eight-at-once", "11", "read_through_null", 9, 0, EXPECT_REPORT, eight_at_once},
    {NULL, NULL, NULL, 0, 0, EXPECT_REPORT, NULL},
};

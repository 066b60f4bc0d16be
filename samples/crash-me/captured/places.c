/* The same fault in hostile places. */
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inquest.h"
#include "ways.h"

static void *idle(void *argument)
{
    pthread_barrier_wait(argument);
    for (;;) {
        pause();
    }
    return NULL;
}

void start_idle_threads(int count)
{
    static pthread_barrier_t barrier;
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    pthread_barrier_init(&barrier, NULL, (unsigned)count + 1);
    for (int i = 0; i < count; i++) {
        if (pthread_create(&thread, &attributes, idle, &barrier) != 0) {
            perror("pthread_create");
            exit(9);
        }
    }
    pthread_barrier_wait(&barrier);
}

static void on_user_signal(int signal_number)
{
    (void)signal_number;
    read_through_null();
}

static void in_signal_handler(void)
{
    signal(SIGUSR1, on_user_signal);
    raise(SIGUSR1);
}

static void in_atexit(void)
{
    atexit(read_through_null);
    exit(0);
}

static void destroy(void *value)
{
    (void)value;
    read_through_null();
}

static void *thread_with_value(void *key)
{
    pthread_setspecific(*(pthread_key_t *)key, key);
    return NULL;
}

static void in_tls_destructor(void)
{
    static pthread_key_t key;
    pthread_t thread;
    pthread_key_create(&key, destroy);
    pthread_create(&thread, NULL, thread_with_value, &key);
    pthread_join(thread, NULL);
}

static void on_alarm_in_malloc(int signal_number)
{
    (void)signal_number;
    read_through_null();
}

/* A timer that fires while malloc is busy most of the time: sooner or later inside it, with its lock held. */
static void inside_malloc(void)
{
    start_idle_threads(1); /* From the second thread on glibc takes the lock for real. */
    signal(SIGALRM, on_alarm_in_malloc);
    ualarm(2000, 0);
    for (;;) {
        void *volatile parts[64];
        for (int i = 0; i < 64; i++) {
            parts[i] = malloc((size_t)i * 997 + 2000);
        }
        for (int i = 0; i < 64; i++) {
            free(parts[i]);
        }
    }
}

static void stdio_lock_held(void)
{
    flockfile(stdout);
    flockfile(stderr);
    read_through_null();
}

static int die_in_list(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)info;
    (void)size;
    (void)context;
    read_through_null();
    return 0;
}

static void loader_lock_held(void) { dl_iterate_phdr(die_in_list, NULL); }

static void report_child(int status)
{
    /* The child's death is handed on: 40 + signal. */
    exit(WIFSIGNALED(status) ? 40 + WTERMSIG(status) : 39);
}

static void forked_child(void)
{
    int status = 0;
    start_idle_threads(2);
    pid_t child = fork();
    if (child == 0) {
        read_through_null();
    }
    waitpid(child, &status, 0);
    report_child(status);
}

static void vforked_child(void)
{
    int status = 0;
    pid_t child = vfork();
    if (child == 0) {
        read_through_null();
        _exit(1);
    }
    waitpid(child, &status, 0);
    report_child(status);
}

/* The parent must still be able to report itself after its vfork child has. */
static void vfork_then_parent(void)
{
    int status = 0;
    pid_t child = vfork();
    if (child == 0) {
        raise(SIGABRT);
        _exit(1);
    }
    waitpid(child, &status, 0);
    read_through_null();
}

static void as_pid_one(void)
{
    int status = 0;
    if (unshare(CLONE_NEWPID) != 0) {
        exit(77);
    }
    pid_t child = fork();
    if (child == 0) {
        capture_late = 0;
        inquest_shutdown();
        capture();
        read_through_null();
    }
    waitpid(child, &status, 0);
    report_child(status);
}

static void not_dumpable(void)
{
    prctl(PR_SET_DUMPABLE, 0);
    read_through_null();
}

static void before_init(void) { read_through_null(); }

static void *thread_inits(void *argument)
{
    (void)argument;
    capture();
    return NULL;
}

/* Another thread faults while init runs. Whatever phase it hits, the process dies of its signal and does not hang. */
static void during_init(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, thread_inits, NULL);
    while (inquest_add_breadcrumb(INQUEST_LEVEL_INFO, NULL, "x") == INQUEST_ERROR_NOT_RUNNING) {
    }
    read_through_null();
}

static void earlier_handler(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    _exit(signal_number == SIGSEGV && info->si_addr == (void *)16 ? 7 : 8);
}

static void with_earlier_handler(void)
{
    struct sigaction action = {.sa_sigaction = earlier_handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    capture();
    read_through_null();
}

static sigjmp_buf back;
static void jumping_handler(int signal_number)
{
    (void)signal_number;
    siglongjmp(back, 1);
}

/* A handler that was installed after us and recovers: none of our business. */
static void recovered_by_program(void)
{
    signal(SIGSEGV, jumping_handler);
    if (sigsetjmp(back, 1) == 0) {
        read_through_null();
    }
    exit(0);
}

static void dump_now(void)
{
    start_idle_threads(3);
    exit(inquest_dump_now("a person asked") == INQUEST_OK ? 0 : 3);
}

static void dump_now_then_die(void)
{
    if (inquest_dump_now("first") != INQUEST_OK) {
        exit(3);
    }
    read_through_null();
}

__attribute__((noinline)) static void hang_here(void)
{
    for (int i = 0; i < 30; i++) {
        usleep(50000);
    }
}

static void hang(void)
{
    inquest_heartbeat();
    hang_here();
    exit(0);
}

static void after_shutdown(void)
{
    inquest_shutdown();
    read_through_null();
}

static void *masked_thread(void *barrier)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    return idle(barrier);
}

static void masked_threads(void)
{
    static pthread_barrier_t barrier;
    pthread_t thread;
    pthread_barrier_init(&barrier, NULL, 4);
    for (int i = 0; i < 3; i++) {
        pthread_create(&thread, NULL, masked_thread, &barrier);
    }
    pthread_barrier_wait(&barrier);
    read_through_null();
}

const struct way place_ways[] = {
    {"in-signal-handler", "11", "read_through_null", 1, 0, EXPECT_REPORT, in_signal_handler},
    {"in-atexit", "11", "read_through_null", 1, 0, EXPECT_REPORT, in_atexit},
    {"in-tls-destructor", "11", "read_through_null", 2, 0, EXPECT_REPORT, in_tls_destructor},
    {"inside-malloc", "11", "read_through_null", 2, 0, EXPECT_REPORT, inside_malloc},
    {"stdio-lock", "11", "read_through_null", 1, 0, EXPECT_REPORT, stdio_lock_held},
    {"loader-lock", "11", "read_through_null", 1, 0, EXPECT_REPORT, loader_lock_held},
    {"forked-child", "exit 51", "read_through_null", 1, 0, EXPECT_REPORT, forked_child},
    {"vforked-child", "exit 51", "read_through_null", 1, NEEDS_HARDWARE, EXPECT_REPORT, vforked_child},
    {"vfork-then-parent", "11", "read_through_null", 1, NEEDS_HARDWARE | NEEDS_GLIBC, EXPECT_REPORT, vfork_then_parent},
    {"as-pid-1", "exit 51", "read_through_null", 1, NEEDS_ROOT | NEEDS_HARDWARE, EXPECT_REPORT, as_pid_one},
    {"not-dumpable", "11", "read_through_null", 1, 0, EXPECT_REPORT, not_dumpable},
    {"before-init", "11", "-", 1, 0, EXPECT_NOTHING, before_init},
    {"during-init", "11", "-", 1, 0, EXPECT_RECORD, during_init},
    {"earlier-handler", "exit 7", "read_through_null", 1, 0, EXPECT_REPORT, with_earlier_handler},
    {"recovered", "exit 0", "-", 1, 0, EXPECT_NOTHING, recovered_by_program},
    {"dump-now", "exit 0", "dump_now", 4, 0, EXPECT_REPORT, dump_now},
    {"dump-now-then-die", "11", "read_through_null", 1, 0, EXPECT_REPORT, dump_now_then_die},
    {"hang", "exit 0", "hang_here", 2, 0, EXPECT_REPORT, hang},
    {"after-shutdown", "11", "-", 1, 0, EXPECT_NOTHING, after_shutdown},
    {"masked-threads", "11", "read_through_null", 4, 0, EXPECT_REPORT, masked_threads},
    {NULL, NULL, NULL, 0, 0, EXPECT_REPORT, NULL},
};

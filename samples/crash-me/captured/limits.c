/* The same fault where something is denied or used up. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inquest.h"
#include "ways.h"

void deny_calls(const int *calls, int count)
{
    struct sock_filter filter[16] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    unsigned short length = 1;
    for (int i = 0; i < count; i++) {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i], 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, filter};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        exit(77);
    }
}

static void ptrace_denied(void)
{
    static const int calls[] = {SYS_ptrace};
    start_idle_threads(3);
    deny_calls(calls, 1);
    read_through_null();
}

static void vm_readv_denied(void)
{
    static const int calls[] = {SYS_process_vm_readv};
    start_idle_threads(1);
    deny_calls(calls, 1);
    read_through_null();
}

static void everything_denied(void)
{
    static const int calls[] = {SYS_ptrace, SYS_process_vm_readv, SYS_clone};
    start_idle_threads(3);
    deny_calls(calls, 3);
    read_through_null();
}

static void no_descriptors(void)
{
    while (open("/dev/null", O_RDONLY) >= 0) {
    }
    read_through_null();
}

static void no_address_space(void)
{
    struct rlimit limit = {64 << 20, 64 << 20};
    setrlimit(RLIMIT_AS, &limit);
    for (size_t size = 1 << 20; size >= 64; size /= 2) {
        while (malloc(size) != NULL) {
        }
    }
    read_through_null();
}

static void no_processes(void)
{
    struct rlimit limit = {0, 0};
    start_idle_threads(2);
    setrlimit(RLIMIT_NPROC, &limit);
    read_through_null();
}

/* As another user: root is exempt from the limit on processes. */
static void no_processes_as_nobody(void)
{
    char pending[1200];
    snprintf(pending, sizeof pending, "%s/pending", database);
    inquest_shutdown();
    if (chown(database, 65534, 65534) != 0 || chown(pending, 65534, 65534) != 0 || setresgid(65534, 65534, 65534) != 0 ||
        setresuid(65534, 65534, 65534) != 0) {
        exit(77);
    }
    capture();
    no_processes();
}

/* Mounts a small disk over the database in a mount namespace of our own, dies in a child, and brings what it left behind to
 * the folder underneath, where the harness looks. */
static int underneath;

static void bring_out(void)
{
    char from[1400];
    snprintf(from, sizeof from, "%s/pending", database);
    DIR *list = opendir(from);
    mkdirat(underneath, "pending", 0700);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;) {
        char bytes[8192], to[300];
        snprintf(to, sizeof to, "pending/%.255s", entry->d_name);
        int in = openat(dirfd(list), entry->d_name, O_RDONLY);
        int out = entry->d_name[0] == '.' ? -1 : openat(underneath, to, O_WRONLY | O_CREAT, 0600);
        for (ssize_t got; out >= 0 && (got = read(in, bytes, sizeof bytes)) > 0;) {
            if (write(out, bytes, (size_t)got) != got) {
                break;
            }
        }
        close(in);
        close(out);
    }
}

static void die_on_small_disk(void (*prepare)(void))
{
    int status = 0;
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        exit(77);
    }
    inquest_shutdown();
    underneath = open(database, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (mount("tmpfs", database, "tmpfs", 0, "size=2m") != 0) {
        exit(77);
    }
    pid_t child = fork();
    if (child == 0) {
        capture();
        prepare();
        read_through_null();
    }
    waitpid(child, &status, 0);
    inquest_shutdown();
    bring_out();
    exit(WIFSIGNALED(status) ? 40 + WTERMSIG(status) : 39);
}

static void fill_disk(void)
{
    char path[1200];
    static char block[4096];
    snprintf(path, sizeof path, "%s/filler", database);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    while (write(fd, block, sizeof block) > 0) {
    }
    close(fd);
}

static void forbid_writing(void)
{
    if (mount(NULL, database, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0) {
        exit(77);
    }
}

static void disk_full(void) { die_on_small_disk(fill_disk); }
static void read_only(void) { die_on_small_disk(forbid_writing); }

static void in_chroot(void)
{
    if (chroot("/proc/self/fdinfo") != 0) {
        exit(77);
    }
    read_through_null();
}

static void descriptors_closed(void)
{
    for (int fd = 0; fd < 4096; fd++) {
        close(fd);
    }
    read_through_null();
}

static void many_threads(void)
{
    start_idle_threads(64);
    read_through_null();
}

static void very_many_threads(void)
{
    start_idle_threads(300);
    read_through_null();
}

static void large_heap(void)
{
    size_t size = 1u << 30;
    char *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (size_t i = 0; i < size && bytes != MAP_FAILED; i += 4096) {
        bytes[i] = 1;
    }
    read_through_null();
}

const struct way limit_ways[] = {
    {"ptrace-denied", "11", "read_through_null", 4, NEEDS_SECCOMP, EXPECT_REPORT, ptrace_denied},
    {"vm-readv-denied", "11", "read_through_null", 2, NEEDS_SECCOMP, EXPECT_REPORT, vm_readv_denied},
    {"everything-denied", "11", "read_through_null", 4, NEEDS_SECCOMP, EXPECT_REPORT, everything_denied},
    {"no-descriptors", "11", "read_through_null", 1, 0, EXPECT_REPORT, no_descriptors},
    {"no-address-space", "11", "read_through_null", 1, NEEDS_HARDWARE, EXPECT_REPORT, no_address_space},
    {"no-processes", "11", "read_through_null", 3, NEEDS_ROOT | NEEDS_HARDWARE, EXPECT_REPORT, no_processes_as_nobody},
    {"disk-full", "exit 51", "read_through_null", 1, NEEDS_ROOT | NEEDS_HARDWARE | FALLS_BACK, EXPECT_REPORT, disk_full},
    {"read-only", "exit 51", "-", 1, NEEDS_ROOT | NEEDS_HARDWARE, EXPECT_RECORD, read_only},
    {"chroot", "11", "-", 1, NEEDS_ROOT | NEEDS_HARDWARE, EXPECT_RECORD, in_chroot},
    {"descriptors-closed", "11", "read_through_null", 1, FALLS_BACK, EXPECT_REPORT, descriptors_closed},
    {"64-threads", "11", "read_through_null", 65, 0, EXPECT_REPORT, many_threads},
    {"300-threads", "11", "read_through_null", 301, NEEDS_HARDWARE, EXPECT_REPORT, very_many_threads},
    {"1-gib-heap", "11", "read_through_null", 1, NEEDS_HARDWARE, EXPECT_REPORT, large_heap},
    {NULL, NULL, NULL, 0, 0, EXPECT_REPORT, NULL},
};

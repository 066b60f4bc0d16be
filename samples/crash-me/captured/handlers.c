/* The same fault where the handler process is the one in trouble. Under the other backends these are plain crashes. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inquest.h"
#include "ways.h"

/* The process with this name that was started for our database; 0 when there is none. */
static pid_t find(const char *name)
{
    DIR *processes = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *entry; processes != NULL && found == 0 && (entry = readdir(processes)) != NULL;) {
        char path[300], line[4096] = "";
        snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        int fd = atoi(entry->d_name) > 0 ? open(path, O_RDONLY) : -1;
        ssize_t size = fd >= 0 ? read(fd, line, sizeof line - 1) : 0;
        if (fd >= 0) {
            close(fd);
        }
        const char *slash = strrchr(line, '/');
        int is_named = strcmp(slash != NULL ? slash + 1 : line, name) == 0;
        for (ssize_t i = 0; is_named && i < size; i += (ssize_t)strlen(line + i) + 1) {
            found = strcmp(line + i, database) == 0 ? atoi(entry->d_name) : found;
        }
    }
    if (processes != NULL) {
        closedir(processes);
    }
    return found;
}

static pid_t waiter(void)
{
    for (int i = 0; i < 200 && inquest_active_backend() != INQUEST_BACKEND_HANDLER; i++) {
        usleep(1000);
    }
    return find("inquest-waiter");
}

static void killed_before(void)
{
    pid_t pid = waiter();
    if (pid > 0) {
        kill(pid, SIGKILL);
        for (int i = 0; i < 1000 && kill(pid, 0) == 0 && find("inquest-waiter") == pid; i++) {
            usleep(1000);
        }
    }
    read_through_null();
}

static void stopped(void)
{
    pid_t pid = waiter();
    if (pid > 0) {
        kill(pid, SIGSTOP);
        /* Nobody should have to clean up after this way. */
        if (fork() == 0) {
            inquest_shutdown();
            sleep(3);
            kill(pid, SIGCONT);
            _exit(0);
        }
        usleep(10000);
    }
    read_through_null();
}

static void kill_when_it_appears(const char *name)
{
    int ready[2];
    char byte = 0;
    (void)waiter();
    if (pipe(ready) != 0) {
        exit(9);
    }
    if (fork() == 0) {
        inquest_shutdown();
        byte = (char)write(ready[1], &byte, 1);
        for (int i = 0; i < 20000; i++) {
            pid_t pid = find(name);
            if (pid > 0) {
                kill(pid, SIGKILL);
                _exit(0);
            }
        }
        _exit(1);
    }
    close(ready[1]);
    (void)!read(ready[0], &byte, 1);
    read_through_null();
}

static void killed_during(void)
{
    if (inquest_active_backend() == INQUEST_BACKEND_HANDLER || waiter() > 0) {
        kill_when_it_appears("inquest-handler");
    }
    read_through_null();
}

static void missing(void)
{
    handler = "/nonexistent/inquest-handler";
    capture();
    read_through_null();
}

static void may_not_trace(void)
{
    static const int calls[] = {SYS_ptrace};
    start_idle_threads(3);
    deny_calls(calls, 1);
    capture();
    read_through_null();
}

static void may_not_read(void)
{
    static const int calls[] = {SYS_process_vm_readv};
    start_idle_threads(3);
    deny_calls(calls, 1);
    capture();
    read_through_null();
}

/* Four processes, one waiter. */
static void children_at_once(void)
{
    int status = 0, died = 0;
    for (int i = 0; i < 4; i++) {
        if (fork() == 0) {
            read_through_null();
        }
    }
    while (wait(&status) > 0) {
        died += WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
    }
    exit(died == 4 ? 51 : 39);
}

/* A program that waits for all of its children must not wait for ours. */
static void waits_for_all(void)
{
    int status = 0;
    (void)waiter();
    if (fork() == 0) {
        inquest_shutdown();
        _exit(0);
    }
    while (wait(&status) > 0) {
    }
    read_through_null();
}

const struct way handler_ways[] = {
    {"handler-killed", "11", "read_through_null", 1, NEEDS_HARDWARE | FALLS_BACK, EXPECT_REPORT, killed_before},
    {"handler-stopped", "11", "read_through_null", 1, NEEDS_HARDWARE | FALLS_BACK, EXPECT_REPORT, stopped},
    {"handler-killed-during", "11", "read_through_null", 1, NEEDS_HARDWARE | MAY_FALL_BACK, EXPECT_REPORT, killed_during},
    {"handler-missing", "11", "read_through_null", 1, FALLS_BACK, EXPECT_REPORT, missing},
    {"handler-no-ptrace", "11", "read_through_null", 4, NEEDS_SECCOMP | FALLS_BACK, EXPECT_REPORT, may_not_trace},
    {"handler-no-readv", "11", "read_through_null", 4, NEEDS_SECCOMP, EXPECT_REPORT, may_not_read},
    {"children-at-once", "exit 51", "read_through_null", 1, NEEDS_HARDWARE, EXPECT_REPORT, children_at_once},
    {"waits-for-all", "11", "read_through_null", 1, NEEDS_HARDWARE, EXPECT_REPORT, waits_for_all},
    {NULL, NULL, NULL, 0, 0, EXPECT_REPORT, NULL},
};

// A program that registers with a real Crashpad handler over its socket and then asks it for a dump of itself at a fault.
// Usage: crashpad_client HANDLER DATABASE URL
// The wire form is ExceptionHandlerProtocol of Crashpad's util/linux/exception_handler_protocol.h, as capture.md describes it.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct exception_information {
    uint64_t siginfo;
    uint64_t context;
    int32_t thread;
} __attribute__((packed));

struct message {
    int32_t version;
    uint32_t type;
    uint64_t stack;
    uint64_t exception;
    uint64_t sanitization;
    uint64_t crash_loop_before; // Linux only.
} __attribute__((packed));

static int handler_socket;
static struct exception_information information;

static void on_fault(int number, siginfo_t *siginfo, void *context)
{
    information.siginfo = (uint64_t)(uintptr_t)siginfo;
    information.context = (uint64_t)(uintptr_t)context;
    information.thread = (int32_t)syscall(SYS_gettid);
    struct message request = {1, 1, (uint64_t)(uintptr_t)&request, (uint64_t)(uintptr_t)&information, 0, 0};
    sigset_t done;
    sigemptyset(&done);
    sigaddset(&done, SIGCONT);
    sigprocmask(SIG_BLOCK, &done, 0);
    struct timespec patience = {10, 0};
    if (send(handler_socket, &request, sizeof request, 0) == (ssize_t)sizeof request) {
        sigtimedwait(&done, 0, &patience);
    }
    signal(number, SIG_DFL);
}

__attribute__((noinline)) static void draw_mesh(volatile int *vertices)
{
    *vertices = 42;
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "usage: crashpad_client HANDLER DATABASE URL\n");
        return 2;
    }
    int pair[2];
    int enabled = 1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0) {
        return 1;
    }
    setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &enabled, sizeof enabled);
    setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &enabled, sizeof enabled);
    if (fork() == 0) {
        close(pair[0]);
        char descriptor[64], database[4096], url[4096];
        snprintf(descriptor, sizeof descriptor, "--initial-client-fd=%d", pair[1]);
        snprintf(database, sizeof database, "--database=%s", arguments[2]);
        snprintf(url, sizeof url, "--url=%s", arguments[3]);
        execl(arguments[1], arguments[1], descriptor, "--shared-client-connection", database, url,
              "--no-rate-limit", "--annotation=prod=Meshes", "--annotation=ver=2.3.1",
              "--annotation=plat=Linux", (char *)0);
        _exit(127);
    }
    close(pair[1]);
    handler_socket = pair[0];
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, 0);
    sleep(2); // The handler arms itself; a real client waits for its credentials instead.
    draw_mesh((volatile int *)24);
    return 0;
}

/* inquest-waiter: all that stays in memory for a program that is captured out of process.
 *
 *   inquest-waiter HANDLER DATABASE     with the socket and the shared page of protocol.h as descriptors 3 and 4
 *
 * It sleeps in poll() until somebody dies, starts HANDLER for him, and passes its answers on. It has no libc and no heap, so
 * that what waits for a crash costs a few pages; and it is older than whatever the program does later, so that limits, seccomp
 * filters, name spaces and a full descriptor table of the program do not bind it. It ends with the last process that holds
 * the other end of the socket. */
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "handler/protocol.h"
#include "signal/kernel.h"

#define HANDLERS_MAX 16
#define ENVIRONMENT_MAX 1024

struct handler {
    int pid; /* 0: a free place */
    int fd;
    uint32_t slot;
};

static struct handler handlers[HANDLERS_MAX];
static struct inquest__page *page;
static char *program, *database;
static char *environment[ENVIRONMENT_MAX + 1];

/* Compilers call these for structures. */
void *memcpy(void *to, const void *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        ((volatile char *)to)[i] = ((const volatile char *)from)[i];
    }
    return to;
}

void *memset(void *to, int value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        ((volatile char *)to)[i] = (char)value;
    }
    return to;
}

static int starts_with(const char *text, const char *prefix)
{
    for (; *prefix != 0; text++, prefix++) {
        if (*text != *prefix) {
            return 0;
        }
    }
    return 1;
}

/* What the program chose for itself must not reach into the handler: a preloaded allocator, a runtime's settings. */
static void choose_environment(char **all)
{
    size_t count = 0;
    for (; *all != NULL && count < ENVIRONMENT_MAX; all++) {
        if (!starts_with(*all, "LD_PRELOAD=") && !starts_with(*all, "LD_AUDIT=") && !starts_with(*all, "DOTNET_") &&
            !starts_with(*all, "COMPlus_") && !starts_with(*all, "CORECLR_")) {
            environment[count++] = *all;
        }
    }
}

static void answer(uint32_t slot, uint32_t state, int detail)
{
    page->slots[slot].detail = detail;
    atomic_store(&page->slots[slot].state, state);
    (void)inquest__call6(SYS_futex, (long)&page->slots[slot].state, 1 /* FUTEX_WAKE, shared */, 0x7fffffff, 0, 0, 0);
}

static void detach_from_terminal_and_files(void)
{
    (void)inquest__call(SYS_setsid, 0, 0, 0, 0);
    (void)inquest__call(SYS_chdir, (long)"/", 0, 0, 0);
    int nothing = sys_openat(AT_FDCWD, "/dev/null", O_RDWR, 0);
    for (int fd = 0; fd < 3; fd++) {
        if (nothing >= 0) {
            (void)inquest__call(SYS_dup3, nothing, fd, 0, 0);
        } else {
            (void)sys_close(fd);
        }
    }
    if (inquest__call(436 /* close_range */, INQUEST__WAITER_PAGE + 1, ~0u, 0, 0) != 0) {
        for (int fd = INQUEST__WAITER_PAGE + 1; fd < 4096; fd++) {
            (void)sys_close(fd);
        }
    }
    for (int fd = INQUEST__WAITER_SOCKET; fd <= INQUEST__WAITER_PAGE; fd++) {
        (void)inquest__call(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC, 0);
    }
}

/* Signals to a whole group or service must not end what reports on it: it ends by itself when the program does. */
static void ignore_farewells(void)
{
    static const int farewells[] = {SIGHUP, SIGINT, SIGTERM, SIGPIPE};
    struct kernel_action ignore = {.handler = (void *)1};
    struct kernel_action none = {0};
    uint64_t empty = 0;
    for (int signal_number = 1; signal_number < 32; signal_number++) {
        if (signal_number != SIGKILL && signal_number != SIGSTOP) {
            (void)sys_sigaction(signal_number, &none, NULL);
        }
    }
    for (size_t i = 0; i < sizeof farewells / sizeof farewells[0]; i++) {
        (void)sys_sigaction(farewells[i], &ignore, NULL);
    }
    (void)sys_sigmask(SIG_SETMASK, &empty, NULL);
}

/* A program's limits of memory and files are its own business; the handler is another program. */
static void lift_limits(void)
{
    static const int limits[] = {9 /* RLIMIT_AS */, 2 /* DATA */, 1 /* FSIZE */, 0 /* CPU */, 7 /* NOFILE */};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        uint64_t both[2];
        if (inquest__call(SYS_prlimit64, 0, limits[i], 0, (long)both) == 0) {
            both[0] = both[1];
            (void)inquest__call(SYS_prlimit64, 0, limits[i], (long)both, 0);
        }
    }
}

static _Noreturn void become_handler(int fd)
{
    char *arguments[] = {program, "--serve", database, NULL};
    (void)inquest__call(SYS_dup3, fd, INQUEST__HANDLER_SOCKET, 0, 0);
    long error = inquest__call(SYS_execve, (long)program, (long)arguments, (long)environment, 0);
    struct inquest__answer failed = {INQUEST__ANSWER_FAILED, (int32_t)-error};
    (void)sys_write(INQUEST__HANDLER_SOCKET, &failed, sizeof failed);
    sys_exit(126);
}

static void start_handler(const struct inquest__message *message)
{
    int ends[2];
    struct handler *handler = NULL;
    for (int i = 0; i < HANDLERS_MAX && handler == NULL; i++) {
        handler = handlers[i].pid == 0 ? &handlers[i] : NULL;
    }
    uint32_t asked = INQUEST__SLOT_ASKED;
    if (handler == NULL) {
        answer(message->slot, INQUEST__SLOT_FAILED, EBUSY);
        return;
    }
    long error = inquest__call(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, (long)ends);
    if (error < 0) {
        answer(message->slot, INQUEST__SLOT_FAILED, (int)-error);
        return;
    }
    if (!atomic_compare_exchange_strong(&page->slots[message->slot].state, &asked, INQUEST__SLOT_TAKEN)) {
        (void)sys_close(ends[0]);
        (void)sys_close(ends[1]);
        return; /* Abandoned before we came to it. */
    }
    (void)sys_write(ends[0], message, sizeof *message);
    /* A plain fork: our few pages are copied in no time, and nothing is shared with a child that execs at once. */
    long pid = inquest__call6(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
    if (pid == 0) {
        become_handler(ends[1]);
    }
    (void)sys_close(ends[1]);
    if (pid < 0) {
        (void)sys_close(ends[0]);
        answer(message->slot, INQUEST__SLOT_FAILED, (int)-pid);
        return;
    }
    handler->pid = (int)pid;
    handler->fd = ends[0];
    handler->slot = message->slot;
}

static void cancel(const struct inquest__message *message)
{
    for (int i = 0; i < HANDLERS_MAX; i++) {
        if (handlers[i].pid != 0 && handlers[i].slot == message->slot) {
            (void)sys_kill(handlers[i].pid, SIGKILL);
            return; /* Its end is noticed at its socket. */
        }
    }
    answer(message->slot, INQUEST__SLOT_FREE, 0);
}

/* 0 when every process that could ask is gone. */
static int hear_client(void)
{
    struct inquest__message message;
    union {
        char bytes[CMSG_SPACE(sizeof(struct ucred))];
        struct cmsghdr aligned;
    } control;
    struct iovec part = {&message, sizeof message};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    long got = inquest__call(SYS_recvmsg, INQUEST__WAITER_SOCKET, (long)&header, MSG_CMSG_CLOEXEC, 0);
    if (got == 0 || (got < 0 && got != -EINTR && got != -EAGAIN)) {
        return 0;
    }
    struct cmsghdr *first = CMSG_FIRSTHDR(&header);
    if (got != (long)sizeof message || message.magic != INQUEST__MESSAGE_MAGIC || message.slot >= INQUEST__SLOTS ||
        first == NULL || first->cmsg_level != SOL_SOCKET || first->cmsg_type != SCM_CREDENTIALS) {
        return 1;
    }
    /* What the kernel says of the sender counts, not what he says of himself. */
    struct ucred sender;
    memcpy(&sender, CMSG_DATA(first), sizeof sender);
    message.kernel_pid = sender.pid;
    if (message.kind == INQUEST__MESSAGE_REPORT) {
        start_handler(&message);
    } else if (message.kind == INQUEST__MESSAGE_CANCEL) {
        cancel(&message);
    }
    return 1;
}

static void handler_ended(struct handler *handler)
{
    int status = 0;
    (void)sys_close(handler->fd);
    while (sys_wait4(handler->pid, &status, 0) == -EINTR) {
    }
    handler->pid = 0;
    uint32_t state = atomic_load(&page->slots[handler->slot].state);
    if (state == INQUEST__SLOT_TAKEN || state == INQUEST__SLOT_OWNED) {
        answer(handler->slot, INQUEST__SLOT_FAILED, WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
    } else if (state == INQUEST__SLOT_ABANDONED) {
        answer(handler->slot, INQUEST__SLOT_FREE, 0);
    }
}

static void own(struct handler *handler, int let_go)
{
    uint32_t taken = INQUEST__SLOT_TAKEN;
    char wanted = atomic_compare_exchange_strong(&page->slots[handler->slot].state, &taken,
                      let_go ? INQUEST__SLOT_RELEASED : INQUEST__SLOT_OWNED);
    if (wanted && let_go) {
        answer(handler->slot, INQUEST__SLOT_RELEASED, 0);
    }
    (void)sys_write(handler->fd, &wanted, 1);
}

static void hear_handler(struct handler *handler)
{
    struct inquest__answer said;
    long got = sys_read(handler->fd, &said, sizeof said);
    if (got == -EINTR) {
        return;
    }
    if (got != (long)sizeof said) {
        handler_ended(handler);
    } else if (said.kind == INQUEST__ANSWER_OWN) {
        own(handler, said.detail != 0);
    } else if (said.kind == INQUEST__ANSWER_RELEASE) {
        answer(handler->slot, INQUEST__SLOT_RELEASED, 0);
    } else if (atomic_load(&page->slots[handler->slot].state) == INQUEST__SLOT_TAKEN) {
        answer(handler->slot, INQUEST__SLOT_FAILED, said.detail);
    }
}

static void serve(void)
{
    for (int listening = 1;;) {
        struct pollfd waits[HANDLERS_MAX + 1] = {{listening ? INQUEST__WAITER_SOCKET : -1, POLLIN, 0}};
        int busy = 0;
        for (int i = 0; i < HANDLERS_MAX; i++) {
            waits[i + 1] = (struct pollfd){handlers[i].pid != 0 ? handlers[i].fd : -1, POLLIN, 0};
            busy += handlers[i].pid != 0;
        }
        if (!listening && busy == 0) {
            return;
        }
        if (inquest__call6(SYS_ppoll, (long)waits, HANDLERS_MAX + 1, 0, 0, 0, 0) < 0) {
            continue;
        }
        if (waits[0].revents != 0) {
            listening = hear_client();
        }
        for (int i = 0; i < HANDLERS_MAX; i++) {
            if (waits[i + 1].revents != 0 && handlers[i].pid != 0) {
                hear_handler(&handlers[i]);
            }
        }
    }
}

/* Called by start.S's words below with the kernel's stack: argc, arguments, NULL, environment, NULL. */
__attribute__((used)) static _Noreturn void begin(long *stack)
{
    long count = stack[0];
    char **arguments = (char **)(stack + 1);
    if (count != 3) {
        sys_exit(2);
    }
    program = arguments[1];
    database = arguments[2];
    choose_environment(arguments + count + 1);
    detach_from_terminal_and_files();
    ignore_farewells();
    lift_limits();
    long mapped = inquest__call6(SYS_mmap, 0, INQUEST__PAGE_BYTES, 3 /* READ, WRITE */, 1 /* SHARED */, INQUEST__WAITER_PAGE, 0);
    if (mapped < 0 && mapped > -4096) {
        sys_exit(3);
    }
    page = (struct inquest__page *)mapped;
    if (page->magic != INQUEST__PAGE_MAGIC) {
        sys_exit(4);
    }
    page->waiter_pid = sys_getpid();
    page->ready_ns = sys_clock(CLOCK_MONOTONIC);
    atomic_store(&page->ready, 1);
    serve();
    sys_exit(0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n"
        "  xorl %ebp, %ebp\n"
        "  movq %rsp, %rdi\n"
        "  andq $-16, %rsp\n"
        "  call begin\n");
#else
__asm__(".globl _start\n_start:\n"
        "  mov x29, #0\n"
        "  mov x30, #0\n"
        "  mov x0, sp\n"
        "  bl begin\n");
#endif

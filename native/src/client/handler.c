/* Starts the waiter: the process that starts inquest-handler when this one dies. The caller waits for one clone and no exec. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/client.h"
#include "handler/ask.h"

#ifndef INQUEST_HANDLER_FOLDER
#define INQUEST_HANDLER_FOLDER "/usr/libexec/inquest"
#endif
#define HANDLER_NAME "inquest-handler"
#define WAITER_NAME "inquest-waiter"
#define STACK_BYTES 8192
#define SHARE_MEMORY 0x00000100
#define UNTRACED 0x00800000

extern char **environ;

/* The new processes run on these while this one goes on. */
static unsigned char first_stack[STACK_BYTES] __attribute__((aligned(16)));
static unsigned char second_stack[STACK_BYTES] __attribute__((aligned(16)));

static char handler_path[INQUEST_PATH_MAX + 32];
static char waiter_path[INQUEST_PATH_MAX + 32];
static char database_path[INQUEST_PATH_MAX + 32];
static char *waiter_arguments[] = {waiter_path, handler_path, database_path, NULL};
static struct {
    int socket;
    int memory;
    struct inquest__page *page;
} given;

/* Both programs lie in one folder. */
static int is_folder_of_both(const char *folder, size_t length)
{
    if (length + sizeof HANDLER_NAME + 1 > sizeof handler_path) {
        return 0;
    }
    snprintf(handler_path, sizeof handler_path, "%.*s/%s", (int)length, folder, HANDLER_NAME);
    snprintf(waiter_path, sizeof waiter_path, "%.*s/%s", (int)length, folder, WAITER_NAME);
    return access(handler_path, X_OK) == 0 && access(waiter_path, X_OK) == 0;
}

static int is_beside(const char *file)
{
    const char *slash = file == NULL ? NULL : strrchr(file, '/');
    return slash != NULL && is_folder_of_both(file, (size_t)(slash - file));
}

/* A library in lib/ has its programs in the folder above. */
static int is_above(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *above = slash == NULL || slash == file ? NULL : memrchr(file, '/', (size_t)(slash - file));
    return above != NULL && is_folder_of_both(file, (size_t)(above - file));
}

/* Beside the program, beside this library or in the folder above it, or where it was installed. */
static int find(void)
{
    char self[INQUEST_PATH_MAX + 1];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = 0;
        if (is_beside(self)) {
            return 1;
        }
    }
    uint64_t own = (uint64_t)(uintptr_t)handler_path;
    for (uint32_t i = 0; i < inquest__state.known_module_count; i++) {
        const struct inquest__known_module *module = &inquest__state.known_modules[i];
        if (own >= module->start && own < module->end && (is_beside(module->path) || is_above(module->path))) {
            return 1;
        }
    }
    return is_folder_of_both(INQUEST_HANDLER_FOLDER, strlen(INQUEST_HANDLER_FOLDER));
}

/* What the options name, or what is found. 0 with a line on stderr when the program asked for what is not there. */
static int choose(const char *path, int was_asked_for)
{
    if (path != NULL && path[0] != 0) {
        /* The waiter works in another folder than the program. */
        char *real = realpath(path, NULL);
        int error = real == NULL || access(real, X_OK) != 0 ? errno : ENOENT;
        if (real != NULL && access(real, X_OK) == 0 && is_beside(real)) {
            snprintf(handler_path, sizeof handler_path, "%s", real);
            free(real);
            return 1;
        }
        free(real);
        inquest__state.handler_error = error;
        inquest__complain("options.handler '%.200s' cannot be started: %s (inquest-handler and inquest-waiter must be "
                          "executable and in one folder). Reports are written by the program itself.", path, strerror(error));
        return 0;
    }
    if (find()) {
        return 1;
    }
    inquest__state.handler_error = ENOENT;
    if (was_asked_for) {
        inquest__complain("no inquest-handler beside the program, beside libinquest, in the folder above it or in " INQUEST_HANDLER_FOLDER
                          "; set options.handler. Reports are written by the program itself.");
    }
    return 0;
}

/* Runs with our memory but descriptors of its own, so nothing that it does to them is seen here. */
static int become_waiter(void *argument)
{
    (void)argument;
    (void)inquest__call(SYS_dup3, given.socket, INQUEST__WAITER_SOCKET, 0, 0);
    (void)inquest__call(SYS_dup3, given.memory, INQUEST__WAITER_PAGE, 0, 0);
    long error = inquest__call(SYS_execve, (long)waiter_path, (long)waiter_arguments, (long)environ, 0);
    atomic_store(&given.page->failed, (uint32_t)-error);
    return 1;
}

/* In between, so that the program is no parent of what it did not start: wait() must not see the waiter. */
static int start_and_end(void *argument)
{
    int pid = inquest__clone(become_waiter, second_stack + sizeof second_stack, SHARE_MEMORY | UNTRACED, argument, NULL);
    if (pid < 0) {
        atomic_store(&given.page->failed, (uint32_t)-pid);
    }
    return 0;
}

/* High numbers: a program that counts on getting 3 next is not surprised. */
static int move_up(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 200);
    if (high < 0) {
        return fd;
    }
    close(fd);
    return high;
}

static int make_page(void)
{
    int memory = (int)inquest__call(SYS_memfd_create, (long)"inquest", 1 /* MFD_CLOEXEC */, 0, 0);
    if (memory < 0 || ftruncate(memory, INQUEST__PAGE_BYTES) != 0) {
        inquest__state.handler_error = memory < 0 ? -memory : errno;
        return -1;
    }
    void *page = mmap(NULL, INQUEST__PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    if (page == MAP_FAILED) {
        inquest__state.handler_error = errno;
        close(memory);
        return -1;
    }
    given.page = page;
    given.page->magic = INQUEST__PAGE_MAGIC;
    given.page->version = INQUEST__MESSAGE_VERSION;
    return move_up(memory);
}

static int make_socket(void)
{
    struct stat facts;
    int ends[2], yes = 1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        inquest__state.handler_error = errno;
        return -1;
    }
    inquest__handler.fd = move_up(ends[0]);
    given.socket = move_up(ends[1]);
    if (setsockopt(given.socket, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0 || fstat(inquest__handler.fd, &facts) != 0) {
        inquest__state.handler_error = errno;
        return -1;
    }
    inquest__handler.device = facts.st_dev;
    inquest__handler.inode = facts.st_ino;
    return 0;
}

static void start(void)
{
    uint64_t all = ~0ull, before = 0;
    int status;
    /* A signal must find no handler of the program in a process that only looks like it. */
    (void)sys_sigmask(SIG_SETMASK, &all, &before);
    int pid = inquest__clone(start_and_end, first_stack + sizeof first_stack, SHARE_MEMORY | UNTRACED, NULL, NULL);
    if (pid < 0) {
        atomic_store(&given.page->failed, (uint32_t)-pid);
    } else {
        while (sys_wait4(pid, &status, __WALL) == -EINTR) {
        }
    }
    (void)sys_sigmask(SIG_SETMASK, &before, NULL);
}

int inquest__handler_start(const char *path, int was_asked_for)
{
    inquest__state.handler_error = 0;
    if (!choose(path, was_asked_for)) {
        return 0;
    }
    snprintf(database_path, sizeof database_path, "%s", inquest__state.pending);
    char *slash = strrchr(database_path, '/');
    if (slash != NULL) {
        *slash = 0; /* pending/ lies in it */
    }
    given.socket = -1;
    given.memory = make_page();
    if (given.memory >= 0 && make_socket() == 0) {
        start();
        atomic_store(&inquest__handler.page, given.page);
    }
    if (given.socket >= 0) {
        close(given.socket);
    }
    if (given.memory >= 0) {
        close(given.memory);
    }
    if (inquest__state.handler_error != 0) {
        inquest__complain("inquest-handler could not be started: %s. Reports are written by the program itself.",
            strerror(inquest__state.handler_error));
        inquest__handler_stop();
        return 0;
    }
    return 1;
}

/* The waiter ends when the last copy of the socket is closed: at once, or with the last forked child. */
void inquest__handler_stop(void)
{
    struct stat facts;
    struct inquest__page *page = atomic_exchange(&inquest__handler.page, NULL);
    int fd = inquest__handler.fd;
    inquest__handler.fd = -1;
    if (fd >= 0 && fstat(fd, &facts) == 0 && facts.st_dev == inquest__handler.device && facts.st_ino == inquest__handler.inode) {
        close(fd);
    }
    if (page != NULL) {
        munmap(page, INQUEST__PAGE_BYTES);
    }
}

int inquest__handler_is_ready(void)
{
    struct inquest__page *page = atomic_load(&inquest__handler.page);
    return page != NULL && atomic_load(&page->ready) != 0 && atomic_load(&page->failed) == 0;
}

#include "dump/files.h"

#include <sys/stat.h>

#include "dump/out.h"

static char from[INQUEST_PATH_MAX + 64];
static char to[INQUEST_PATH_MAX + 64];

/* A daemon may have closed our descriptors and opened others in their place. */
static int is_ours(int fd)
{
    struct stat facts;
    return fd >= 0 && inquest__call(SYS_fstat, fd, (long)&facts, 0, 0) == 0 &&
        facts.st_dev == inquest__state.pending_device && facts.st_ino == inquest__state.pending_inode;
}

/* Relative to the descriptor when it is still ours: it survives chroot() and a lost path. */
static int base(char *path, size_t capacity)
{
    path[0] = 0;
    if (is_ours(inquest__state.pending_fd)) {
        return inquest__state.pending_fd;
    }
    inquest__append(path, capacity, inquest__state.pending);
    inquest__append(path, capacity, "/");
    return AT_FDCWD;
}

static int name(char *path, size_t capacity, const struct inquest__crash *crash, const char *suffix, const char *end)
{
    int folder = base(path, capacity);
    inquest__append(path, capacity, crash->id_text);
    inquest__append(path, capacity, suffix);
    inquest__append(path, capacity, end);
    return folder;
}

static int make_room(void)
{
    for (int i = 0; i < 2; i++) {
        int spare = inquest__state.spare_fd[i];
        inquest__state.spare_fd[i] = -1;
        if (is_ours(spare)) {
            (void)sys_close(spare);
            return 1;
        }
    }
    return 0;
}

int inquest__file_create(const struct inquest__crash *crash, const char *suffix)
{
    int folder = name(from, sizeof from, crash, suffix, ".tmp");
    int fd;
    if (inquest__state.pending[0] == 0) {
        return -ENOENT;
    }
    do {
        fd = sys_openat(folder, from, O_RDWR | O_CREAT | O_EXCL, 0600);
    } while ((fd == -EMFILE && make_room()) || fd == -EINTR);
    return fd;
}

int inquest__file_publish(const struct inquest__crash *crash, const char *suffix)
{
    int folder = name(from, sizeof from, crash, suffix, ".tmp");
    (void)name(to, sizeof to, crash, suffix, "");
    return (int)sys_renameat(folder, from, folder, to);
}

void inquest__file_discard(const struct inquest__crash *crash, const char *suffix)
{
    int folder = name(from, sizeof from, crash, suffix, ".tmp");
    (void)sys_unlinkat(folder, from);
}

int inquest__reserve_open(void)
{
    return inquest__state.reserve[0] == 0 ? -ENOENT : sys_openat(AT_FDCWD, inquest__state.reserve, O_RDWR, 0);
}

int inquest__reserve_drop(void)
{
    if (inquest__state.reserve[0] == 0) {
        return 0;
    }
    long result = sys_unlinkat(AT_FDCWD, inquest__state.reserve);
    inquest__state.reserve[0] = 0;
    return result == 0;
}

int inquest__reserve_publish(const struct inquest__crash *crash, const char *suffix)
{
    int folder = name(to, sizeof to, crash, suffix, "");
    int result = (int)sys_renameat(AT_FDCWD, inquest__state.reserve, folder, to);
    inquest__state.reserve[0] = 0;
    return result;
}

void inquest__files_close_all(int keep)
{
    /* close_range is 5.9; before it the table is short enough to walk. */
    if (inquest__call(436, (unsigned)keep + 1, ~0u, 0, 0) == 0) {
        if (keep > 0) {
            (void)inquest__call(436, 0, (unsigned)keep - 1, 0, 0);
        }
        return;
    }
    for (int fd = 0; fd < 1024; fd++) {
        if (fd != keep) {
            (void)sys_close(fd);
        }
    }
}

/* The folder of reports. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/client.h"

/* A minidump of one thread with its registers, modules and 100 KiB of stack fits. */
#define RESERVE_BYTES (256 << 10)
/* Left behind by a process that was killed while it wrote. */
#define TORN_SECONDS 3600
#define REPORTS_LISTED_MAX 20000

static int make_folders(char *path)
{
    for (char *at = path + 1; *at != 0; at++) {
        if (*at == '/') {
            *at = 0;
            int result = mkdir(path, 0700);
            *at = '/';
            if (result != 0 && errno != EEXIST && errno != EROFS && errno != EACCES) {
                return -1;
            }
        }
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

static int absolute(const char *database, char *path, size_t capacity, const char *more)
{
    char folder[INQUEST_PATH_MAX + 1] = "";
    if (database[0] != '/' && getcwd(folder, sizeof folder) == NULL) {
        return 0;
    }
    int length = snprintf(path, capacity, "%s%s%s/%s", folder, folder[0] != 0 ? "/" : "", database, more);
    return length > 0 && (size_t)length < capacity - 64;
}

static int has_suffix(const char *name, const char *suffix)
{
    size_t length = strlen(name), end = strlen(suffix);
    return length > end && strcmp(name + length - end, suffix) == 0;
}

struct report {
    time_t time;
    char id[37];
};

static int older(const void *a, const void *b)
{
    time_t left = ((const struct report *)a)->time, right = ((const struct report *)b)->time;
    return left < right ? -1 : left > right;
}

/* A uuid with dashes is ours, one without the handler's. */
static size_t id_length(const char *name)
{
    size_t length = strlen(name) - 11;
    return length == 36 || length == 32 ? length : 0;
}

static void remove_report(int folder, const char *id)
{
    char name[64];
    snprintf(name, sizeof name, "%s.dmp", id);
    (void)unlinkat(folder, name, 0);
    snprintf(name, sizeof name, "%s.event.json", id);
    (void)unlinkat(folder, name, 0);
}

/* Keeps the newest reports, and none that a killed process left half written. */
static void prune(const char *path, uint32_t reports_max)
{
    DIR *folder = opendir(path);
    struct report *reports = NULL;
    size_t count = 0;
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry; count < REPORTS_LISTED_MAX && (entry = readdir(folder)) != NULL;) {
        struct stat facts;
        if (fstatat(dirfd(folder), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode)) {
            continue;
        }
        if (has_suffix(entry->d_name, ".tmp")) {
            if (time(NULL) - facts.st_mtime > TORN_SECONDS) {
                (void)unlinkat(dirfd(folder), entry->d_name, 0);
            }
            continue;
        }
        if (!has_suffix(entry->d_name, ".event.json") || id_length(entry->d_name) == 0) {
            continue;
        }
        struct report *more = realloc(reports, (count + 1) * sizeof *reports);
        if (more == NULL) {
            break;
        }
        reports = more;
        reports[count].time = facts.st_mtime;
        memcpy(reports[count].id, entry->d_name, id_length(entry->d_name));
        reports[count++].id[id_length(entry->d_name)] = 0;
    }
    if (count >= reports_max) {
        qsort(reports, count, sizeof *reports, older);
        for (size_t i = 0; i + reports_max <= count; i++) {
            remove_report(dirfd(folder), reports[i].id);
        }
    }
    free(reports);
    closedir(folder);
}

static void make_reserve(const char *database)
{
    struct inquest__state *state = &inquest__state;
    char more[48];
    snprintf(more, sizeof more, "reserve-%d", (int)getpid());
    state->reserve[0] = 0;
    if (!absolute(database, state->reserve, sizeof state->reserve, more)) {
        state->reserve[0] = 0;
        return;
    }
    int fd = open(state->reserve, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int error = fd < 0 ? errno : posix_fallocate(fd, 0, RESERVE_BYTES);
    if (fd >= 0) {
        close(fd);
    }
    if (error != 0) {
        unlink(state->reserve);
        state->reserve[0] = 0;
    }
}

/* Reserves of processes that are gone. */
static void remove_stale_reserves(const char *database)
{
    DIR *folder = opendir(database);
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        int pid = strncmp(entry->d_name, "reserve-", 8) == 0 ? atoi(entry->d_name + 8) : 0;
        if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) {
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    closedir(folder);
}

enum inquest_result inquest__database_name(const char *database)
{
    if (!absolute(database, inquest__state.pending, sizeof inquest__state.pending, "pending")) {
        inquest__state.pending[0] = 0;
        inquest__complain("the database path '%.200s' is too long. The program runs on uncaptured.", database);
        return INQUEST_ERROR_DATABASE;
    }
    return INQUEST_OK;
}

enum inquest_result inquest__database_open(const char *database, uint32_t reports_max)
{
    struct inquest__state *state = &inquest__state;
    struct stat facts;
    int fd = make_folders(state->pending) != 0 ? -1 : open(state->pending, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) != 0 || faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        inquest__complain("the database folder '%s' cannot be written: %s. The program runs on uncaptured.", state->pending,
            strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return INQUEST_ERROR_DATABASE;
    }
    state->pending_device = facts.st_dev;
    state->pending_inode = facts.st_ino;
    /* High numbers: a program that counts on getting 3 next is not surprised. */
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 200);
    if (high >= 0) {
        close(fd);
        fd = high;
    }
    state->pending_fd = fd;
    for (int i = 0; i < 2; i++) {
        state->spare_fd[i] = fcntl(fd, F_DUPFD_CLOEXEC, 200);
    }
    prune(state->pending, reports_max);
    remove_stale_reserves(database);
    make_reserve(database);
    return INQUEST_OK;
}

void inquest__database_close(void)
{
    struct inquest__state *state = &inquest__state;
    int all[3] = {state->pending_fd, state->spare_fd[0], state->spare_fd[1]};
    state->pending_fd = state->spare_fd[0] = state->spare_fd[1] = -1;
    for (int i = 0; i < 3; i++) {
        if (all[i] >= 0) {
            close(all[i]);
        }
    }
    if (state->reserve[0] != 0) {
        unlink(state->reserve);
        state->reserve[0] = 0;
    }
}

/* crash-me with libinquest inside.
 *   captured --list
 *   captured WAY --database FOLDER [--backend handler|minidump|backtrace|none] [--handler FILE] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "inquest.h"
#include "ways.h"

const char *database;
int capture_late;
static enum inquest_backend backend = INQUEST_BACKEND_DEFAULT;
const char *handler;
static const struct way *chosen;

static const struct way *const all_ways[] = {fault_ways, place_ways, limit_ways, handler_ways,
#ifndef CRASH_ME_C_ONLY
    exception_ways,
#endif
    NULL};

/* When the process was let go: the harness compares it with the fault's time. */
static void on_last_chance(int signal_number, const char *id, int written, void *user)
{
    (void)signal_number;
    (void)id;
    (void)written;
    (void)user;
}

void capture(void)
{
    struct inquest_options options;
    inquest_options_init(&options);
    options.database = database;
    options.backend = backend;
    options.release = "crash-me@1.2.3";
    options.environment = "harness";
    options.dsn = "https://key@127.0.0.1/1";
    options.last_chance = on_last_chance;
    options.handler = handler;
    /* Nobody listens at that address. */
    options.flags = INQUEST_FLAG_SIGQUIT | INQUEST_FLAG_NO_UPLOAD;
    if (strcmp(chosen->name, "hang") == 0) {
        options.hang_timeout_ms = 300;
    }
    enum inquest_result result = inquest_init(&options);
    if (result != INQUEST_OK) {
        fprintf(stderr, "crash-me: %s\n", inquest_result_text(result));
        exit(70 + (int)result);
    }
    inquest_set_tag("way", chosen->name);
    inquest_set_user("42", "gamer@example.com", "gamer");
    inquest_add_breadcrumb(INQUEST_LEVEL_INFO, "game", "about to die");
}

static int list(void)
{
    for (int group = 0; all_ways[group] != NULL; group++) {
        for (const struct way *way = all_ways[group]; way->name != NULL; way++) {
            printf("%s\t%s\t%s\t%d\t%u\t%d\n", way->name, way->status, way->function, way->threads, way->needs, (int)way->expects);
        }
    }
    return 0;
}

static const struct way *find(const char *name)
{
    for (int group = 0; all_ways[group] != NULL; group++) {
        for (const struct way *way = all_ways[group]; way->name != NULL; way++) {
            if (strcmp(way->name, name) == 0) {
                return way;
            }
        }
    }
    return NULL;
}

static enum inquest_backend backend_of(const char *name)
{
    return strcmp(name, "minidump") == 0 ? INQUEST_BACKEND_MINIDUMP : strcmp(name, "backtrace") == 0 ? INQUEST_BACKEND_BACKTRACE
        : strcmp(name, "handler") == 0 ? INQUEST_BACKEND_HANDLER : INQUEST_BACKEND_NONE;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        return list();
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--database") == 0 && i + 1 < argc) {
            database = argv[++i];
        } else if (strcmp(argv[i], "--backend") == 0 && i + 1 < argc) {
            backend = backend_of(argv[++i]);
        } else if (strcmp(argv[i], "--handler") == 0 && i + 1 < argc) {
            handler = argv[++i];
        } else if (chosen == NULL) {
            chosen = find(argv[i]);
        }
    }
    if (chosen == NULL) {
        fprintf(stderr, "crash-me: no such way to die; --list names them\n");
        return 2;
    }
    capture_late = strcmp(chosen->name, "before-init") == 0 || strcmp(chosen->name, "during-init") == 0 ||
        strcmp(chosen->name, "earlier-handler") == 0 ||
        strcmp(chosen->name, "handler-missing") == 0 || strncmp(chosen->name, "handler-no-", 11) == 0;
    if (!capture_late) {
        capture();
    }
    chosen->run();
    fprintf(stderr, "crash-me: still alive, which is a bug of crash-me\n");
    return 1;
}

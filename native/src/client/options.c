#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/client.h"

#ifndef INQUEST_DEFAULT_BACKEND
#define INQUEST_DEFAULT_BACKEND INQUEST_BACKEND_HANDLER
#endif

#define KNOWN_FLAGS 0x1ffu
/* The first fields, up to and including the database: no version of the structure was smaller. */
#define SIZE_MIN 16

void inquest__complain(const char *format, ...)
{
    char line[1400] = "inquest: ";
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line + 9, sizeof line - 10, format, arguments);
    va_end(arguments);
    size_t size = 9 + (length < 0 ? 0 : (size_t)length);
    if (size > sizeof line - 1) {
        size = sizeof line - 1;
    }
    line[size] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, size + 1);
    (void)ignored;
}

const char *inquest_result_text(enum inquest_result result)
{
    switch (result) {
    case INQUEST_OK: return "done";
    case INQUEST_ERROR_ARGUMENT: return "an argument is missing or outside its range";
    case INQUEST_ERROR_ALREADY_RUNNING: return "inquest_init() was called twice";
    case INQUEST_ERROR_NOT_RUNNING: return "inquest_init() has not succeeded yet";
    case INQUEST_ERROR_DSN: return "the DSN is not https://KEY@HOST/PROJECT";
    case INQUEST_ERROR_DATABASE: return "the database folder cannot be written";
    case INQUEST_ERROR_SYSTEM: return "the system refused a signal action, a stack or a thread";
    case INQUEST_ERROR_FULL: return "no room is left";
    case INQUEST_ERROR_NOT_WRITTEN: return "the report could not be written";
    case INQUEST_ERROR_UNSUPPORTED: return "this build leaves that out";
    }
    return "unknown result";
}

void inquest_options_init(struct inquest_options *options)
{
    if (options == NULL) {
        return;
    }
    memset(options, 0, sizeof *options);
    options->size = sizeof *options;
    options->backend = INQUEST_BACKEND_DEFAULT;
    options->dump_bytes_max = 8u << 20;
    options->indirect_bytes_max = 64u << 10;
    options->timeout_ms = 10000;
    options->reports_max = 50;
}

/* scheme://key[:secret]@host[:port]/[path/]project */
static int dsn_is_right(const char *dsn)
{
    const char *rest = strncmp(dsn, "https://", 8) == 0 ? dsn + 8 : strncmp(dsn, "http://", 7) == 0 ? dsn + 7 : NULL;
    if (rest == NULL || strlen(dsn) > INQUEST_TEXT_MAX) {
        return 0;
    }
    const char *at = strchr(rest, '@');
    const char *slash = strchr(rest, '/');
    const char *project = strrchr(rest, '/');
    return at != NULL && at > rest && slash != NULL && slash > at + 1 && project[1] != 0 && strpbrk(dsn, " \t\r\n\"<>") == NULL;
}

static int in_range(const char *name, uint64_t value, uint64_t low, uint64_t high)
{
    if (value >= low && value <= high) {
        return 1;
    }
    inquest__complain("options.%s is %llu; it must be from %llu to %llu. The program runs on uncaptured.", name,
        (unsigned long long)value, (unsigned long long)low, (unsigned long long)high);
    return 0;
}

enum inquest_result inquest__options_check(const struct inquest_options *options, struct inquest_options *copy)
{
    if (options == NULL) {
        inquest__complain("inquest_init() was given no options. The program runs on uncaptured.");
        return INQUEST_ERROR_ARGUMENT;
    }
    inquest_options_init(copy);
    if (options->size < SIZE_MIN || options->size > 4096) {
        inquest__complain("options.size is %u; fill the options with inquest_options_init() first. The program runs on uncaptured.",
            options->size);
        return INQUEST_ERROR_ARGUMENT;
    }
    memcpy(copy, options, options->size < sizeof *copy ? options->size : sizeof *copy);
    copy->size = sizeof *copy;
    if (copy->backend == INQUEST_BACKEND_DEFAULT) {
        copy->backend = INQUEST_DEFAULT_BACKEND;
    }
    if (!in_range("backend", (uint64_t)copy->backend, INQUEST_BACKEND_HANDLER, INQUEST_BACKEND_NONE) ||
        !in_range("flags", copy->flags & ~KNOWN_FLAGS, 0, 0) ||
        !in_range("dump_bytes_max", copy->dump_bytes_max, 64u << 10, 1u << 30) ||
        !in_range("indirect_bytes_max", copy->indirect_bytes_max, 0, 64u << 20) ||
        !in_range("timeout_ms", copy->timeout_ms, 100, 60000) || !in_range("reports_max", copy->reports_max, 1, 10000) ||
        (copy->hang_timeout_ms != 0 && !in_range("hang_timeout_ms", copy->hang_timeout_ms, 100, 3600000))) {
        return INQUEST_ERROR_ARGUMENT;
    }
    if (copy->dsn != NULL && !dsn_is_right(copy->dsn)) {
        /* The key is not repeated: stderr ends up in logs. */
        inquest__complain("options.dsn is not https://KEY@HOST/PROJECT. The program runs on uncaptured.");
        return INQUEST_ERROR_DSN;
    }
    if (copy->backend != INQUEST_BACKEND_NONE && (copy->database == NULL || copy->database[0] == 0)) {
        inquest__complain("options.database names no folder. The program runs on uncaptured.");
        return INQUEST_ERROR_DATABASE;
    }
    return INQUEST_OK;
}

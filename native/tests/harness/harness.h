/* What the harness expects of a death, and what it found. */
#ifndef HARNESS_H
#define HARNESS_H

#define SECRET "hunter2-in-the-environment"

/* The same numbers as samples/crash-me/captured/ways.h: they come as text from `--list`. */
#define NEEDS_ROOT 1u
#define FALLS_BACK (1u << 7)
#define MAY_FALL_BACK (1u << 8)
#define EXPECTS_NOTHING 1
#define EXPECTS_RECORD 2

struct expectation {
    char name[64];
    char status[16];
    char function[64];
    int threads;
    unsigned needs;
    int expects;
};

struct outcome {
    int hung;
    int left_behind; /* processes that outlived the program by ten seconds */
    char status[16];
    double elapsed_ms;
    int reports;
    int has_dump;
    int torn;
    int leaked;
    int said_on_stderr;
    int signal_is_right;
    int function_found;
    int function_unchecked;
    int threads;
    int threads_without_stack;
    long bytes;
    char backend[32];
    char problems[512];
};

/* inspect.c: looks at the newest report of a database. */
void inspect(const char *database, const struct expectation *way, const char *program, const char *inquest, const char *symbols,
    struct outcome *outcome);

#endif

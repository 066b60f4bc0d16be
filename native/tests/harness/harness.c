/* Runs a program that dies in named ways under each backend and checks what is left behind.
 *
 *   harness --program captured [--inquest FILE --symbols FOLDER] [--backends minidump,backtrace] [--only TEXT]
 *           [--handler FILE] [--runs N] [--emulator COMMAND] [--skip NEEDS] [--json FILE]
 *
 * Checked for each: exit status, that the process ended in time, that exactly the expected report exists, that its signal
 * is right, that the expected function is on the crashing stack, the number of threads, and that no secret of the
 * environment is in it. Prints a table; the exit code is 1 when anything is missed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define WAYS_MAX 128
#define RUN_SECONDS_MAX 30
/* A handler writes and syncs after it has let the program go. */
#define LINGER_MS_MAX 10000.0

static const char *program, *inquest, *symbols, *emulator, *json_path, *handler, *only, *backends = "minidump,backtrace";
static unsigned skipped_needs;
static int runs = 1;
static struct expectation ways[WAYS_MAX];
static int way_count;

static void usage(void)
{
    fprintf(stderr, "harness: --program is required; see the head of harness.c for the rest\n");
    exit(2);
}

static void read_ways(void)
{
    char command[2048], line[512];
    snprintf(command, sizeof command, "%s %s --list", emulator != NULL ? emulator : "", program);
    FILE *list = popen(command, "r");
    while (list != NULL && way_count < WAYS_MAX && fgets(line, sizeof line, list) != NULL) {
        struct expectation *way = &ways[way_count];
        if (sscanf(line, "%63[^\t]\t%15[^\t]\t%63[^\t]\t%d\t%u\t%d", way->name, way->status, way->function, &way->threads,
                &way->needs, &way->expects) == 6) {
            way_count++;
        }
    }
    if (list == NULL || pclose(list) != 0 || way_count == 0) {
        fprintf(stderr, "harness: %s --list printed no ways\n", program);
        exit(2);
    }
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What the program left behind is ours to reap: the waiter ends when its handler has. */
static void await_descendants(struct outcome *outcome)
{
    double start = now_ms();
    pid_t ended;
    while ((ended = waitpid(-1, NULL, WNOHANG)) >= 0) {
        if (now_ms() - start > LINGER_MS_MAX) {
            outcome->left_behind = 1;
            return;
        }
        if (ended == 0) {
            usleep(500);
        }
    }
}

static void run_program(const struct expectation *way, const char *backend, const char *database, struct outcome *outcome)
{
    double start = now_ms();
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        setpgid(0, 0);
        setenv("CRASH_ME_PASSWORD", SECRET, 1);
        int quiet = open("/dev/null", O_WRONLY);
        char errors[1200];
        snprintf(errors, sizeof errors, "%s.stderr", database);
        dup2(quiet, 1);
        dup2(open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
        for (int fd = 3; fd < 256; fd++) {
            close(fd);
        }
        char *arguments[] = {(char *)emulator, (char *)program, (char *)way->name, "--database", (char *)database, "--backend",
            (char *)backend, handler != NULL ? "--handler" : NULL, (char *)handler, NULL};
        char **first = emulator != NULL ? arguments : arguments + 1;
        execvp(first[0], first);
        _exit(127);
    }
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (now_ms() - start > RUN_SECONDS_MAX * 1e3) {
            kill(-child, SIGKILL);
            waitpid(child, &status, 0);
            outcome->hung = 1;
            break;
        }
        usleep(500);
    }
    outcome->elapsed_ms = now_ms() - start;
    await_descendants(outcome);
    if (WIFSIGNALED(status)) {
        snprintf(outcome->status, sizeof outcome->status, "%d", WTERMSIG(status));
    } else {
        snprintf(outcome->status, sizeof outcome->status, "exit %d", WEXITSTATUS(status));
    }
}

static void note_problem(struct outcome *outcome, const char *what)
{
    size_t used = strlen(outcome->problems);
    snprintf(outcome->problems + used, sizeof outcome->problems - used, "%s%s", used != 0 ? ", " : "", what);
}

static int wrote_itself_as_it_should(const struct expectation *way, const char *backend, const struct outcome *outcome)
{
    return strcmp(backend, "handler") == 0 && (way->needs & (FALLS_BACK | MAY_FALL_BACK)) != 0 &&
        strcmp(outcome->backend, "minidump") == 0;
}

static void judge(const struct expectation *way, const char *backend, struct outcome *outcome)
{
    if (outcome->hung) {
        note_problem(outcome, "HUNG");
    }
    if (strcmp(outcome->status, way->status) != 0) {
        char text[64];
        snprintf(text, sizeof text, "status %s, not %s", outcome->status, way->status);
        note_problem(outcome, text);
    }
    if (outcome->left_behind) {
        note_problem(outcome, "a process stays behind");
    }
    if (way->expects == EXPECTS_NOTHING || strcmp(backend, "none") == 0) {
        if (outcome->reports != 0) {
            note_problem(outcome, "a report that should not be");
        }
        return;
    }
    if (outcome->reports == 0 && way->expects == EXPECTS_RECORD && outcome->said_on_stderr) {
        return;
    }
    if (outcome->reports == 0) {
        note_problem(outcome, "no report");
        return;
    }
    if (outcome->leaked) {
        note_problem(outcome, "the environment's secret is in it");
    }
    if (outcome->torn) {
        note_problem(outcome, "a temporary file is left");
    }
    if (way->expects == EXPECTS_RECORD) {
        return;
    }
    if (strcmp(outcome->backend, backend) != 0 && !wrote_itself_as_it_should(way, backend, outcome)) {
        char text[64];
        snprintf(text, sizeof text, "written by %s", outcome->backend);
        note_problem(outcome, text);
    }
    if (!outcome->signal_is_right) {
        note_problem(outcome, "wrong signal");
    }
    if (strcmp(way->function, "-") != 0 && !outcome->function_found && !outcome->function_unchecked) {
        note_problem(outcome, "function not on the stack");
    }
    if (outcome->has_dump && outcome->threads < way->threads) {
        note_problem(outcome, "threads missing");
    }
    if (outcome->has_dump && outcome->threads_without_stack > 1 + outcome->threads / 10) {
        note_problem(outcome, "stacks missing");
    }
}

static const char *escaped(const char *text)
{
    static char result[1024];
    size_t used = 0;
    for (; *text != 0 && used + 2 < sizeof result; text++) {
        if (*text == '"' || *text == '\\') {
            result[used++] = '\\';
        }
        result[used++] = *text;
    }
    result[used] = 0;
    return result;
}

static int run_one(const struct expectation *way, const char *backend, FILE *json, int *first)
{
    char database[] = "/tmp/inquest-harness-XXXXXX", command[64];
    struct outcome outcome;
    memset(&outcome, 0, sizeof outcome);
    if (way->needs & skipped_needs) {
        printf("%-20s %-10s  skipped (not possible here)\n", way->name, backend);
        fprintf(json, "%s\n  {\"way\":\"%s\",\"backend\":\"%s\",\"skipped\":true}", *first ? "" : ",", way->name, backend);
        *first = 0;
        return 0;
    }
    if (mkdtemp(database) == NULL) {
        perror("mkdtemp");
        exit(2);
    }
    run_program(way, backend, database, &outcome);
    if (strcmp(outcome.status, "exit 77") == 0) {
        printf("%-20s %-10s  skipped (the program says that it cannot)\n", way->name, backend);
    } else {
        inspect(database, way, program, inquest, symbols, &outcome);
        judge(way, backend, &outcome);
        printf("%-20s %-10s  %-8s %7.1f ms %8ld B %4d threads  %s\n", way->name, backend, outcome.status, outcome.elapsed_ms,
            outcome.bytes, outcome.threads, outcome.problems[0] != 0 ? outcome.problems : "ok");
    }
    fprintf(json, "%s\n  {\"way\":\"%s\",\"backend\":\"%s\",\"skipped\":%s,\"status\":\"%s\",\"ms\":%.1f,\"bytes\":%ld,\"threads\":%d,"
        "\"reports\":%d,\"problems\":\"%s\"}", *first ? "" : ",", way->name, backend,
        strcmp(outcome.status, "exit 77") == 0 ? "true" : "false", outcome.status, outcome.elapsed_ms, outcome.bytes,
        outcome.threads, outcome.reports, escaped(outcome.problems));
    *first = 0;
    fflush(stdout);
    if (outcome.problems[0] == 0 || getenv("HARNESS_KEEP") == NULL) {
        char errors[64];
        snprintf(command, sizeof command, "rm -rf %s", database);
        snprintf(errors, sizeof errors, "%s.stderr", database);
        unlink(errors);
        if (system(command) != 0) {
            fprintf(stderr, "harness: %s stays\n", database);
        }
    } else {
        printf("    kept: %s\n", database);
    }
    return outcome.problems[0] != 0;
}

static void read_arguments(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--program") == 0) {
            program = value;
        } else if (strcmp(argv[i], "--inquest") == 0) {
            inquest = value;
        } else if (strcmp(argv[i], "--symbols") == 0) {
            symbols = value;
        } else if (strcmp(argv[i], "--backends") == 0) {
            backends = value;
        } else if (strcmp(argv[i], "--only") == 0) {
            only = value;
        } else if (strcmp(argv[i], "--handler") == 0) {
            handler = value;
        } else if (strcmp(argv[i], "--runs") == 0) {
            runs = atoi(value);
        } else if (strcmp(argv[i], "--emulator") == 0) {
            emulator = value;
        } else if (strcmp(argv[i], "--skip") == 0) {
            skipped_needs = (unsigned)strtoul(value, NULL, 0);
        } else if (strcmp(argv[i], "--json") == 0) {
            json_path = value;
        } else {
            usage();
        }
    }
    if (program == NULL) {
        usage();
    }
}

int main(int argc, char **argv)
{
    int missed = 0, ran = 0, first = 1;
    read_arguments(argc, argv);
    read_ways();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (geteuid() != 0) {
        skipped_needs |= NEEDS_ROOT;
    }
    FILE *json = fopen(json_path != NULL ? json_path : "/dev/null", "w");
    if (json == NULL) {
        perror(json_path);
        return 2;
    }
    fprintf(json, "[");
    for (int run = 0; run < runs; run++) {
        for (int i = 0; i < way_count; i++) {
            if (only != NULL && strstr(ways[i].name, only) == NULL) {
                continue;
            }
            char list[128];
            snprintf(list, sizeof list, "%s", backends);
            for (char *name = strtok(list, ","); name != NULL; name = strtok(NULL, ",")) {
                ran++;
                missed += run_one(&ways[i], name, json, &first);
            }
        }
    }
    fprintf(json, "\n]\n");
    fclose(json);
    printf("%d of %d as expected\n", ran - missed, ran);
    return missed != 0;
}

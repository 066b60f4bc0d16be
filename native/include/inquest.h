/* inquest.h - the capture client of native programs.
 *
 * Link libinquest, call inquest_init() as early as you can, and a program that dies leaves a report in a folder:
 *
 *     struct inquest_options options;
 *     inquest_options_init(&options);
 *     options.database = "/var/lib/shop/crashes";
 *     options.release = "shop@2.1.0";
 *     if (inquest_init(&options) != INQUEST_OK) { ... the program runs on, uncaptured ... }
 *
 * Strings are UTF-8, end with a NUL, are copied before a function returns, and are cut (at a character's edge) when they
 * are longer than the capacity named here. Nothing is allocated after inquest_init(): every capacity is a constant.
 *
 * Calls are marked:
 *   [any thread]   from any thread, at any time after inquest_init(); they may wait for one another for microseconds
 *   [once]         from one thread, not beside another call of this header
 *   [signal-safe]  also from a signal handler
 * A call before inquest_init() or after inquest_shutdown() changes nothing and answers INQUEST_ERROR_NOT_RUNNING.
 *
 * What is written where: <database>/pending/<uuid>.event.json says what happened (signal, release, tags, user,
 * breadcrumbs, which backend wrote the report and why); <uuid>.dmp beside it is the minidump, when one could be made.
 * Both appear by rename: a file with its final name is complete.
 */
#ifndef INQUEST_H
#define INQUEST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INQUEST_VERSION "0.1.0"

#if defined(INQUEST_BUILDING) && defined(__GNUC__)
#define INQUEST_API __attribute__((visibility("default")))
#else
#define INQUEST_API
#endif

/* ---- results ------------------------------------------------------------------------------------------------------ */

/* Why a call did not do what it was asked. Zero is success; the values never change their meaning. */
enum inquest_result {
    INQUEST_OK = 0,
    /* A null pointer, an empty name, or a value outside its documented range. */
    INQUEST_ERROR_ARGUMENT = 1,
    /* inquest_init() was called twice without inquest_shutdown() between. The first one stays in force. */
    INQUEST_ERROR_ALREADY_RUNNING = 2,
    INQUEST_ERROR_NOT_RUNNING = 3,
    /* options.dsn is not scheme://key@host[:port]/[path/]project. */
    INQUEST_ERROR_DSN = 4,
    /* The database folder cannot be made or written. */
    INQUEST_ERROR_DATABASE = 5,
    /* The kernel refused a signal action or an alternate stack. */
    INQUEST_ERROR_SYSTEM = 6,
    /* No room: INQUEST_TAGS_MAX tags, INQUEST_ATTACHMENTS_MAX attachments or the threads' alternate stacks. */
    INQUEST_ERROR_FULL = 7,
    /* A report was asked for and no backend could write it; stderr says why. */
    INQUEST_ERROR_NOT_WRITTEN = 8,
    /* Asked for something that this build leaves out. */
    INQUEST_ERROR_UNSUPPORTED = 9
};

/* A short English sentence for a result, never null. [any thread] [signal-safe] */
INQUEST_API const char *inquest_result_text(enum inquest_result result);

/* ---- options ------------------------------------------------------------------------------------------------------ */

/* Who writes the report. Each falls back to the next in this order when it cannot work, and the report says so. */
enum inquest_backend {
    /* The build's default: INQUEST_BACKEND_HANDLER unless CMake was given another -DINQUEST_DEFAULT_BACKEND. Where there is no
     * inquest-handler, reports are written as by MINIDUMP, without a line on stderr. */
    INQUEST_BACKEND_DEFAULT = 0,
    /* A healthy process, inquest-handler, reads the dying one, writes a minidump and sends it. A small process that waits for
     * that, inquest-waiter, is started by inquest_init(). */
    INQUEST_BACKEND_HANDLER = 1,
    /* A minidump of all threads, written by the dying process itself. */
    INQUEST_BACKEND_MINIDUMP = 2,
    /* The crashing thread's call stack as an event, for places where neither ptrace nor a second process is allowed. */
    INQUEST_BACKEND_BACKTRACE = 3,
    /* Keeps tags and breadcrumbs, takes no signals, writes nothing. */
    INQUEST_BACKEND_NONE = 4
};

enum inquest_flags {
    /* Also take SIGQUIT. Off by default: shells and managed runtimes use it. */
    INQUEST_FLAG_SIGQUIT = 1 << 0,
    /* Leave home directories in paths as they are. By default the user's name in /home/NAME is overwritten by x. */
    INQUEST_FLAG_KEEP_HOME_PATHS = 1 << 1,
    /* Keep nothing of the stacks but numbers up to 4096, addresses of code and addresses within the same stack: the
     * stack can still be walked, strings on it are gone. */
    INQUEST_FLAG_SANITIZE_STACKS = 1 << 2,
    /* Do not follow pointers from the crashing stack into the heap. */
    INQUEST_FLAG_NO_INDIRECT_MEMORY = 1 << 3,
    /* Do not hook std::terminate, which is how the type and text of a terminating C++ exception are found. */
    INQUEST_FLAG_NO_TERMINATE_HOOK = 1 << 4,
    /* Wait until the report is on the medium (fsync) before the process is let go. On by itself for PID 1. */
    INQUEST_FLAG_SYNC_BEFORE_RELEASE = 1 << 5,
    /* Hold the dying process until the handler has sent the report, within timeout_ms: for containers that end with their
     * program. On by itself for PID 1. */
    INQUEST_FLAG_WAIT_FOR_UPLOAD = 1 << 6,
    /* Keep reports in the database: somebody else sends them, or asks the user first. Without it, and with a DSN, the handler
     * sends. */
    INQUEST_FLAG_NO_UPLOAD = 1 << 7,
    /* A managed runtime was started before us: its handler is asked first, and what it makes an exception of is no crash. A stack
     * overflow is reported before it is asked, because it does not come back from one. */
    INQUEST_FLAG_CHAIN_AT_START = 1 << 8
};

/* What a first-chance callback makes of a signal. */
enum inquest_claim {
    INQUEST_CLAIM_NO = 0, /* Not mine: report it. */
    INQUEST_CLAIM_YES = 1 /* I have repaired the cause: return to the program, no report. */
};

/* Called in the signal handler before anything else, for faults that a program raises on purpose (guard pages of a
 * virtual machine). `info` is siginfo_t*, `context` is ucontext_t*. It must be async-signal-safe, must expect an
 * alternate stack of 16 KiB, and may run in several threads at once. */
typedef enum inquest_claim (*inquest_first_chance)(int signal_number, void *info, void *context, void *user);

/* Called in the signal handler when the report is written and before the earlier action takes over. `report_id` is the
 * uuid in the file's name. The same rules hold. `written` is 0 when no backend could write. */
typedef void (*inquest_last_chance)(int signal_number, const char *report_id, int written, void *user);

/* Fill with inquest_options_init(), then set what you need. Pointers may be null and need to live until inquest_init()
 * returns. */
struct inquest_options {
    /* sizeof(struct inquest_options) at the time the program was compiled: lets a newer library serve an older program. */
    uint32_t size;
    /* Bits of enum inquest_flags. */
    uint32_t flags;
    /* Folder for reports; made when it is missing. Required unless the backend is NONE. */
    const char *database;
    /* Where reports are to be sent: https://KEY@HOST/PROJECT. Optional: written into each report for the sender. */
    const char *dsn;
    /* Program and version, for example "shop@2.1.0". Up to 255 bytes, as the next two. */
    const char *release;
    /* For example "production". */
    const char *environment;
    /* Names this run; a random UUID when null. */
    const char *session_id;
    enum inquest_backend backend;
    /* Upper bound of a minidump in bytes: 64 KiB to 1 GiB, 8 MiB by default. Threads beyond it lose stack first. */
    uint32_t dump_bytes_max;
    /* Upper bound of memory that the crashing stack points at, 0 to 64 MiB, 64 KiB by default. */
    uint32_t indirect_bytes_max;
    /* How long a dying process may be held, 100 to 60000 ms, 10000 by default. It is a bound, not a wait. */
    uint32_t timeout_ms;
    /* Reports kept in pending/, 1 to 10000, 50 by default; inquest_init() deletes the oldest above it. */
    uint32_t reports_max;
    /* Above 0: a watchdog thread reports the thread that called inquest_heartbeat() last when it has been silent for
     * this many milliseconds. 100 to 3600000. The only thread that the library ever starts. */
    uint32_t hang_timeout_ms;
    inquest_first_chance first_chance;
    inquest_last_chance last_chance;
    /* Handed to both callbacks. */
    void *callback_user;
    /* Path of inquest-handler, with inquest-waiter in the same folder. When null they are looked for beside the program, beside
     * libinquest.so or in the folder above it, and in the folder of the installation. */
    const char *handler;
};

/* Sets every field to its default. [any thread] */
INQUEST_API void inquest_options_init(struct inquest_options *options);

/* ---- life --------------------------------------------------------------------------------------------------------- */

/* Arms the library: signals first, with a minimal record at hand, then the rest; a handler process is started beside it and
 * takes over when it answers. A handler that cannot be started is no error: the next backend writes. On any error one line on stderr says
 * what is wrong, nothing is installed, and the program runs on. [once] */
INQUEST_API enum inquest_result inquest_init(const struct inquest_options *options);

/* Puts earlier signal actions back (where they are still ours), stops the watchdog, and keeps reports where they are.
 * [once] */
INQUEST_API enum inquest_result inquest_shutdown(void);

/* Gives the calling thread an alternate signal stack, so that its stack overflow can be reported. The thread that calls
 * inquest_init() has one. Freed when the thread ends. A thread that already has a stack large enough keeps its own.
 * libinquest_threads does this for every thread by itself. [any thread] */
INQUEST_API enum inquest_result inquest_attach_thread(void);

/* Writes a report of the living process: all threads, the calling one in front. The process goes on. [any thread] */
INQUEST_API enum inquest_result inquest_dump_now(const char *reason);

/* Says that the calling thread is alive; from now on the watchdog watches this thread. Costs two stores.
 * [any thread] [signal-safe] */
INQUEST_API void inquest_heartbeat(void);

/* Stops the watchdog's clock until the next heartbeat: before a modal dialogue or a long job. [any thread] [signal-safe] */
INQUEST_API void inquest_heartbeat_pause(void);

/* ---- what a report says besides the crash ------------------------------------------------------------------------- */

#define INQUEST_TEXT_MAX 255        /* bytes of a release, environment, session id, tag value, user field */
#define INQUEST_TAG_NAME_MAX 63     /* bytes of a tag's name */
#define INQUEST_TAGS_MAX 64         /* tags at a time */
#define INQUEST_BREADCRUMBS_MAX 128 /* breadcrumbs kept; a power of two, the oldest goes */
#define INQUEST_ATTACHMENTS_MAX 16
#define INQUEST_PATH_MAX 1023       /* bytes of a path */

/* Sets a tag, or removes it when `value` is null. A crash in the middle of this call finds the old value or the new one,
 * never a mixture; the same holds for every setter below. [any thread] */
INQUEST_API enum inquest_result inquest_set_tag(const char *name, const char *value);

/* Who was using the program; null removes a field. [any thread] */
INQUEST_API enum inquest_result inquest_set_user(const char *id, const char *email, const char *username);

INQUEST_API enum inquest_result inquest_set_release(const char *release);         /* [any thread] */
INQUEST_API enum inquest_result inquest_set_environment(const char *environment); /* [any thread] */
INQUEST_API enum inquest_result inquest_set_session(const char *session_id);      /* [any thread] */

enum inquest_level {
    INQUEST_LEVEL_DEBUG = 0,
    INQUEST_LEVEL_INFO = 1,
    INQUEST_LEVEL_WARNING = 2,
    INQUEST_LEVEL_ERROR = 3
};

/* Remembers what the program did, in a ring without locks. `category` (31 bytes) may be null; `message` holds 215 bytes.
 * [any thread] [signal-safe] */
INQUEST_API enum inquest_result inquest_add_breadcrumb(enum inquest_level level, const char *category, const char *message);

/* Names a file that goes with the next report. It is read when the report is sent, not when the process dies.
 * [any thread] */
INQUEST_API enum inquest_result inquest_attach_file(const char *path);

/* Takes a name back. [any thread] */
INQUEST_API enum inquest_result inquest_detach_file(const char *path);

/* ---- facts about the running client ------------------------------------------------------------------------------- */

/* The backend that would write a report now: HANDLER as soon as its process answers, before that the one it falls back to.
 * [any thread] */
INQUEST_API enum inquest_backend inquest_active_backend(void);

/* Nanoseconds from the first line of inquest_init() until a crash would leave a minimal record, and until it would leave
 * a full one. [any thread] */
INQUEST_API void inquest_init_times(uint64_t *minimal_ns, uint64_t *full_ns);

#ifdef __cplusplus
}
#endif

#endif

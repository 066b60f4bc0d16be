#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/client.h"
#include "dump/helper.h"

static uint64_t minimal_ns, full_ns;
static int at_fork_is_set;

/* A forked child is a program of its own: it reports itself, with a gate and a lock that nobody holds. */
static void in_child(void)
{
    inquest__texts_unlock_in_child();
    inquest__gate_reset();
    inquest__helper_forget();
    atomic_store(&inquest__state.home_pid, (int)getpid());
}

static void new_session(char *text, size_t size)
{
    unsigned char bytes[16];
    if (inquest__call(SYS_getrandom, (long)bytes, sizeof bytes, 1, 0) != sizeof bytes) {
        uint64_t mix[2] = {sys_clock(CLOCK_REALTIME), sys_clock(CLOCK_MONOTONIC) ^ (uint64_t)getpid() << 40};
        memcpy(bytes, mix, sizeof bytes);
    }
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    snprintf(text, size, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2],
        bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13],
        bytes[14], bytes[15]);
}

static void fill_state(const struct inquest_options *options)
{
    struct inquest__state *state = &inquest__state;
    /* The kernel ends every process of a PID namespace with its first one. */
    uint32_t as_init = INQUEST_FLAG_SYNC_BEFORE_RELEASE | INQUEST_FLAG_WAIT_FOR_UPLOAD;
    state->flags = options->flags | (getpid() == 1 ? as_init : 0u);
    state->requested_backend = (uint32_t)options->backend;
    /* Until the handler answers, and wherever it cannot, the process writes for itself. */
    state->backend = (uint32_t)(options->backend == INQUEST_BACKEND_HANDLER ? INQUEST_BACKEND_MINIDUMP : options->backend);
    state->dump_bytes_max = options->dump_bytes_max;
    state->indirect_bytes_max = options->indirect_bytes_max;
    state->timeout_ms = options->timeout_ms;
    state->first_chance = options->first_chance;
    state->last_chance = options->last_chance;
    state->callback_user = options->callback_user;
    state->pagesize = (uint32_t)sysconf(_SC_PAGESIZE);
    atomic_store(&state->home_pid, (int)getpid());
}

static void fill_texts(const struct inquest_options *options)
{
    char session[40];
    new_session(session, sizeof session);
    inquest__texts_reset();
    inquest__text_set(&inquest__client.dsn, options->dsn);
    inquest__text_set(&inquest__client.release, options->release);
    inquest__text_set(&inquest__client.environment, options->environment);
    inquest__text_set(&inquest__client.session, options->session_id != NULL ? options->session_id : session);
}

static enum inquest_result disarm(enum inquest_result result)
{
    atomic_store(&inquest__state.level, INQUEST__LEVEL_OFF);
    inquest__signals_give_back();
    inquest__handler_stop();
    inquest__database_close();
    inquest__process_forget();
    return result;
}

/* Phase one: from here on a fault leaves at least a record on stderr, or in the folder if it is there already. */
static enum inquest_result arm(void)
{
    inquest__alt_stack_prepare();
    enum inquest_result result = inquest__alt_stack_attach();
    if (result != INQUEST_OK) {
        inquest__complain("no alternate signal stack: %s. The program runs on uncaptured.", inquest_result_text(result));
        return result;
    }
    result = inquest__signals_take((inquest__state.flags & INQUEST_FLAG_SIGQUIT) != 0);
    if (result != INQUEST_OK) {
        inquest__complain("signal actions were refused. The program runs on uncaptured.");
        return result;
    }
    /* Only now: whoever sees that we run may rely on it. */
    atomic_store(&inquest__state.level, INQUEST__LEVEL_MINIMAL);
    return INQUEST_OK;
}

enum inquest_result inquest_init(const struct inquest_options *given)
{
    uint64_t start = sys_clock(CLOCK_MONOTONIC);
    struct inquest_options options;
    if (atomic_load(&inquest__state.level) != INQUEST__LEVEL_OFF) {
        inquest__complain("inquest_init() was called twice; the first call stays in force.");
        return INQUEST_ERROR_ALREADY_RUNNING;
    }
    enum inquest_result result = inquest__options_check(given, &options);
    if (result != INQUEST_OK) {
        return result;
    }
    fill_state(&options);
    if (options.backend == INQUEST_BACKEND_NONE) {
        fill_texts(&options);
        atomic_store(&inquest__state.level, INQUEST__LEVEL_MINIMAL);
        return INQUEST_OK;
    }
    inquest__gate_reset();
    result = inquest__database_name(options.database);
    if (result == INQUEST_OK) {
        result = arm();
    }
    minimal_ns = sys_clock(CLOCK_MONOTONIC) - start;
    if (result == INQUEST_OK) {
        fill_texts(&options);
        result = inquest__database_open(options.database, options.reports_max);
    }
    if (result != INQUEST_OK) {
        return disarm(result);
    }
    inquest__process_learn();
    if (!at_fork_is_set) {
        at_fork_is_set = pthread_atfork(NULL, NULL, in_child) == 0;
    }
    if (!(options.flags & INQUEST_FLAG_NO_TERMINATE_HOOK)) {
        inquest__terminate_hook();
    }
    if (options.flags & INQUEST_FLAG_CHAIN_AT_START) {
        inquest__runtime_abort_hook();
    }
    atomic_store(&inquest__state.level, INQUEST__LEVEL_FULL);
    full_ns = sys_clock(CLOCK_MONOTONIC) - start;
    if (options.backend == INQUEST_BACKEND_HANDLER) {
        (void)inquest__handler_start(options.handler, given->backend == INQUEST_BACKEND_HANDLER);
    }
    if (options.hang_timeout_ms != 0 && inquest__watchdog_start(options.hang_timeout_ms) != INQUEST_OK) {
        inquest__complain("the hang watchdog's thread could not be started; crashes are captured, hangs are not.");
    }
    return INQUEST_OK;
}

enum inquest_result inquest_shutdown(void)
{
    if (atomic_load(&inquest__state.level) == INQUEST__LEVEL_OFF) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    inquest__watchdog_stop();
    if (inquest__state.backend != INQUEST_BACKEND_NONE && !(inquest__state.flags & INQUEST_FLAG_NO_TERMINATE_HOOK)) {
        inquest__terminate_unhook();
    }
    return disarm(INQUEST_OK);
}

enum inquest_backend inquest_active_backend(void)
{
    if (atomic_load(&inquest__state.level) != INQUEST__LEVEL_FULL) {
        return INQUEST_BACKEND_NONE;
    }
    return inquest__handler_is_ready() ? INQUEST_BACKEND_HANDLER : (enum inquest_backend)inquest__state.backend;
}

void inquest_init_times(uint64_t *minimal, uint64_t *full)
{
    if (minimal != NULL) {
        *minimal = minimal_ns;
    }
    if (full != NULL) {
        *full = full_ns;
    }
}

/* Set-up code: runs in a healthy process and may use libc. */
#ifndef INQUEST_CLIENT_CLIENT_H
#define INQUEST_CLIENT_CLIENT_H

#include <stddef.h>

#include "handler/client_info.h"
#include "signal/state.h"

/* options.c: says on stderr what is wrong. `copy` receives the fields that the caller's version knows. */
enum inquest_result inquest__options_check(const struct inquest_options *options, struct inquest_options *copy);
void inquest__complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* database.c: the name is all that phase one needs; opening makes the folder, its descriptors and the reserve. */
enum inquest_result inquest__database_name(const char *database);
enum inquest_result inquest__database_open(const char *database, uint32_t reports_max);
void inquest__database_close(void);

/* alt_stack.c */
enum inquest_result inquest__alt_stack_attach(void);
void inquest__alt_stack_prepare(void);

/* process.c: facts about this process that in-signal code cannot ask for. */
void inquest__process_learn(void);
void inquest__process_forget(void);

/* terminate.c */
void inquest__terminate_hook(void);
void inquest__terminate_unhook(void);

/* watchdog.c */
enum inquest_result inquest__watchdog_start(uint32_t timeout_ms);
void inquest__watchdog_stop(void);

/* texts.c: setters of cells; the lock is taken inside. */
void inquest__text_set(struct inquest__text *cell, const char *text);
void inquest__texts_reset(void);
void inquest__texts_unlock_in_child(void);

/* live.c: a report of the living process about one of its threads. */
enum inquest_result inquest__live_report(enum inquest__kind kind, int subject_tid, const char *reason);

/* handler.c: starts the process that starts inquest-handler. `path` may be null; a handler that is not there is worth a line on
 * stderr when it `was_asked_for`. 0 when there will be none: inquest__state.handler_error says why. */
int inquest__handler_start(const char *path, int was_asked_for);
void inquest__handler_stop(void);
int inquest__handler_is_ready(void);

/* signals.c */
enum inquest_result inquest__signals_take(int with_quit);
/* Takes SIGABRT once more, from whoever has put another action in place of ours. */
void inquest__signals_take_abort(void);
/* Leads a managed runtime's abort() through the above; its library must be loaded. */
void inquest__runtime_abort_hook(void);
void inquest__signals_give_back(void);

#endif

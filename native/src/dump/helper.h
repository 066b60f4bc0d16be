/* A second process that shares this one's memory: it may trace our threads, has descriptors of its own, and when it dies we
 * do not. Async-signal-safe. */
#ifndef INQUEST_DUMP_HELPER_H
#define INQUEST_DUMP_HELPER_H

#include <stdatomic.h>
#include <stdint.h>

enum inquest__helper_result {
    INQUEST__HELPER_DONE,
    INQUEST__HELPER_FAILED, /* it said so, or died */
    INQUEST__HELPER_TIMEOUT,
    INQUEST__HELPER_IMPOSSIBLE /* no process could be made */
};

/* Runs `work` in the helper and waits, at most until the report's time is up. `work` calls inquest__helper_release() when
 * this process may go on; what it does after that nobody waits for. */
enum inquest__helper_result inquest__helper_run(int (*work)(void));
void inquest__helper_release(int ok);
/* In the helper: asks the waiting thread to gather contexts by signal, and waits for it. */
void inquest__helper_gather(void);
/* In a forked child: the parent's helper is not ours. */
void inquest__helper_forget(void);

#endif

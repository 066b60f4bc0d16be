/* The client's side of a crash handler process. */
#ifndef INQUEST_HANDLER_ASK_H
#define INQUEST_HANDLER_ASK_H

#include "handler/protocol.h"
#include "signal/state.h"

/* Filled by set-up code before `page`, which says that there is a waiter. */
struct inquest__handler {
    struct inquest__page *_Atomic page;
    int fd;
    uint64_t device; /* of the socket: a program that closes descriptors may have something else at this number */
    uint64_t inode;
};

extern struct inquest__handler inquest__handler;

/* Has a report of inquest__crash written by the handler. 1 when it is the handler's now; 0 with a note why not, and then
 * nobody else touches this process any more. Async-signal-safe. */
int inquest__handler_ask(struct inquest__crash *crash);

#endif

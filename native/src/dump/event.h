/* The event: what happened, as JSON in the shape that Sentry's clients send. Async-signal-safe. */
#ifndef INQUEST_DUMP_EVENT_H
#define INQUEST_DUMP_EVENT_H

#include <stdint.h>

#include "dump/out.h"
#include "signal/state.h"

/* `frame_count` frames of inquest__walk() go in; `has_dump` says that a minidump with this id lies beside it. 0 or errno. */
int inquest__event_write(const struct inquest__crash *crash, int fd, uint32_t frame_count, int has_dump);

/* event_stack.c: the parts that come from the unwinder. */
void inquest__event_exception(struct inquest__out *out, const struct inquest__crash *crash, uint32_t frame_count);
void inquest__event_images(struct inquest__out *out);

#endif

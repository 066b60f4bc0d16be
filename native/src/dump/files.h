/* Where reports are written: <pending>/<uuid>.<suffix>.tmp, renamed when complete. Async-signal-safe. */
#ifndef INQUEST_DUMP_FILES_H
#define INQUEST_DUMP_FILES_H

#include "signal/state.h"

/* Opens a temporary file for this report; frees spare descriptors when the table is full. A descriptor or -errno. */
int inquest__file_create(const struct inquest__crash *crash, const char *suffix);
/* Gives it its final name. 0 or -errno. */
int inquest__file_publish(const struct inquest__crash *crash, const char *suffix);
void inquest__file_discard(const struct inquest__crash *crash, const char *suffix);
/* The reserve: a file whose blocks exist already. Opens it for writing, and publishes it. */
int inquest__reserve_open(void);
/* Gives its blocks back to the disk, for another file. 1 when there was one. */
int inquest__reserve_drop(void);
int inquest__reserve_publish(const struct inquest__crash *crash, const char *suffix);
/* In a process of its own: closes every descriptor but `keep`, so that nobody waits for a pipe that we hold. */
void inquest__files_close_all(int keep);

#endif

/* What is known about a death besides memory: texts of the client info read without tearing. Async-signal-safe. */
#ifndef INQUEST_DUMP_FACTS_H
#define INQUEST_DUMP_FACTS_H

#include <stddef.h>

#include "dump/out.h"
#include "handler/client_info.h"
#include "signal/state.h"

struct inquest__fact {
    size_t length;
    char text[INQUEST_PATH_MAX + 1];
};

/* Each returns the length; 0 is absent. */
size_t inquest__fact_text(const struct inquest__text *cell, struct inquest__fact *fact);
size_t inquest__fact_path(const struct inquest__path *cell, struct inquest__fact *fact);
size_t inquest__fact_pair(const struct inquest__pair *cell, struct inquest__fact *name, struct inquest__fact *value);
/* The `back`-th newest breadcrumb; 0 when there is none or it is being written. */
int inquest__fact_breadcrumb(uint64_t back, struct inquest__breadcrumb *copy);
/* glibc's text for assert(), abort() after heap corruption and the like. */
size_t inquest__fact_abort_message(struct inquest__fact *fact);

const char *inquest__signal_name(int signal_number);
/* SEGV_MAPERR and so on; null when the code has no name of its own. */
const char *inquest__signal_code_name(int signal_number, int code);
const char *inquest__backend_name(enum inquest_backend backend);
const char *inquest__kind_name(enum inquest__kind kind);
/* Fills crash->id, id_text and the times. */
void inquest__crash_identify(struct inquest__crash *crash);

#endif

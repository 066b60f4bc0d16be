/* What a report says besides the crash, in static memory: no work is left for the moment of the crash, and a process that
 * reads a dead one finds it through the ELF note of client_info.c.
 *
 * A cell holds two copies and a sequence number; the low bit says which copy is valid. A setter writes the other copy and
 * then advances the number, so a crash in the middle finds the old value. Setters exclude each other by a lock that
 * in-signal code never takes. */
#ifndef INQUEST_HANDLER_CLIENT_INFO_H
#define INQUEST_HANDLER_CLIENT_INFO_H

#include <stdatomic.h>
#include <stdint.h>

#include "inquest.h"

#define INQUEST__INFO_MAGIC 0x43514e49u /* "INQC" */
#define INQUEST__INFO_VERSION 1u
#define INQUEST__NOTE_NAME "Inquest"
#define INQUEST__NOTE_TYPE 0x494e5143u /* A 64-bit offset from the descriptor to the client info. */

#define INQUEST__CATEGORY_MAX 31
#define INQUEST__MESSAGE_MAX 215

/* A text of up to 255 bytes; empty is absent. */
struct inquest__text {
    _Atomic uint32_t sequence;
    uint16_t length[2];
    char bytes[2][INQUEST_TEXT_MAX + 1];
};

/* A name with a value; an empty name is a free place. */
struct inquest__pair {
    _Atomic uint32_t sequence;
    uint16_t value_length[2];
    uint8_t name_length[2];
    char name[2][INQUEST_TAG_NAME_MAX + 1];
    char value[2][INQUEST_TEXT_MAX + 1];
};

struct inquest__path {
    _Atomic uint32_t sequence;
    uint16_t length[2];
    char bytes[2][INQUEST_PATH_MAX + 1];
};

/* One entry of the ring. `ticket` is 2n+1 while the n-th breadcrumb is being written and 2n+2 when it is complete. */
struct inquest__breadcrumb {
    _Atomic uint64_t ticket;
    uint64_t time_ns; /* CLOCK_REALTIME */
    uint8_t level;
    uint8_t category_length;
    uint16_t message_length;
    char category[INQUEST__CATEGORY_MAX + 1];
    char message[INQUEST__MESSAGE_MAX + 1];
};

struct inquest__client_info {
    uint32_t magic;
    uint32_t version;
    uint32_t size; /* of this structure: a reader takes what both sides know. */
    uint32_t tag_count;
    uint32_t breadcrumb_count;
    uint32_t attachment_count;
    struct inquest__text dsn;
    struct inquest__text release;
    struct inquest__text environment;
    struct inquest__text session;
    struct inquest__text user_id;
    struct inquest__text user_email;
    struct inquest__text user_name;
    /* Type and text of the C++ exception that std::terminate() was called for. */
    struct inquest__text exception_type;
    struct inquest__text exception_text;
    _Atomic uint64_t breadcrumb_head; /* the next ticket */
    _Atomic uint64_t breadcrumbs_dropped;
    struct inquest__pair tags[INQUEST_TAGS_MAX];
    struct inquest__path attachments[INQUEST_ATTACHMENTS_MAX];
    struct inquest__breadcrumb breadcrumbs[INQUEST_BREADCRUMBS_MAX];
};

_Static_assert(sizeof(struct inquest__text) == 520, "layout is shared with the handler");
_Static_assert(sizeof(struct inquest__pair) == 652, "layout is shared with the handler");
_Static_assert(sizeof(struct inquest__breadcrumb) == 272, "layout is shared with the handler");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "in-signal code needs lock-free atomics");

extern struct inquest__client_info inquest__client;

#endif

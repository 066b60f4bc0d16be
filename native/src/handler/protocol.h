/* What a client says to the waiter, the small process that starts inquest-handler when somebody dies.
 *
 *   client ──(SOCK_SEQPACKET: one message)──► inquest-waiter ──(a pair of its own: the same message)──► inquest-handler
 *      ▲                                        │    ▲                                                       │
 *      └──────(a shared page: state, futex)─────┘    └──────(OWN, FAILED)────────────────────────────────────┘
 *
 * The socket serves the program and every child that it forks: the kernel's credentials say who is speaking. Answers go
 * into the shared page, because a socket that several processes read cannot answer one of them. Every wait of the client is
 * bounded, and whatever fails, the dying process writes its report itself.
 *
 * All numbers are in the CPU's order: both ends are of one machine and one release. A reader takes min(size, its own size),
 * so that a new handler serves an old client. */
#ifndef INQUEST_HANDLER_PROTOCOL_H
#define INQUEST_HANDLER_PROTOCOL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define INQUEST__MESSAGE_MAGIC 0x4d514e49u /* "INQM" */
#define INQUEST__MESSAGE_VERSION 1u
#define INQUEST__PAGE_MAGIC 0x50514e49u /* "INQP" */
#define INQUEST__PAGE_BYTES 4096
/* Processes that may die at one moment: a program and the children that it forked. */
#define INQUEST__SLOTS 64

/* Where the waiter finds its ends, and the handler its own. */
#define INQUEST__WAITER_SOCKET 3
#define INQUEST__WAITER_PAGE 4
#define INQUEST__HANDLER_SOCKET 0

enum inquest__message_kind {
    INQUEST__MESSAGE_REPORT = 1, /* a report of me, please */
    INQUEST__MESSAGE_CANCEL = 2  /* I write it myself: let go of me */
};

/* One report, client to waiter to handler. Addresses are the client's. */
struct inquest__message {
    uint32_t magic;
    uint32_t version;
    uint32_t size;
    uint32_t kind;
    uint32_t slot;
    uint32_t report_kind; /* enum inquest__kind */
    int32_t pid;          /* in the client's PID namespace, as the thread ids; the waiter overwrites kernel_pid with its view */
    int32_t kernel_pid;
    int32_t proc_pid;     /* what the client's /proc calls it */
    int32_t subject_tid;  /* whose stack the report is about */
    int32_t writer_tid;   /* whose registers are at `ucontext`: it waits for the answer */
    int32_t signal_number;
    int32_t code;
    uint32_t flags; /* enum inquest_flags */
    uint32_t dump_bytes_max;
    uint32_t indirect_bytes_max;
    uint32_t timeout_ms;
    uint32_t process_started; /* seconds since 1970 */
    uint32_t user_seconds;
    uint32_t kernel_seconds;
    uint64_t address;       /* si_addr */
    uint64_t ucontext;      /* of ucontext_t */
    uint64_t tls;           /* the writer's */
    uint64_t client_info;   /* of struct inquest__client_info */
    uint64_t abort_message; /* of glibc's __abort_msg, or 0 */
    uint64_t environment;   /* of environ, or 0 */
    uint64_t strings_start; /* argument and environment strings at the top of the main stack */
    uint64_t strings_end;
    uint64_t reason; /* of a text, or 0 */
    uint64_t time_ns; /* CLOCK_REALTIME of the death */
    uint8_t id[16];
    uint32_t requested_backend;
    uint32_t reserved;
};

/* A slot's life. The client asks and abandons; the waiter does the rest. */
enum inquest__slot_state {
    INQUEST__SLOT_FREE = 0,
    INQUEST__SLOT_ASKED = 1,
    INQUEST__SLOT_TAKEN = 2,    /* a handler has been started */
    INQUEST__SLOT_OWNED = 3,    /* the report is the handler's; the client is asked to stay until it has left the machine */
    INQUEST__SLOT_RELEASED = 4, /* the report is the handler's, the client may go */
    INQUEST__SLOT_FAILED = 5,   /* `detail` is an errno, or a negative signal that ended the handler */
    INQUEST__SLOT_ABANDONED = 6
};

struct inquest__slot {
    _Atomic uint32_t state;
    int32_t detail;
};

/* One shared page. */
struct inquest__page {
    uint32_t magic;
    uint32_t version;
    _Atomic uint32_t ready; /* 1: the waiter listens */
    _Atomic uint32_t failed; /* the errno that kept it from starting */
    int32_t waiter_pid;
    uint32_t reserved;
    uint64_t ready_ns; /* CLOCK_MONOTONIC */
    _Atomic uint32_t next_slot;
    uint32_t reserved2;
    struct inquest__slot slots[INQUEST__SLOTS];
};

/* Handler to waiter. */
enum inquest__answer_kind {
    INQUEST__ANSWER_OWN = 1,    /* everything is read and there is room for it: `detail` 1 lets the client go, 0 keeps it */
    INQUEST__ANSWER_FAILED = 2, /* `detail` is an errno; nothing is left behind */
    INQUEST__ANSWER_RELEASE = 3 /* the client that was kept may go */
};

/* The waiter answers OWN with one byte: 1, or 0 when the client has stopped waiting and the report is not wanted. */
struct inquest__answer {
    uint32_t kind;
    int32_t detail;
};

_Static_assert(offsetof(struct inquest__message, address) == 80, "shared with the handler");
_Static_assert(offsetof(struct inquest__message, id) == 160, "shared with the handler");
_Static_assert(sizeof(struct inquest__message) == 184, "shared with the handler");
_Static_assert(sizeof(struct inquest__page) <= INQUEST__PAGE_BYTES, "one page");

#endif

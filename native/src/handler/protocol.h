/* What a client says to a crash handler process: the seam for INQUEST_BACKEND_HANDLER.
 *
 * The handler is given one end of a SOCK_SEQPACKET pair. After the hello the client sends its file descriptors
 * (SCM_RIGHTS, in this order: /proc/self/mem, /proc/self/maps, /proc/self/auxv): access is checked when they are opened,
 * so a handler with them reads a process that no longer lets itself be traced. At the crash one message says where; the
 * handler reads, answers RELEASE, and the client goes on dying. Every wait of the client is bounded.
 *
 * Messages start with magic, version and size, all numbers are in the CPU's order, and a reader takes min(size, its own
 * size): an old client meets a new handler. Only this description ships in this version. */
#ifndef INQUEST_HANDLER_PROTOCOL_H
#define INQUEST_HANDLER_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#define INQUEST__MESSAGE_MAGIC 0x4d514e49u /* "INQM" */
#define INQUEST__MESSAGE_VERSION 1u

enum inquest__message_kind {
    INQUEST__MESSAGE_HELLO = 1,   /* client: here are my descriptors and my client info */
    INQUEST__MESSAGE_READY = 2,   /* handler: I can read you; minimal in-process arming may step back */
    INQUEST__MESSAGE_CRASH = 3,   /* client: this thread dies */
    INQUEST__MESSAGE_DUMP = 4,    /* client: a report of the living process, please */
    INQUEST__MESSAGE_RELEASE = 5, /* handler: read; `detail` is 0 or an errno */
    INQUEST__MESSAGE_MINIMAL = 6  /* client: a fault inside my handler; ip and sp are all there is */
};

struct inquest__message {
    uint32_t magic;
    uint32_t version;
    uint32_t size;
    uint32_t kind;
    uint64_t client_info; /* address of struct inquest__client_info */
    int32_t tid;          /* in the client's PID namespace: match by stack_address instead */
    int32_t signal_number;
    uint64_t stack_address; /* inside the crashing thread's stack */
    uint64_t siginfo;       /* address of its siginfo_t */
    uint64_t ucontext;      /* address of its ucontext_t */
    uint64_t ip;
    uint64_t sp;
    int32_t detail;
    uint32_t reserved;
};

_Static_assert(offsetof(struct inquest__message, stack_address) == 32, "shared with the handler");
_Static_assert(sizeof(struct inquest__message) == 80, "shared with the handler");

#endif

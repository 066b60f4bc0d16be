/* Everything that set-up code prepares for in-signal code, and what a crash is. */
#ifndef INQUEST_SIGNAL_STATE_H
#define INQUEST_SIGNAL_STATE_H

#include <stdatomic.h>
#include <stdint.h>
#include <ucontext.h>

#include "inquest.h"
#include "signal/kernel.h"

#define INQUEST__SIGNALS_MAX 64
/* Threads that park or crash beside the first one; more of them are dumped without the context of their fault. */
#define INQUEST__PARKED_MAX 1024
#define INQUEST__MODULES_MAX 2048

enum inquest__level {
    INQUEST__LEVEL_OFF = 0,
    INQUEST__LEVEL_MINIMAL = 1, /* signals are ours, a minimal record can be written */
    INQUEST__LEVEL_FULL = 2
};

/* Where a report comes from. */
enum inquest__kind { INQUEST__KIND_CRASH = 0, INQUEST__KIND_HANG = 1, INQUEST__KIND_REQUEST = 2 };

/* A module as the loader listed it at init: the fallback when /proc/self/maps cannot be read. */
struct inquest__known_module {
    uint64_t start; /* address of the ELF header */
    uint64_t end;
    char path[192];
};

struct inquest__state {
    _Atomic uint32_t level;
    _Atomic int home_pid; /* the process that inquest_init() ran in; a forked child differs until its first breath */
    uint32_t flags;
    uint32_t backend;
    uint32_t requested_backend;
    uint32_t dump_bytes_max;
    uint32_t indirect_bytes_max;
    uint32_t timeout_ms;
    inquest_first_chance first_chance;
    inquest_last_chance last_chance;
    void *callback_user;

    /* The folder of reports: its absolute path, and descriptors of it that also keep room in a full descriptor table. */
    char pending[INQUEST_PATH_MAX + 1];
    int pending_fd;
    int spare_fd[2];
    uint64_t pending_device;
    uint64_t pending_inode;
    char reserve[INQUEST_PATH_MAX + 1]; /* a file with blocks of its own, for a full disk; empty when there is none */

    uint64_t taken; /* bit per signal that is ours */
    struct kernel_action earlier[INQUEST__SIGNALS_MAX + 1];

    /* Argument and environment strings of the kernel's stack top. */
    uint64_t strings_start;
    uint64_t strings_end;
    char ***environment; /* address of libc's environ */
    char **abort_message; /* address of glibc's __abort_msg, or null */
    uint32_t pagesize;
    uint32_t process_started; /* seconds since 1970 */

    uint32_t known_module_count;
    struct inquest__known_module *known_modules;
    uint64_t auxv_program_headers; /* AT_PHDR, AT_PHNUM, AT_SYSINFO_EHDR, AT_BASE, AT_ENTRY */
    uint64_t auxv_program_header_count;
    uint64_t auxv_vdso;
    uint64_t auxv_entry;
    int handler_error; /* the errno that kept the waiter from being started */
    int yama; /* contents of kernel/yama/ptrace_scope, -1 without Yama */
};

extern struct inquest__state inquest__state;

/* One death, filled by the thread that reports it. Writers read it; nobody else changes it meanwhile. */
struct inquest__crash {
    enum inquest__kind kind;
    int signal_number; /* 0 when nobody died */
    int code;          /* si_code */
    uint64_t address;  /* si_addr of a fault */
    int pid;
    int proc_pid; /* this process in the PID namespace of the mounted /proc; differs from pid in a container's child */
    int subject_tid; /* whose stack the report is about */
    int writer_tid;  /* whose context is known without asking: the thread in the signal handler */
    const ucontext_t *context; /* the writer's */
    uint64_t tls;              /* the writer's */
    const char *reason; /* null, or why a living process was dumped */
    uint32_t user_seconds;
    uint32_t kernel_seconds;
    uint64_t time_ns; /* CLOCK_REALTIME */
    uint8_t id[16];
    char id_text[37];
    enum inquest_backend wrote;
    int recursive; /* the report itself failed with a fault at this ip */
    uint64_t recursive_ip;
};

extern struct inquest__crash inquest__crash;

/* gate.c: who may report. */
enum inquest__entry {
    INQUEST__ENTRY_FIRST,     /* report */
    INQUEST__ENTRY_RECURSION, /* the reporting thread faulted again */
    INQUEST__ENTRY_PASS       /* somebody else reported, or waited long enough */
};

enum inquest__entry inquest__gate_enter(const ucontext_t *context, int signal_number);
/* Whether the calling thread is writing a report. */
int inquest__gate_is_mine(void);
/* For reports of a living process: waits for nobody. 1 when the gate is ours. */
int inquest__gate_try(void);
void inquest__gate_finish(void); /* the report of a death is done: later deaths pass */
void inquest__gate_leave(void);  /* the report of a living process is done */
void inquest__gate_reset(void);  /* in a forked child */
/* The fault context of a thread that crashed while another one reported, or null. */
const ucontext_t *inquest__gate_parked(int tid, int *signal_number);

/* handler.c */
void inquest__on_signal(int signal_number, siginfo_t *info, void *context);

/* report.c: writes a report of inquest__crash by the best backend that works. 1 when something was written. */
int inquest__report(void);
/* The smallest record: one file, or one line on stderr. */
int inquest__write_minimal(void);

#endif

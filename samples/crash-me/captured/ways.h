/* The ways in which the captured crash-me dies. */
#ifndef CRASH_ME_WAYS_H
#define CRASH_ME_WAYS_H

#ifdef __cplusplus
extern "C" {
#endif

enum way_need {
    NEEDS_NOTHING = 0,
    NEEDS_ROOT = 1 << 0,       /* name spaces, mounts */
    NEEDS_NO_ROOT = 1 << 1,    /* limits that root is exempt from */
    NEEDS_SECCOMP = 1 << 2,
    NEEDS_PLAIN_X86 = 1 << 3,  /* an instruction or an address of this CPU */
    NEEDS_HARDWARE = 1 << 4,   /* not under a user-mode emulator: signals, limits or processes differ there */
    NEEDS_GLIBC = 1 << 5,
    NEEDS_DYNAMIC = 1 << 6,    /* a dynamic loader */
    FALLS_BACK = 1 << 7,       /* under the handler backend the program writes the report itself */
    MAY_FALL_BACK = 1 << 8     /* … or the handler does: it is a race */
};

enum way_expect {
    EXPECT_REPORT = 0,
    EXPECT_NOTHING = 1,        /* no report may appear */
    EXPECT_RECORD = 2          /* any report will do, the stack need not be right */
};

struct way {
    const char *name;
    const char *status;   /* "11": dies of signal 11; "exit 3": that exit code */
    const char *function; /* must be on the crashing stack; "-" for none */
    int threads;          /* at least so many threads in a minidump */
    unsigned needs;
    enum way_expect expects;
    void (*run)(void);
};

/* Ends with a null name. */
extern const struct way fault_ways[], place_ways[], limit_ways[], handler_ways[], exception_ways[];

/* Where most of them end. */
void read_through_null(void);
void start_idle_threads(int count);
/* A seccomp filter that answers EPERM to these calls; the program ends with 77 where filters are not possible. */
void deny_calls(const int *calls, int count);
/* Set by main: whether inquest_init() is left to the way itself. */
void capture(void);
extern int capture_late;
/* What the command line named. */
extern const char *database, *handler;

#ifdef __cplusplus
}
#endif

#endif

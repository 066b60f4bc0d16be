/* The minidump file: layouts are those of docs/formats/minidump.md. Async-signal-safe. */
#ifndef INQUEST_DUMP_MINIDUMP_H
#define INQUEST_DUMP_MINIDUMP_H

#include <stdint.h>

#include "dump/memory.h"
#include "dump/out.h"
#include "signal/state.h"

#define INQUEST__STREAMS_MAX 24

enum inquest__stream {
    INQUEST__STREAM_THREADS = 3,
    INQUEST__STREAM_MODULES = 4,
    INQUEST__STREAM_MEMORY = 5,
    INQUEST__STREAM_EXCEPTION = 6,
    INQUEST__STREAM_SYSTEM = 7,
    INQUEST__STREAM_MISC = 15,
    INQUEST__STREAM_MEMORY_INFO = 16,
    INQUEST__STREAM_THREAD_NAMES = 24,
    INQUEST__STREAM_CRASHPAD = 0x43500001,
    INQUEST__STREAM_LINUX_CPU = 0x47670003,
    INQUEST__STREAM_LINUX_STATUS = 0x47670004,
    INQUEST__STREAM_LINUX_RELEASE = 0x47670005,
    INQUEST__STREAM_LINUX_AUXV = 0x47670008,
    INQUEST__STREAM_LINUX_MAPS = 0x47670009,
    INQUEST__STREAM_LINUX_LINKER = 0x4767000a,
    INQUEST__STREAM_SOFT_ERRORS = 0x4d7a0004
};

struct inquest__dump {
    struct inquest__out *out;
    const struct inquest__crash *crash;
    uint32_t stream_count;
    struct {
        uint32_t type;
        uint32_t size;
        uint32_t rva;
    } streams[INQUEST__STREAMS_MAX];
    uint32_t subject_context_size;
    uint32_t subject_context_rva;
    uint64_t subject_ip;
    uint64_t subject_sp;
    int subject_overflowed;
};

/* minidump.c: writes the whole file into `fd`. 0, or an errno. The threads are held and stay so. */
int inquest__minidump_write(const struct inquest__crash *crash, int fd, uint64_t bytes_max);

uint32_t inquest__dump_here(const struct inquest__dump *dump);
/* Aligns and remembers where a stream begins; end fills in its size. */
void inquest__dump_begin(struct inquest__dump *dump, enum inquest__stream type);
void inquest__dump_end(struct inquest__dump *dump);
/* MINIDUMP_STRING, and Crashpad's UTF-8 form. Return the rva. */
uint32_t inquest__dump_utf16(struct inquest__dump *dump, const char *text);
uint32_t inquest__dump_utf8(struct inquest__dump *dump, const char *text, size_t size);

/* plan.c: which stacks, code and pointed-at memory go in. */
void inquest__dump_plan(struct inquest__dump *dump, const unsigned char *subject_context);

/* streams_process.c */
void inquest__dump_modules(struct inquest__dump *dump);
void inquest__dump_thread_names(struct inquest__dump *dump);
void inquest__dump_exception(struct inquest__dump *dump);
void inquest__dump_memory_info(struct inquest__dump *dump);
/* Threads, the memory list and the memory itself, in this order: it must be the last big thing. */
void inquest__dump_threads_and_memory(struct inquest__dump *dump);

/* streams_system.c */
void inquest__dump_system(struct inquest__dump *dump);
void inquest__dump_misc(struct inquest__dump *dump);
void inquest__dump_linux(struct inquest__dump *dump);
void inquest__dump_soft_errors(struct inquest__dump *dump);

/* streams_linker.c, streams_annotations.c */
void inquest__dump_linker(struct inquest__dump *dump);
void inquest__dump_annotations(struct inquest__dump *dump);

#endif

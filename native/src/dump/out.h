/* A buffered file and the few ways in-signal code writes to it. All functions are async-signal-safe. */
#ifndef INQUEST_DUMP_OUT_H
#define INQUEST_DUMP_OUT_H

#include <stddef.h>
#include <stdint.h>

#define INQUEST__OUT_BUFFER 16384

struct inquest__out {
    int fd;
    int error;         /* the first errno, sticky: later writes do nothing */
    uint64_t position; /* file offset of the buffer's first byte */
    size_t used;
    unsigned char buffer[INQUEST__OUT_BUFFER];
};

void inquest__out_open(struct inquest__out *out, int fd);
void inquest__out_flush(struct inquest__out *out);
/* The offset at which the next byte lands. */
uint64_t inquest__out_offset(const struct inquest__out *out);
void inquest__out_bytes(struct inquest__out *out, const void *bytes, size_t size);
void inquest__out_zeros(struct inquest__out *out, size_t size);
void inquest__out_align(struct inquest__out *out, size_t alignment);
/* Little-endian numbers, which is what both CPUs are. */
void inquest__out_u16(struct inquest__out *out, uint16_t value);
void inquest__out_u32(struct inquest__out *out, uint32_t value);
void inquest__out_u64(struct inquest__out *out, uint64_t value);

/* Text. */
void inquest__out_text(struct inquest__out *out, const char *text);
void inquest__out_decimal(struct inquest__out *out, int64_t value);
void inquest__out_hex(struct inquest__out *out, uint64_t value); /* 0x and lower case, without leading zeros */
void inquest__out_hex_bytes(struct inquest__out *out, const unsigned char *bytes, size_t size);
/* Quoted and escaped; bytes that are not UTF-8 become the replacement character. */
void inquest__out_json(struct inquest__out *out, const char *text, size_t size);
/* Seconds with six digits, UTC: 2026-01-31T12:00:00.123456Z. */
void inquest__out_time(struct inquest__out *out, uint64_t realtime_ns);

size_t inquest__length(const char *text);
/* Appends to a NUL-terminated text, cutting at `capacity` including the NUL. */
void inquest__append(char *text, size_t capacity, const char *more);
void inquest__append_decimal(char *text, size_t capacity, int64_t value);
void inquest__append_hex(char *text, size_t capacity, uint64_t value);
int inquest__equal(const char *a, const char *b);
int inquest__starts_with(const char *text, const char *prefix);

/* Soft errors: what a report could not do. `detail` is a number that belongs to it, often an errno. */
void inquest__note_reset(void);
void inquest__note(const char *code, int64_t detail);
/* A JSON array of {"code":…,"detail":…}. */
void inquest__out_notes(struct inquest__out *out);

#endif

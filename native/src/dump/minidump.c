#include "dump/minidump.h"

#include "dump/threads.h"
#include "signal/kernel.h"

#define HEADER_SIZE 32
#define ENTRY_SIZE 12
#define SIGNATURE 0x504d444du /* MDMP */
#define VERSION 0xa793u

static struct inquest__out output;
static struct inquest__dump state;
static unsigned char context[INQUEST__CONTEXT_MAX] __attribute__((aligned(16)));
static unsigned char subject_context[INQUEST__CONTEXT_MAX] __attribute__((aligned(16)));

uint32_t inquest__dump_here(const struct inquest__dump *dump) { return (uint32_t)inquest__out_offset(dump->out); }

void inquest__dump_begin(struct inquest__dump *dump, enum inquest__stream type)
{
    inquest__out_align(dump->out, 8);
    dump->streams[dump->stream_count].type = (uint32_t)type;
    dump->streams[dump->stream_count].rva = inquest__dump_here(dump);
}

void inquest__dump_end(struct inquest__dump *dump)
{
    uint32_t size = inquest__dump_here(dump) - dump->streams[dump->stream_count].rva;
    if (size != 0 && dump->stream_count + 1 < INQUEST__STREAMS_MAX) {
        dump->streams[dump->stream_count].size = size;
        dump->stream_count++;
    }
}

/* The next code point of UTF-8 text; a byte that starts none stands for itself as U+FFFD. */
static uint32_t code_point(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    uint32_t lead = at[0];
    uint32_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    uint32_t value = length <= 1 ? lead : lead & (0x7fu >> length);
    for (uint32_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            length = 0;
            break;
        }
        value = value << 6 | (at[i] & 0x3fu);
    }
    *text += length == 0 ? 1 : length;
    return length == 0 || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ? 0xfffd : value;
}

uint32_t inquest__dump_utf16(struct inquest__dump *dump, const char *text)
{
    inquest__out_align(dump->out, 4);
    uint32_t rva = inquest__dump_here(dump), units = 0;
    for (const char *at = text; *at != 0;) {
        units += code_point(&at) > 0xffff ? 2 : 1;
    }
    inquest__out_u32(dump->out, units * 2);
    for (const char *at = text; *at != 0;) {
        uint32_t value = code_point(&at);
        if (value > 0xffff) {
            value -= 0x10000;
            inquest__out_u16(dump->out, (uint16_t)(0xd800 + (value >> 10)));
            value = 0xdc00 + (value & 0x3ff);
        }
        inquest__out_u16(dump->out, (uint16_t)value);
    }
    inquest__out_u16(dump->out, 0);
    return rva;
}

uint32_t inquest__dump_utf8(struct inquest__dump *dump, const char *text, size_t size)
{
    inquest__out_align(dump->out, 4);
    uint32_t rva = inquest__dump_here(dump);
    inquest__out_u32(dump->out, (uint32_t)size);
    inquest__out_bytes(dump->out, text, size);
    inquest__out_zeros(dump->out, 1);
    return rva;
}

/* Contexts come first: they are asked for while the threads stand, and everything else is planned from them. */
static void contexts(struct inquest__dump *dump)
{
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        struct inquest__thread *thread = inquest__thread_at(i);
        thread->context_size = inquest__thread_context(thread, context);
        inquest__out_align(dump->out, 16);
        thread->context_rva = thread->context_size == 0 ? 0 : inquest__dump_here(dump);
        inquest__out_bytes(dump->out, context, thread->context_size);
        if (thread->tid == dump->crash->subject_tid) {
            (void)inquest__copy(subject_context, context, thread->context_size);
            dump->subject_context_size = thread->context_size;
            dump->subject_context_rva = thread->context_rva;
            dump->subject_ip = thread->ip;
            dump->subject_sp = thread->sp;
        }
    }
}

static int write_header(struct inquest__dump *dump)
{
    struct inquest__out *out = dump->out;
    inquest__out_flush(out);
    uint64_t end = out->position;
    /* Behind the streams comes the directory, and last of all the header: a torn file has no signature. */
    out->position = HEADER_SIZE;
    for (uint32_t i = 0; i < dump->stream_count; i++) {
        inquest__out_u32(out, dump->streams[i].type);
        inquest__out_u32(out, dump->streams[i].size);
        inquest__out_u32(out, dump->streams[i].rva);
    }
    inquest__out_flush(out);
    if (out->error != 0) {
        return out->error;
    }
    out->position = 0;
    inquest__out_u32(out, SIGNATURE);
    inquest__out_u32(out, VERSION);
    inquest__out_u32(out, dump->stream_count);
    inquest__out_u32(out, HEADER_SIZE);
    inquest__out_u32(out, 0);
    inquest__out_u32(out, (uint32_t)(dump->crash->time_ns / 1000000000u));
    inquest__out_u64(out, 0);
    inquest__out_flush(out);
    if (sys_ftruncate(out->fd, end) < 0) {
        inquest__note("truncate-failed", 0);
    }
    return out->error;
}

int inquest__minidump_write(const struct inquest__crash *crash, int fd, uint64_t bytes_max)
{
    struct inquest__dump *dump = &state;
    inquest__out_open(&output, fd);
    dump->out = &output;
    dump->crash = crash;
    dump->stream_count = 0;
    dump->subject_context_size = dump->subject_context_rva = 0;
    dump->subject_ip = dump->subject_sp = 0;
    dump->subject_overflowed = 0;
    inquest__out_zeros(dump->out, HEADER_SIZE + ENTRY_SIZE * INQUEST__STREAMS_MAX);

    contexts(dump);
    /* Tables and texts take their part before memory may have the rest. */
    uint64_t spent = inquest__out_offset(dump->out) + 65536 + 160ull * inquest__mapping_count();
    inquest__ranges_reset(bytes_max > spent + 16384 ? bytes_max - spent : 16384);
    inquest__dump_plan(dump, subject_context);

    inquest__dump_exception(dump);
    inquest__dump_system(dump);
    inquest__dump_misc(dump);
    inquest__dump_modules(dump);
    inquest__dump_thread_names(dump);
    inquest__dump_annotations(dump);
    inquest__dump_memory_info(dump);
    inquest__dump_linux(dump);
    inquest__dump_linker(dump);
    inquest__dump_threads_and_memory(dump);
    inquest__dump_soft_errors(dump);
    return write_header(dump);
}

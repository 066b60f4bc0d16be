/* Streams about the machine, and copies of small files of /proc. */
#include <sys/utsname.h>

#include "dump/minidump.h"
#include "dump/threads.h"
#include "signal/kernel.h"

#define PLATFORM_LINUX 0x8201u
/* The first processor says what the machine is; 128 of them would be 150 KB. */
#define CPU_BYTES_MAX 4096
#define FILE_BYTES_MAX 8192

static char file[FILE_BYTES_MAX];

static uint8_t processor_count(void)
{
    static uint64_t set[128];
    long size = inquest__call(SYS_sched_getaffinity, 0, sizeof set, (long)set, 0);
    unsigned count = 0;
    for (long i = 0; i < size / 8; i++) {
        for (uint64_t bits = set[i]; bits != 0; bits &= bits - 1) {
            count++;
        }
    }
    return (uint8_t)(count > 255 ? 255 : count);
}

static const char *number(const char *at, uint32_t *value)
{
    for (*value = 0; *at >= '0' && *at <= '9'; at++) {
        *value = *value * 10 + (uint32_t)(*at - '0');
    }
    return *at == '.' || *at == '-' ? at + 1 : at;
}

void inquest__dump_system(struct inquest__dump *dump)
{
    static struct utsname name;
    static char text[320];
    struct inquest__out *out = dump->out;
    uint32_t major = 0, minor = 0, build = 0;
    text[0] = 0;
    if (inquest__call(SYS_uname, (long)&name, 0, 0, 0) == 0) {
        (void)number(number(number(name.release, &major), &minor), &build);
        /* As uname -srvm: without the host's name. */
        inquest__append(text, sizeof text, name.sysname);
        inquest__append(text, sizeof text, " ");
        inquest__append(text, sizeof text, name.release);
        inquest__append(text, sizeof text, " ");
        inquest__append(text, sizeof text, name.version);
        inquest__append(text, sizeof text, " ");
        inquest__append(text, sizeof text, name.machine);
    }
    uint32_t service = inquest__dump_utf16(dump, text);
    inquest__dump_begin(dump, INQUEST__STREAM_SYSTEM);
    inquest__out_u16(out, inquest__context_architecture());
    inquest__out_u16(out, 0); /* level and revision: LinuxCpuInfo has them in words */
    inquest__out_u16(out, 0);
    unsigned char processors[2] = {processor_count(), 0};
    inquest__out_bytes(out, processors, 2);
    inquest__out_u32(out, major);
    inquest__out_u32(out, minor);
    inquest__out_u32(out, build);
    inquest__out_u32(out, PLATFORM_LINUX);
    inquest__out_u32(out, service);
    inquest__out_u32(out, 0);
    inquest__out_zeros(out, 24);
    inquest__dump_end(dump);
}

void inquest__dump_misc(struct inquest__dump *dump)
{
    struct inquest__out *out = dump->out;
    inquest__dump_begin(dump, INQUEST__STREAM_MISC);
    inquest__out_u32(out, 24);
    inquest__out_u32(out, 3); /* process id and times */
    inquest__out_u32(out, (uint32_t)dump->crash->pid);
    inquest__out_u32(out, inquest__state.process_started);
    inquest__out_u32(out, dump->crash->user_seconds);
    inquest__out_u32(out, dump->crash->kernel_seconds);
    inquest__dump_end(dump);
}

static void copy_file(struct inquest__dump *dump, enum inquest__stream type, const char *path, size_t size_max)
{
    long size = inquest__read_file(path, file, size_max);
    if (size <= 0) {
        return;
    }
    if (type == INQUEST__STREAM_LINUX_CPU) {
        for (long i = 1; i < size; i++) {
            if (file[i] == '\n' && file[i - 1] == '\n') {
                size = i; /* an empty line ends a processor */
            }
        }
    }
    inquest__dump_begin(dump, type);
    inquest__out_bytes(dump->out, file, (size_t)size);
    inquest__dump_end(dump);
}

void inquest__dump_linux(struct inquest__dump *dump)
{
    char path[48] = "/proc/";
    inquest__append_decimal(path, sizeof path, dump->crash->proc_pid);
    inquest__append(path, sizeof path, "/status");
    copy_file(dump, INQUEST__STREAM_LINUX_CPU, "/proc/cpuinfo", CPU_BYTES_MAX);
    copy_file(dump, INQUEST__STREAM_LINUX_STATUS, path, sizeof file);
    uint32_t before = dump->stream_count;
    copy_file(dump, INQUEST__STREAM_LINUX_RELEASE, "/etc/lsb-release", sizeof file);
    if (dump->stream_count == before) {
        copy_file(dump, INQUEST__STREAM_LINUX_RELEASE, "/etc/os-release", sizeof file);
    }
    copy_file(dump, INQUEST__STREAM_LINUX_AUXV, "/proc/self/auxv", sizeof file);
    inquest__dump_begin(dump, INQUEST__STREAM_LINUX_MAPS);
    inquest__out_maps(dump->out);
    inquest__dump_end(dump);
}

void inquest__dump_soft_errors(struct inquest__dump *dump)
{
    inquest__dump_begin(dump, INQUEST__STREAM_SOFT_ERRORS);
    inquest__out_notes(dump->out);
    inquest__dump_end(dump);
}

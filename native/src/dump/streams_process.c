/* Streams about threads, modules and memory. */
#include "dump/minidump.h"
#include "dump/threads.h"
#include "signal/kernel.h"

#define CODE_VIEW_ELF 0x4270454cu
#define THREAD_SIZE 48
#define DESCRIPTOR_SIZE 16

static struct {
    uint32_t name;
    uint32_t record;
    uint32_t record_size;
} module_parts[INQUEST__MODULES_MAX];

void inquest__dump_modules(struct inquest__dump *dump)
{
    struct inquest__out *out = dump->out;
    uint32_t count = inquest__module_count();
    for (uint32_t i = 0; i < count; i++) {
        const struct inquest__module *module = inquest__module_at(i);
        module_parts[i].name = inquest__dump_utf16(dump, module->name);
        inquest__out_align(out, 4);
        module_parts[i].record = inquest__dump_here(dump);
        module_parts[i].record_size = module->build_id_size == 0 ? 0 : 4 + module->build_id_size;
        if (module->build_id_size != 0) {
            inquest__out_u32(out, CODE_VIEW_ELF);
            inquest__out_bytes(out, module->build_id, module->build_id_size);
        }
    }
    inquest__dump_begin(dump, INQUEST__STREAM_MODULES);
    inquest__out_u32(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct inquest__module *module = inquest__module_at(i);
        inquest__out_u64(out, module->start);
        inquest__out_u32(out, (uint32_t)module->size);
        inquest__out_u32(out, 0); /* checksum */
        inquest__out_u32(out, 0); /* time stamp */
        inquest__out_u32(out, module_parts[i].name);
        inquest__out_zeros(out, 52); /* version */
        inquest__out_u32(out, module_parts[i].record_size);
        inquest__out_u32(out, module_parts[i].record_size == 0 ? 0 : module_parts[i].record);
        inquest__out_zeros(out, 8 + 16); /* misc record, reserved */
    }
    inquest__dump_end(dump);
}

void inquest__dump_thread_names(struct inquest__dump *dump)
{
    static char name[32];
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        struct inquest__thread *thread = inquest__thread_at(i);
        char path[64];
        inquest__thread_path(thread, "/comm", path, sizeof path);
        long size = inquest__read_file(path, name, sizeof name - 1);
        thread->name_rva = 0;
        if (size <= 0) {
            inquest__note("thread-name-unreadable", size);
            continue;
        }
        name[name[size - 1] == '\n' ? size - 1 : size] = 0;
        thread->name_rva = inquest__dump_utf16(dump, name);
    }
    inquest__dump_begin(dump, INQUEST__STREAM_THREAD_NAMES);
    uint32_t named = 0;
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        named += inquest__thread_at(i)->name_rva != 0;
    }
    inquest__out_u32(dump->out, named);
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        const struct inquest__thread *thread = inquest__thread_at(i);
        if (thread->name_rva != 0) {
            inquest__out_u32(dump->out, (uint32_t)thread->tid);
            inquest__out_u64(dump->out, thread->name_rva);
        }
    }
    inquest__dump_end(dump);
}

void inquest__dump_exception(struct inquest__dump *dump)
{
    const struct inquest__crash *crash = dump->crash;
    struct inquest__out *out = dump->out;
    inquest__dump_begin(dump, INQUEST__STREAM_EXCEPTION);
    inquest__out_u32(out, (uint32_t)crash->subject_tid);
    inquest__out_u32(out, 0);
    /* "Dump requested" is Breakpad's way to say that nobody crashed. */
    inquest__out_u32(out, crash->kind == INQUEST__KIND_CRASH ? (uint32_t)crash->signal_number : 0xffffffffu);
    inquest__out_u32(out, (uint32_t)crash->code);
    inquest__out_u64(out, 0);
    inquest__out_u64(out, crash->address != 0 || crash->code > 0 ? crash->address : dump->subject_ip);
    inquest__out_u32(out, 0);
    inquest__out_u32(out, 0);
    inquest__out_zeros(out, 15 * 8);
    inquest__out_u32(out, dump->subject_context_size);
    inquest__out_u32(out, dump->subject_context_rva);
    inquest__dump_end(dump);
}

static uint32_t page_protection(uint32_t protection)
{
    int readable = (protection & INQUEST__READ) != 0, writable = (protection & INQUEST__WRITE) != 0;
    if (protection & INQUEST__EXECUTE) {
        return writable ? 0x40 : readable ? 0x20 : 0x10;
    }
    return writable ? 0x04 : readable ? 0x02 : 0x01;
}

void inquest__dump_memory_info(struct inquest__dump *dump)
{
    struct inquest__out *out = dump->out;
    uint32_t count = inquest__mapping_count();
    if (count == 0) {
        return;
    }
    inquest__dump_begin(dump, INQUEST__STREAM_MEMORY_INFO);
    inquest__out_u32(out, 16);
    inquest__out_u32(out, 48);
    inquest__out_u64(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct inquest__mapping *mapping = inquest__mapping_at(i);
        uint32_t protection = page_protection(mapping->protection);
        inquest__out_u64(out, mapping->start);
        inquest__out_u64(out, mapping->start);
        inquest__out_u32(out, protection);
        inquest__out_u32(out, 0);
        inquest__out_u64(out, mapping->end - mapping->start);
        inquest__out_u32(out, 0x1000); /* MEM_COMMIT */
        inquest__out_u32(out, protection);
        inquest__out_u32(out, mapping->inode != 0 ? 0x40000 : 0x20000); /* MEM_MAPPED, MEM_PRIVATE */
        inquest__out_u32(out, 0);
    }
    inquest__dump_end(dump);
}

static void write_thread(struct inquest__dump *dump, const struct inquest__thread *thread, uint32_t memory_rva)
{
    struct inquest__out *out = dump->out;
    uint64_t offset = thread->stack_size == 0 ? UINT64_MAX : inquest__ranges_offset(thread->stack_start);
    inquest__out_u32(out, (uint32_t)thread->tid);
    inquest__out_u32(out, 0); /* suspend count */
    inquest__out_u32(out, 0); /* priority class */
    inquest__out_u32(out, 0); /* priority */
    inquest__out_u64(out, thread->tls);
    inquest__out_u64(out, offset == UINT64_MAX ? thread->sp : thread->stack_start);
    inquest__out_u32(out, offset == UINT64_MAX ? 0 : (uint32_t)thread->stack_size);
    inquest__out_u32(out, offset == UINT64_MAX ? 0 : memory_rva + (uint32_t)offset);
    inquest__out_u32(out, thread->context_size);
    inquest__out_u32(out, thread->context_rva);
}

void inquest__dump_threads_and_memory(struct inquest__dump *dump)
{
    struct inquest__out *out = dump->out;
    uint32_t threads = inquest__thread_count(), ranges = inquest__range_count();
    inquest__out_align(out, 8);
    /* Both lists name places in the memory behind them, so their sizes are added up before they are written. */
    uint32_t thread_list = inquest__dump_here(dump);
    uint32_t memory_list = (thread_list + 4 + threads * THREAD_SIZE + 7) & ~7u;
    uint32_t memory = (memory_list + 4 + ranges * DESCRIPTOR_SIZE + 15) & ~15u;

    inquest__dump_begin(dump, INQUEST__STREAM_THREADS);
    inquest__out_u32(out, threads);
    for (uint32_t i = 0; i < threads; i++) {
        write_thread(dump, inquest__thread_at(i), memory);
    }
    inquest__dump_end(dump);

    inquest__dump_begin(dump, INQUEST__STREAM_MEMORY);
    inquest__out_u32(out, ranges);
    for (uint32_t i = 0; i < ranges; i++) {
        const struct inquest__range *range = inquest__range_at(i);
        inquest__out_u64(out, range->start);
        inquest__out_u32(out, (uint32_t)range->size);
        inquest__out_u32(out, memory + (uint32_t)range->before);
    }
    inquest__dump_end(dump);

    inquest__out_align(out, 16);
    for (uint32_t i = 0; i < ranges; i++) {
        const struct inquest__range *range = inquest__range_at(i);
        const struct inquest__mapping *mapping = inquest__mapping_of(range->start);
        int code = mapping != NULL && (mapping->protection & INQUEST__EXECUTE) != 0;
        inquest__out_memory(out, range->start, range->size, !code);
    }
}

/* The dynamic linker's list of objects: debuggers find the modules of a Linux minidump through it. */
#include <elf.h>
#include <link.h>

#include "dump/minidump.h"

#define HEADERS_MAX 64
#define DYNAMIC_MAX 128
#define OBJECTS_MAX 1024
#define NAME_MAX_BYTES 512

static struct {
    uint64_t address;
    uint64_t dynamic;
    uint32_t name;
} objects[OBJECTS_MAX];

static uint32_t read_objects(struct inquest__dump *dump, uint64_t first)
{
    static char name[NAME_MAX_BYTES];
    uint32_t count = 0;
    for (uint64_t at = first; at != 0 && count < OBJECTS_MAX; count++) {
        uint64_t fields[4]; /* l_addr, l_name, l_ld, l_next */
        if (!inquest__peek(at, fields, sizeof fields)) {
            break;
        }
        for (size_t i = 0; i < sizeof name; i++) {
            if (i + 1 == sizeof name || !inquest__peek(fields[1] + i, name + i, 1)) {
                name[i] = 0;
            }
            if (name[i] == 0) {
                break;
            }
        }
        if (!(inquest__state.flags & INQUEST_FLAG_KEEP_HOME_PATHS)) {
            inquest__hide_home(name, inquest__length(name));
        }
        objects[count].address = fields[0];
        objects[count].dynamic = fields[2];
        objects[count].name = inquest__dump_utf16(dump, name);
        at = fields[3];
    }
    return count;
}

void inquest__dump_linker(struct inquest__dump *dump)
{
    static ElfW(Phdr) headers[HEADERS_MAX];
    static ElfW(Dyn) dynamic[DYNAMIC_MAX];
    uint64_t address = inquest__state.auxv_program_headers, count = inquest__state.auxv_program_header_count;
    uint64_t bias = 0, section = 0, debug = 0;
    struct inquest__out *out = dump->out;
    if (count == 0 || count > HEADERS_MAX || !inquest__peek(address, headers, count * sizeof headers[0])) {
        return;
    }
    for (uint64_t i = 0; i < count; i++) {
        bias = headers[i].p_type == PT_PHDR ? address - headers[i].p_vaddr : bias;
    }
    for (uint64_t i = 0; i < count; i++) {
        section = headers[i].p_type == PT_DYNAMIC ? bias + headers[i].p_vaddr : section;
    }
    uint32_t entries = 0;
    for (; section != 0 && entries < DYNAMIC_MAX; entries++) {
        if (!inquest__peek(section + entries * sizeof dynamic[0], &dynamic[entries], sizeof dynamic[0])) {
            break;
        }
        if (dynamic[entries].d_tag == DT_DEBUG) {
            debug = dynamic[entries].d_un.d_ptr;
        }
        if (dynamic[entries].d_tag == DT_NULL) {
            entries++;
            break;
        }
    }
    struct r_debug list;
    if (debug == 0 || !inquest__peek(debug, &list, sizeof list)) {
        return; /* A static program has none. */
    }
    uint32_t found = read_objects(dump, (uint64_t)(uintptr_t)list.r_map);
    inquest__out_align(out, 8);
    uint32_t map = inquest__dump_here(dump);
    for (uint32_t i = 0; i < found; i++) {
        inquest__out_u64(out, objects[i].address);
        inquest__out_u32(out, objects[i].name);
        inquest__out_u32(out, 0);
        inquest__out_u64(out, objects[i].dynamic);
    }
    inquest__dump_begin(dump, INQUEST__STREAM_LINUX_LINKER);
    inquest__out_u32(out, (uint32_t)list.r_version);
    inquest__out_u32(out, map);
    inquest__out_u32(out, found);
    inquest__out_u32(out, 0);
    inquest__out_u64(out, (uint64_t)list.r_brk);
    inquest__out_u64(out, (uint64_t)list.r_ldbase);
    inquest__out_u64(out, section);
    inquest__out_bytes(out, dynamic, entries * sizeof dynamic[0]);
    inquest__dump_end(dump);
}

/* Finds loaded ELF files from memory alone: a deleted or unreadable file still has its header, notes and CFI there. */
#include "dump/memory.h"

#include <elf.h>
#include <link.h>

#include "signal/kernel.h"
#include "signal/state.h"

#define PROGRAM_HEADERS_MAX 64
#define NOTE_BYTES_MAX 4096

static struct inquest__module modules[INQUEST__MODULES_MAX];
static uint32_t module_count;

int inquest__peek(uint64_t address, void *bytes, size_t size)
{
    return inquest__copy(bytes, (const void *)(uintptr_t)address, size) == 0;
}

/* A name field of 4 bytes "GNU\0" and type NT_GNU_BUILD_ID. */
static void find_build_id(struct inquest__module *module, uint64_t notes, uint64_t size)
{
    uint64_t at = notes, end = notes + (size < NOTE_BYTES_MAX ? size : NOTE_BYTES_MAX);
    while (at + sizeof(ElfW(Nhdr)) <= end) {
        ElfW(Nhdr) header;
        uint32_t name;
        if (!inquest__peek(at, &header, sizeof header)) {
            return;
        }
        at += sizeof header;
        uint64_t description = at + ((header.n_namesz + 3ull) & ~3ull);
        if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 && inquest__peek(at, &name, 4) &&
            name == 0x00554e47u && header.n_descsz > 0) {
            module->build_id_size = header.n_descsz < INQUEST__BUILD_ID_MAX ? header.n_descsz : INQUEST__BUILD_ID_MAX;
            if (!inquest__peek(description, module->build_id, module->build_id_size)) {
                module->build_id_size = 0;
            }
            return;
        }
        at = description + ((header.n_descsz + 3ull) & ~3ull);
    }
}

/* Reads the ELF header at `start`. 0 when it is none. */
static int read_header(struct inquest__module *module, uint64_t start)
{
    ElfW(Ehdr) header;
    if (!inquest__peek(start, &header, sizeof header) || header.e_ident[0] != 0x7f || header.e_ident[1] != 'E' ||
        header.e_ident[2] != 'L' || header.e_ident[3] != 'F' || header.e_ident[EI_CLASS] != ELFCLASS64 ||
        header.e_phentsize != sizeof(ElfW(Phdr))) {
        return 0;
    }
    static ElfW(Phdr) headers[PROGRAM_HEADERS_MAX];
    uint32_t count = header.e_phnum < PROGRAM_HEADERS_MAX ? header.e_phnum : PROGRAM_HEADERS_MAX;
    if (!inquest__peek(start + header.e_phoff, headers, count * sizeof headers[0])) {
        return 0;
    }
    uint64_t end = 0;
    module->bias = start;
    int found = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (headers[i].p_type != PT_LOAD) {
            continue;
        }
        if (!found) {
            module->bias = start - (headers[i].p_vaddr - headers[i].p_offset);
            found = 1;
        }
        uint64_t last = headers[i].p_vaddr + headers[i].p_memsz;
        end = last > end ? last : end;
    }
    if (!found) {
        return 0;
    }
    uint64_t page = inquest__state.pagesize;
    module->start = start;
    module->size = ((module->bias + end + page - 1) & ~(page - 1)) - start;
    module->eh_frame_header = module->dynamic = 0;
    module->build_id_size = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t address = module->bias + headers[i].p_vaddr;
        if (headers[i].p_type == PT_NOTE && module->build_id_size == 0) {
            find_build_id(module, address, headers[i].p_memsz);
        } else if (headers[i].p_type == PT_GNU_EH_FRAME) {
            module->eh_frame_header = address;
        } else if (headers[i].p_type == PT_DYNAMIC) {
            module->dynamic = address;
        }
    }
    return 1;
}

/* A file that is only read as data (an archive, another program) has no executable mapping behind its header. */
static int runs(uint32_t first)
{
    const struct inquest__mapping *header = inquest__mapping_at(first);
    if (header->protection & INQUEST__EXECUTE) {
        return 1;
    }
    for (uint32_t i = first + 1; i < inquest__mapping_count() && i < first + 16; i++) {
        const struct inquest__mapping *mapping = inquest__mapping_at(i);
        if (mapping->inode == header->inode && mapping->inode != 0 && mapping->offset == 0) {
            return 0; /* The same file once more: its own module. */
        }
        if (mapping->inode == header->inode && (mapping->protection & INQUEST__EXECUTE)) {
            return 1;
        }
    }
    return 0;
}

static void add(uint64_t start, const char *name)
{
    if (module_count == INQUEST__MODULES_MAX) {
        inquest__note("modules-cut", INQUEST__MODULES_MAX);
        return;
    }
    if (module_count > 0 && start < modules[module_count - 1].start + modules[module_count - 1].size &&
        start >= modules[module_count - 1].start) {
        return; /* A second view of a file that is already there. */
    }
    if (read_header(&modules[module_count], start)) {
        modules[module_count].name = name;
        module_count++;
    }
}

/* Readers take the first module for the program. */
static void put_program_first(void)
{
    for (uint32_t i = 1; i < module_count; i++) {
        uint64_t entry = inquest__state.auxv_entry;
        if (entry - modules[i].start < modules[i].size) {
            struct inquest__module program;
            (void)inquest__copy(&program, &modules[i], sizeof program);
            for (uint32_t k = i; k > 0; k--) {
                (void)inquest__copy(&modules[k], &modules[k - 1], sizeof program);
            }
            (void)inquest__copy(&modules[0], &program, sizeof program);
            return;
        }
    }
}

void inquest__modules_find(void)
{
    module_count = 0;
    for (uint32_t i = 0; i < inquest__mapping_count(); i++) {
        const struct inquest__mapping *mapping = inquest__mapping_at(i);
        const char *name = inquest__mapping_name(mapping);
        if (mapping->start == inquest__state.auxv_vdso && mapping->start != 0) {
            add(mapping->start, "linux-gate.so");
        } else if (mapping->offset == 0 && name[0] == '/' && (mapping->protection & INQUEST__READ) &&
                   !inquest__starts_with(name, "/dev/") && runs(i)) {
            add(mapping->start, name);
        }
    }
    if (inquest__mapping_count() == 0) {
        inquest__note("modules-from-init", inquest__state.known_module_count);
        for (uint32_t i = 0; i < inquest__state.known_module_count; i++) {
            add(inquest__state.known_modules[i].start, inquest__state.known_modules[i].path);
        }
    }
    put_program_first();
}

uint32_t inquest__module_count(void) { return module_count; }

const struct inquest__module *inquest__module_at(uint32_t index) { return &modules[index]; }

const struct inquest__module *inquest__module_of(uint64_t address)
{
    for (uint32_t i = 0; i < module_count; i++) {
        if (address - modules[i].start < modules[i].size) {
            return &modules[i];
        }
    }
    return NULL;
}

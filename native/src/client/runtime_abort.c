/* .NET's runtime puts the SIGABRT action of before its start back and then aborts (FailFast, a stack overflow's end): an action that
 * was taken after its start is not asked. Its library's own slot for abort() is therefore led through here, which takes the signal
 * once more. Nothing else is changed, and nothing happens in programs without that library. */
#include <elf.h>
#include <link.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "client/client.h"

#if defined(__x86_64__)
#define IS_SLOT(type) ((type) == R_X86_64_JUMP_SLOT || (type) == R_X86_64_GLOB_DAT)
#elif defined(__aarch64__)
#define IS_SLOT(type) ((type) == R_AARCH64_JUMP_SLOT || (type) == R_AARCH64_GLOB_DAT)
#endif

#define RUNTIME_LIBRARY "/libcoreclr.so"

struct tables {
    const ElfW(Sym) *symbols;
    const char *names;
    const ElfW(Rela) *slots[2]; /* of the PLT, and the rest */
    size_t slot_bytes[2];
};

__attribute__((noreturn)) static void runtime_abort(void)
{
    /* One death, one report: a stack overflow was reported when it happened, and a managed exception by the managed client. */
    if (atomic_load(&inquest__state.level) != INQUEST__LEVEL_OFF && inquest__crash.signal_number == 0) {
        inquest__signals_take_abort();
    }
    abort();
}

static int read_tables(const struct dl_phdr_info *info, struct tables *tables)
{
    memset(tables, 0, sizeof *tables);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_DYNAMIC) {
            continue;
        }
        for (const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr); entry->d_tag != DT_NULL;
             entry++) {
            switch (entry->d_tag) {
            case DT_SYMTAB: tables->symbols = (const ElfW(Sym) *)entry->d_un.d_ptr; break;
            case DT_STRTAB: tables->names = (const char *)entry->d_un.d_ptr; break;
            case DT_JMPREL: tables->slots[0] = (const ElfW(Rela) *)entry->d_un.d_ptr; break;
            case DT_PLTRELSZ: tables->slot_bytes[0] = entry->d_un.d_val; break;
            case DT_RELA: tables->slots[1] = (const ElfW(Rela) *)entry->d_un.d_ptr; break;
            case DT_RELASZ: tables->slot_bytes[1] = entry->d_un.d_val; break;
            default: break;
            }
        }
    }
    return tables->symbols != NULL && tables->names != NULL;
}

/* The slot may lie in pages that the loader made read-only: they are made so again. */
static void lead(const struct dl_phdr_info *info, ElfW(Addr) *slot)
{
    uintptr_t page = (uintptr_t)inquest__state.pagesize;
    uintptr_t start = (uintptr_t)slot & ~(page - 1);
    int read_only = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + header->p_vaddr;
        read_only |= header->p_type == PT_GNU_RELRO && (uintptr_t)slot >= from && (uintptr_t)slot < from + header->p_memsz;
    }
    if (read_only && mprotect((void *)start, page, PROT_READ | PROT_WRITE) != 0) {
        return;
    }
    __atomic_store_n(slot, (ElfW(Addr))(uintptr_t)runtime_abort, __ATOMIC_SEQ_CST);
    if (read_only) {
        (void)mprotect((void *)start, page, PROT_READ);
    }
}

static int lead_module(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    struct tables tables;
    if (info->dlpi_name == NULL || strstr(info->dlpi_name, RUNTIME_LIBRARY) == NULL || !read_tables(info, &tables)) {
        return 0;
    }
    for (int kind = 0; kind < 2; kind++) {
        for (size_t i = 0; i < tables.slot_bytes[kind] / sizeof(ElfW(Rela)); i++) {
            const ElfW(Rela) *slot = &tables.slots[kind][i];
            if (IS_SLOT(ELF64_R_TYPE(slot->r_info)) &&
                strcmp(tables.names + tables.symbols[ELF64_R_SYM(slot->r_info)].st_name, "abort") == 0) {
                lead(info, (ElfW(Addr) *)(info->dlpi_addr + slot->r_offset));
            }
        }
    }
    return 1;
}

void inquest__runtime_abort_hook(void) { (void)dl_iterate_phdr(lead_module, NULL); }

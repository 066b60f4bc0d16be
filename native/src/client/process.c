/* What in-signal code cannot ask for and so is told: the auxiliary vector, the loader's list, where secrets lie. */
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "client/client.h"

#define KNOWN_MAX 256
#define KNOWN_BYTES (KNOWN_MAX * sizeof(struct inquest__known_module))

extern char **environ;

static int read_small(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t got = read(fd, text, size - 1);
    close(fd);
    text[got < 0 ? 0 : got] = 0;
    return got > 0;
}

/* proc(5): fields 22 (start), 48 to 51 (argument and environment strings); the second one may contain spaces. */
static void learn_stat(void)
{
    struct inquest__state *state = &inquest__state;
    char text[2048];
    if (!read_small("/proc/self/stat", text, sizeof text)) {
        return;
    }
    const char *at = strrchr(text, ')');
    unsigned long long fields[52] = {0};
    for (int field = 3; at != NULL && field < 52; field++) {
        at = strchr(at + 1, ' ');
        if (at != NULL) {
            fields[field] = strtoull(at + 1, NULL, 10);
        }
    }
    /* Arguments and environment are one run of strings; behind it lies only the program's path, which is hidden too. */
    state->strings_start = fields[48];
    state->strings_end = fields[51] > fields[49] ? fields[51] : fields[49];
    struct timespec now, up;
    long ticks = sysconf(_SC_CLK_TCK);
    if (ticks > 0 && clock_gettime(CLOCK_REALTIME, &now) == 0 && clock_gettime(CLOCK_BOOTTIME, &up) == 0) {
        state->process_started = (uint32_t)(now.tv_sec - up.tv_sec + (time_t)(fields[22] / (unsigned long long)ticks));
    }
}

static int list_module(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    struct inquest__state *state = &inquest__state;
    if (state->known_module_count == KNOWN_MAX) {
        return 1;
    }
    struct inquest__known_module *module = &state->known_modules[state->known_module_count];
    module->start = 0;
    module->end = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_LOAD) {
            module->start = module->end == 0 ? info->dlpi_addr + header->p_vaddr - header->p_offset : module->start;
            module->end = info->dlpi_addr + header->p_vaddr + header->p_memsz;
        }
    }
    if (module->end == 0) {
        return 0;
    }
    const char *name = info->dlpi_name;
    if (name == NULL || name[0] == 0) {
        name = state->known_module_count == 0 ? (const char *)getauxval(AT_EXECFN) : "linux-gate.so";
    }
    snprintf(module->path, sizeof module->path, "%s", name == NULL ? "" : name);
    state->known_module_count++;
    return 0;
}

/* Looks a symbol up in one module's own table: dlsym() would make libdl a dependency, and the name's version is private. */
static int find_abort_message(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    if (info->dlpi_name == NULL || strstr(info->dlpi_name, "libc.so") == NULL) {
        return 0;
    }
    const ElfW(Sym) *symbols = NULL;
    const char *names = NULL;
    const uint32_t *hash = NULL;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_DYNAMIC) {
            continue;
        }
        for (const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr); entry->d_tag != DT_NULL;
             entry++) {
            symbols = entry->d_tag == DT_SYMTAB ? (const ElfW(Sym) *)entry->d_un.d_ptr : symbols;
            names = entry->d_tag == DT_STRTAB ? (const char *)entry->d_un.d_ptr : names;
            hash = entry->d_tag == DT_GNU_HASH ? (const uint32_t *)entry->d_un.d_ptr : hash;
        }
    }
    if (symbols == NULL || names == NULL || hash == NULL) {
        return 1;
    }
    uint32_t wanted = 5381;
    for (const char *letter = "__abort_msg"; *letter != 0; letter++) {
        wanted = wanted * 33 + (unsigned char)*letter;
    }
    const uint32_t *buckets = hash + 4 + hash[2] * (sizeof(ElfW(Addr)) / 4), *chains = buckets + hash[0];
    for (uint32_t i = buckets[wanted % hash[0]]; i >= hash[1]; i++) {
        uint32_t found = chains[i - hash[1]];
        if ((found | 1) == (wanted | 1) && strcmp(names + symbols[i].st_name, "__abort_msg") == 0) {
            inquest__state.abort_message = (char **)(info->dlpi_addr + symbols[i].st_value);
            return 1;
        }
        if (found & 1) {
            break;
        }
    }
    return 1;
}

void inquest__process_learn(void)
{
    struct inquest__state *state = &inquest__state;
    char text[16];
    state->environment = &environ;
    state->auxv_program_headers = getauxval(AT_PHDR);
    state->auxv_program_header_count = getauxval(AT_PHNUM);
    state->auxv_vdso = getauxval(AT_SYSINFO_EHDR);
    state->auxv_entry = getauxval(AT_ENTRY);
    state->yama = read_small("/proc/sys/kernel/yama/ptrace_scope", text, sizeof text) ? atoi(text) : -1;
    learn_stat();
    if (state->known_modules == NULL) {
        void *memory = mmap(NULL, KNOWN_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        state->known_modules = memory == MAP_FAILED ? NULL : memory;
    }
    state->known_module_count = 0;
    if (state->known_modules != NULL) {
        (void)dl_iterate_phdr(list_module, NULL);
    }
    (void)dl_iterate_phdr(find_abort_message, NULL);
}

void inquest__process_forget(void)
{
    struct inquest__state *state = &inquest__state;
    state->known_module_count = 0;
    if (state->known_modules != NULL) {
        munmap(state->known_modules, KNOWN_BYTES);
        state->known_modules = NULL;
    }
}

/* What must not leave the machine: argument and environment strings wherever they lie, and home directories. */
#include "dump/memory.h"

#include "signal/kernel.h"
#include "signal/state.h"

#define VARIABLES_MAX 1024
#define VARIABLE_BYTES_MAX 65536
#define SANITIZED_WORD 0x0defaced0defacedull
#define SMALL_NUMBER 4096

struct secret {
    uint64_t start;
    uint64_t end;
};

static struct secret secrets[VARIABLES_MAX + 1];
static uint32_t secret_count;
static unsigned char chunk[4096];

static uint64_t string_end(uint64_t at)
{
    uint64_t limit = at + VARIABLE_BYTES_MAX;
    char part[64];
    while (at < limit) {
        size_t missing = inquest__copy(part, (const void *)(uintptr_t)at, sizeof part);
        for (size_t i = 0; i < sizeof part - missing; i++) {
            if (part[i] == 0) {
                return at + i;
            }
        }
        if (missing != 0) {
            return at + sizeof part - missing;
        }
        at += sizeof part;
    }
    return limit;
}

/* setenv() and runtimes copy variables to the heap, where the crashing stack may point at them. */
void inquest__secrets_find(void)
{
    secret_count = 0;
    if (inquest__state.strings_end > inquest__state.strings_start) {
        secrets[0].start = inquest__state.strings_start;
        secrets[0].end = inquest__state.strings_end;
        secret_count = 1;
    }
    uint64_t list = 0;
    if (inquest__state.environment == NULL ||
        !inquest__peek((uint64_t)(uintptr_t)inquest__state.environment, &list, sizeof list) || list == 0) {
        return;
    }
    for (uint32_t i = 0; i < VARIABLES_MAX; i++, list += sizeof(uint64_t)) {
        uint64_t variable = 0;
        if (!inquest__peek(list, &variable, sizeof variable) || variable == 0) {
            return;
        }
        if (variable >= inquest__state.strings_start && variable < inquest__state.strings_end) {
            continue;
        }
        secrets[secret_count].start = variable;
        secrets[secret_count].end = string_end(variable);
        secret_count++;
    }
    inquest__note("environment-over-limit", VARIABLES_MAX);
}

static void blank(uint64_t address, size_t size)
{
    for (uint32_t i = 0; i < secret_count; i++) {
        uint64_t from = secrets[i].start > address ? secrets[i].start : address;
        uint64_t to = secrets[i].end < address + size ? secrets[i].end : address + size;
        for (; from < to; from++) {
            ((volatile unsigned char *)chunk)[from - address] = 0;
        }
    }
}

static int keeps_meaning(uint64_t word, uint64_t stack_start, uint64_t stack_end)
{
    if (word <= SMALL_NUMBER || 0 - word <= SMALL_NUMBER || (word >= stack_start && word < stack_end)) {
        return 1;
    }
    const struct inquest__mapping *mapping = inquest__mapping_of(word);
    return mapping != NULL && (mapping->protection & INQUEST__EXECUTE) != 0;
}

static void sanitize(uint64_t address, size_t size)
{
    const struct inquest__mapping *stack = inquest__mapping_of(address);
    uint64_t start = stack != NULL ? stack->start : address, end = stack != NULL ? stack->end : address + size;
    size_t head = (size_t)(0 - address) & 7;
    for (size_t i = 0; i < head && i < size; i++) {
        chunk[i] = 0;
    }
    for (size_t i = head; i < size; i += 8) {
        uint64_t word = SANITIZED_WORD;
        if (size - i >= 8) {
            (void)inquest__copy(&word, chunk + i, 8);
        }
        if (!keeps_meaning(word, start, end)) {
            word = SANITIZED_WORD;
        }
        (void)inquest__copy(chunk + i, &word, size - i < 8 ? size - i : 8);
    }
}

void inquest__out_memory(struct inquest__out *out, uint64_t start, uint64_t size, int is_stack)
{
    while (size > 0) {
        size_t part = size < sizeof chunk ? (size_t)size : sizeof chunk;
        size_t missing = inquest__copy(chunk, (const void *)(uintptr_t)start, part);
        if (missing != 0) {
            inquest__note("memory-unreadable", (int64_t)start);
            for (size_t i = part - missing; i < part; i++) {
                ((volatile unsigned char *)chunk)[i] = 0;
            }
        }
        blank(start, part);
        if (is_stack && (inquest__state.flags & INQUEST_FLAG_SANITIZE_STACKS)) {
            sanitize(start, part);
        }
        if (!(inquest__state.flags & INQUEST_FLAG_KEEP_HOME_PATHS)) {
            inquest__hide_home((char *)chunk, part);
        }
        inquest__out_bytes(out, chunk, part);
        start += part;
        size -= part;
    }
}

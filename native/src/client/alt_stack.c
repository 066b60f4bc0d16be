/* Alternate signal stacks with guard pages, freed when their thread ends. */
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client/client.h"

/* Reserved, not used: untouched pages cost nothing. */
#define STACK_BYTES 65536u
/* Our handlers' own need, on top of what the kernel pushes (11 KiB with AVX-512 and AMX). */
#define HANDLER_BYTES 16384u

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

static pthread_key_t key;
static int key_is_made;

static size_t page(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static size_t enough(void)
{
    unsigned long kernel = getauxval(AT_MINSIGSTKSZ);
    return (kernel != 0 ? (size_t)kernel : 2048) + HANDLER_BYTES;
}

static size_t stack_bytes(void)
{
    size_t size = enough() > STACK_BYTES ? enough() : STACK_BYTES;
    return (size + page() - 1) & ~(page() - 1);
}

static void release(void *mapping)
{
    stack_t current;
    char *base = mapping;
    if (sigaltstack(NULL, &current) == 0 && current.ss_sp == base + page()) {
        stack_t none = {.ss_flags = SS_DISABLE};
        if (sigaltstack(&none, NULL) != 0) {
            return; /* The thread ends while it runs on the stack: better leaked than pulled away. */
        }
    }
    munmap(base, stack_bytes() + 2 * page());
}

void inquest__alt_stack_prepare(void)
{
    if (!key_is_made) {
        key_is_made = pthread_key_create(&key, release) == 0;
    }
}

enum inquest_result inquest__alt_stack_attach(void)
{
    stack_t current;
    if (sigaltstack(NULL, &current) == 0 && !(current.ss_flags & SS_DISABLE) && current.ss_size >= enough()) {
        return INQUEST_OK; /* Runtimes keep track of theirs: a sufficient one stays. */
    }
    size_t size = stack_bytes(), guard = page();
    char *base = mmap(NULL, size + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (base == MAP_FAILED) {
        return INQUEST_ERROR_FULL;
    }
    stack_t stack = {.ss_sp = base + guard, .ss_size = size};
    if (mprotect(stack.ss_sp, size, PROT_READ | PROT_WRITE) != 0 || sigaltstack(&stack, NULL) != 0) {
        munmap(base, size + 2 * guard);
        return INQUEST_ERROR_SYSTEM;
    }
    /* The top page is what the kernel writes first; a machine out of memory must not fail there. */
    *(volatile char *)((char *)stack.ss_sp + size - 1) = 0;
    if (key_is_made) {
        (void)pthread_setspecific(key, base);
    }
    return INQUEST_OK;
}

enum inquest_result inquest_attach_thread(void)
{
    return atomic_load(&inquest__state.level) == INQUEST__LEVEL_OFF ? INQUEST_ERROR_NOT_RUNNING : inquest__alt_stack_attach();
}

/* libinquest_threads: link it into the executable (or preload the shared one) and every thread gets an alternate stack. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "inquest.h"

typedef int (*create_function)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

/* musl has no RTLD_NEXT in a static program, but keeps the function under a second name. */
extern int real_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) __asm__("__pthread_create")
    __attribute__((weak));

struct start {
    void *(*run)(void *);
    void *argument;
};

static void *begin(void *given)
{
    struct start start = *(struct start *)given;
    free(given);
    /* Before inquest_init() this does nothing; such threads call inquest_attach_thread() themselves. */
    (void)inquest_attach_thread();
    return start.run(start.argument);
}

static create_function find_create(void)
{
    create_function create = NULL;
    *(void **)(void *)&create = dlsym(RTLD_NEXT, "pthread_create");
    return create != NULL ? create : &real_create != NULL ? real_create : NULL;
}

__attribute__((visibility("default"))) int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*run)(void *), void *argument)
{
    static create_function create;
    if (create == NULL) {
        create = find_create();
    }
    struct start *start = create == NULL ? NULL : malloc(sizeof *start);
    if (start == NULL) {
        return create == NULL ? 11 /* EAGAIN */ : create(thread, attributes, run, argument);
    }
    start->run = run;
    start->argument = argument;
    int result = create(thread, attributes, begin, start);
    if (result != 0) {
        free(start);
    }
    return result;
}

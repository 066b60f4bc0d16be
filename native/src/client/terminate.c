/* The type and text of a C++ exception that ends the program. std::terminate() runs in normal code, before abort(): asking
 * there needs no in-signal tricks. All symbols are weak: a C program has none of them, and no C++ library is linked. */
#include <stddef.h>
#include <stdint.h>

#include "client/client.h"

typedef void (*terminate_handler)(void);

extern terminate_handler cxx_set_terminate(terminate_handler) __asm__("_ZSt13set_terminatePFvvE") __attribute__((weak));
extern void *cxx_current_type(void) __asm__("__cxa_current_exception_type") __attribute__((weak));
/* std::exception_ptr is returned through memory; a structure of C that is returned so has more than two words. */
struct exception_pointer {
    void *object;
    void *unused[3];
};
extern struct exception_pointer cxx_current_exception(void) __asm__("_ZSt17current_exceptionv") __attribute__((weak));
extern const char cxx_std_exception[] __asm__("_ZTISt9exception") __attribute__((weak));
/* Only libstdc++ has it, and only its type_info has __do_catch where we call it. */
extern void cxx_verbose_terminate(void) __asm__("_ZN9__gnu_cxx27__verbose_terminate_handlerEv") __attribute__((weak));

static terminate_handler earlier;

/* std::type_info of the Itanium ABI: table, name; libstdc++ puts '*' before names that are compared by address. */
struct type_info {
    void *const *table;
    const char *name;
};

/* libstdc++'s type_info::__do_catch is the fifth virtual function: (this, thrown type, address of the object, outer). */
typedef int (*do_catch)(const void *, const void *, void **, unsigned);
/* std::exception::what() is the third. */
typedef const char *(*what)(const void *);

static const char *text_of(const struct type_info *type, void *object)
{
    if (&cxx_verbose_terminate == NULL || (uintptr_t)cxx_std_exception == 0 || object == NULL) {
        return NULL;
    }
    const struct type_info *base = (const struct type_info *)(const void *)cxx_std_exception;
    do_catch matches;
    what ask;
    void *address = object;
    *(void **)(void *)&matches = base->table[4];
    if (!matches(base, type, &address, 1)) {
        return NULL;
    }
    *(void **)(void *)&ask = (*(void *const *const *)address)[2];
    return ask(address);
}

static void on_terminate(void)
{
    const struct type_info *type = &cxx_current_type == NULL ? NULL : cxx_current_type();
    if (type != NULL && atomic_load(&inquest__state.level) != INQUEST__LEVEL_OFF) {
        inquest__text_set(&inquest__client.exception_type, type->name[0] == '*' ? type->name + 1 : type->name);
        if (&cxx_current_exception != NULL) {
            /* The reference that this takes is never given back: the process is about to end. */
            inquest__text_set(&inquest__client.exception_text, text_of(type, cxx_current_exception().object));
        }
    }
    if (earlier != NULL) {
        earlier();
    }
}

void inquest__terminate_hook(void)
{
    if (&cxx_set_terminate != NULL) {
        earlier = cxx_set_terminate(on_terminate);
    }
}

void inquest__terminate_unhook(void)
{
    if (&cxx_set_terminate != NULL && earlier != NULL) {
        terminate_handler now = cxx_set_terminate(earlier);
        if (now != on_terminate) {
            (void)cxx_set_terminate(now); /* Somebody came after us and stays. */
        }
    }
}

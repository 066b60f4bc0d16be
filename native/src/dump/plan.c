/* Chooses memory: the subject's stack first, then code around its instruction, the other stacks, what the subject points at. */
#include "dump/minidump.h"
#include "dump/threads.h"

/* The kernel lets a stack pointer fall this far through a guard page before we no longer believe it is the same stack. */
#define OVERFLOW_REACH (1u << 20)
#define SUBJECT_HOT (256u << 10)
#define SUBJECT_COLD (64u << 10)
#define OTHER_HOT (64u << 10)
/* From the 101st thread on: a pool's idle workers are alike, and a thousand of them must not cost 64 MiB. */
#define MANY_THREADS 100
#define OTHER_HOT_OF_MANY (16u << 10)
#define CODE_AROUND 128
#define POINTED_BEFORE 64
#define POINTED_SIZE 256
/* Words of the subject's stack that are followed. */
#define FOLLOWED_WORDS 1024
#if defined(__x86_64__)
#define RED_ZONE 128
#else
#define RED_ZONE 0
#endif

static const struct inquest__mapping *next_above(uint64_t address)
{
    for (uint32_t i = 0; i < inquest__mapping_count(); i++) {
        const struct inquest__mapping *mapping = inquest__mapping_at(i);
        if (mapping->start > address && (mapping->protection & INQUEST__READ)) {
            return mapping;
        }
    }
    return NULL;
}

/* Where the stack of `thread` begins and ends. 0 when its stack pointer leads nowhere. */
static int stack_of(const struct inquest__thread *thread, uint64_t *start, uint64_t *end, int *overflowed)
{
    const struct inquest__mapping *mapping = inquest__mapping_of(thread->sp);
    *overflowed = 0;
    if (mapping == NULL || !(mapping->protection & INQUEST__READ)) {
        /* A stack overflow leaves the pointer in the guard below the stack: the stack is what comes next. */
        mapping = next_above(thread->sp);
        if (mapping == NULL || mapping->start - thread->sp > OVERFLOW_REACH || !(mapping->protection & INQUEST__WRITE)) {
            return 0;
        }
        *overflowed = 1;
        *start = mapping->start;
    } else {
        uint64_t low = (thread->sp - RED_ZONE) & ~15ull;
        *start = low > mapping->start ? low : mapping->start;
    }
    *end = mapping->end;
    /* The top of a pthread's mapping is its TLS; the top of the main stack are the argument and environment strings. */
    uint64_t tls = (thread->tls + 15) & ~15ull, strings = (inquest__state.strings_start + 15) & ~15ull;
    if (thread->tls != 0 && tls > *start && tls < *end) {
        *end = tls;
    }
    if (strings > *start && strings < *end) {
        *end = strings;
    }
    return 1;
}

static void plan_stack(struct inquest__dump *dump, struct inquest__thread *thread, uint32_t index)
{
    uint64_t start, end;
    int overflowed;
    if (thread->context_size == 0 || !stack_of(thread, &start, &end, &overflowed)) {
        if (thread->context_size != 0) {
            inquest__note("stack-not-found", thread->tid);
        }
        thread->stack_start = thread->stack_size = 0;
        return;
    }
    int subject = thread->tid == dump->crash->subject_tid;
    uint64_t hot = subject ? SUBJECT_HOT : index < MANY_THREADS ? OTHER_HOT : OTHER_HOT_OF_MANY;
    uint64_t size = end - start;
    if (subject) {
        dump->subject_overflowed = overflowed;
    }
    if (size > hot) {
        inquest__note("stack-cut", (int64_t)size);
        if (subject && size > hot + SUBJECT_COLD) {
            (void)inquest__ranges_add(end - SUBJECT_COLD, SUBJECT_COLD);
        }
        size = hot;
    }
    thread->stack_start = start;
    thread->stack_size = size;
    uint64_t added = inquest__ranges_add(start, size);
    if (added < size && inquest__ranges_left() == 0) {
        thread->stack_size = added;
    }
}

static void plan_code(uint64_t ip)
{
    const struct inquest__mapping *mapping = inquest__mapping_of(ip);
    if (mapping == NULL || !(mapping->protection & INQUEST__READ)) {
        return;
    }
    uint64_t start = ip - mapping->start > CODE_AROUND ? ip - CODE_AROUND : mapping->start;
    uint64_t end = mapping->end - ip > CODE_AROUND ? ip + CODE_AROUND : mapping->end;
    (void)inquest__ranges_add(start, end - start);
}

static void follow(uint64_t pointer, uint64_t stack_start, uint64_t *left)
{
    const struct inquest__mapping *mapping = inquest__mapping_of(pointer);
    if (*left == 0 || mapping == NULL || (mapping->protection & (INQUEST__WRITE | INQUEST__EXECUTE | INQUEST__READ)) !=
            (INQUEST__WRITE | INQUEST__READ) || mapping == inquest__mapping_of(stack_start)) {
        return;
    }
    uint64_t start = pointer - mapping->start > POINTED_BEFORE ? (pointer - POINTED_BEFORE) & ~15ull : mapping->start;
    uint64_t size = mapping->end - start < POINTED_SIZE ? mapping->end - start : POINTED_SIZE;
    uint64_t added = inquest__ranges_add(start, size < *left ? size : *left);
    *left -= added;
}

static void plan_pointed_at(const struct inquest__thread *subject, const unsigned char *context)
{
    uint64_t left = inquest__state.indirect_bytes_max;
    if (inquest__state.flags & (INQUEST_FLAG_NO_INDIRECT_MEMORY | INQUEST_FLAG_SANITIZE_STACKS)) {
        return;
    }
    for (uint32_t i = 0; i < inquest__context_register_count(); i++) {
        follow(inquest__context_out_register(context, i), subject->stack_start, &left);
    }
    uint64_t at = (subject->stack_start + 7) & ~7ull, word;
    for (uint32_t i = 0; i < FOLLOWED_WORDS && (i + 1) * 8 <= subject->stack_size; i++) {
        if (inquest__peek(at + i * 8, &word, sizeof word)) {
            follow(word, subject->stack_start, &left);
        }
    }
}

void inquest__dump_plan(struct inquest__dump *dump, const unsigned char *context)
{
    struct inquest__thread *subject = NULL;
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        if (inquest__thread_at(i)->tid == dump->crash->subject_tid) {
            subject = inquest__thread_at(i);
            plan_stack(dump, subject, 0);
        }
    }
    if (subject != NULL && subject->context_size != 0) {
        plan_code(dump->subject_ip);
        uint64_t back;
        if (inquest__peek(dump->subject_sp, &back, sizeof back)) {
            plan_code(back); /* After a call through garbage the caller is all that has code. */
        }
    }
    for (uint32_t i = 0; i < inquest__thread_count(); i++) {
        if (inquest__thread_at(i) != subject) {
            plan_stack(dump, inquest__thread_at(i), i);
        }
    }
    if (subject != NULL && subject->context_size != 0) {
        plan_pointed_at(subject, context);
    }
    inquest__ranges_place();
}

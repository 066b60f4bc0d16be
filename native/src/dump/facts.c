#include "dump/facts.h"

#include <sys/resource.h>

#include "dump/memory.h"
#include "signal/kernel.h"

/* A setter may still run in another thread: when the number has moved twice, the copy may be torn, so it is read again. */
#define ATTEMPTS 4

static size_t bounded(size_t length, size_t capacity) { return length < capacity ? length : capacity; }

static size_t take(struct inquest__fact *fact, const char *bytes, size_t length)
{
    fact->length = length;
    (void)inquest__copy(fact->text, bytes, length);
    fact->text[length] = 0;
    return length;
}

size_t inquest__fact_text(const struct inquest__text *cell, struct inquest__fact *fact)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        uint32_t sequence = atomic_load(&cell->sequence);
        take(fact, cell->bytes[sequence & 1], bounded(cell->length[sequence & 1], INQUEST_TEXT_MAX));
        if (atomic_load(&cell->sequence) - sequence <= 1) {
            break;
        }
    }
    return fact->length;
}

size_t inquest__fact_path(const struct inquest__path *cell, struct inquest__fact *fact)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        uint32_t sequence = atomic_load(&cell->sequence);
        take(fact, cell->bytes[sequence & 1], bounded(cell->length[sequence & 1], INQUEST_PATH_MAX));
        if (atomic_load(&cell->sequence) - sequence <= 1) {
            break;
        }
    }
    return fact->length;
}

size_t inquest__fact_pair(const struct inquest__pair *cell, struct inquest__fact *name, struct inquest__fact *value)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        uint32_t sequence = atomic_load(&cell->sequence), copy = sequence & 1;
        take(name, cell->name[copy], bounded(cell->name_length[copy], INQUEST_TAG_NAME_MAX));
        take(value, cell->value[copy], bounded(cell->value_length[copy], INQUEST_TEXT_MAX));
        if (atomic_load(&cell->sequence) - sequence <= 1) {
            break;
        }
    }
    return name->length;
}

int inquest__fact_breadcrumb(uint64_t back, struct inquest__breadcrumb *copy)
{
    uint64_t head = atomic_load(&inquest__client.breadcrumb_head);
    if (back >= head || back >= INQUEST_BREADCRUMBS_MAX) {
        return 0;
    }
    uint64_t ticket = head - 1 - back;
    const struct inquest__breadcrumb *crumb = &inquest__client.breadcrumbs[ticket % INQUEST_BREADCRUMBS_MAX];
    if (atomic_load(&crumb->ticket) != 2 * ticket + 2) {
        return 0;
    }
    (void)inquest__copy(copy, crumb, sizeof *copy);
    if (atomic_load(&crumb->ticket) != 2 * ticket + 2) {
        return 0;
    }
    copy->category_length = (uint8_t)bounded(copy->category_length, INQUEST__CATEGORY_MAX);
    copy->message_length = (uint16_t)bounded(copy->message_length, INQUEST__MESSAGE_MAX);
    return 1;
}

size_t inquest__fact_abort_message(struct inquest__fact *fact)
{
    /* struct abort_msg_s { unsigned int size; char msg[]; }, the size that of the whole mapping. */
    uint64_t message = 0;
    uint32_t size = 0;
    fact->length = 0;
    if (inquest__state.abort_message == NULL ||
        !inquest__peek((uint64_t)(uintptr_t)inquest__state.abort_message, &message, sizeof message) || message == 0 ||
        !inquest__peek(message, &size, sizeof size)) {
        return 0;
    }
    while (fact->length < INQUEST_PATH_MAX && fact->length + 4 < size) {
        char byte;
        if (!inquest__peek(message + 4 + fact->length, &byte, 1) || byte == 0) {
            break;
        }
        fact->text[fact->length++] = byte;
    }
    while (fact->length > 0 && fact->text[fact->length - 1] == '\n') {
        fact->length--;
    }
    fact->text[fact->length] = 0;
    return fact->length;
}

const char *inquest__backend_name(enum inquest_backend backend)
{
    switch (backend) {
    case INQUEST_BACKEND_HANDLER: return "handler";
    case INQUEST_BACKEND_MINIDUMP: return "minidump";
    case INQUEST_BACKEND_BACKTRACE: return "backtrace";
    case INQUEST_BACKEND_NONE: return "none";
    case INQUEST_BACKEND_DEFAULT: break;
    }
    return "minimal";
}

const char *inquest__kind_name(enum inquest__kind kind)
{
    return kind == INQUEST__KIND_CRASH ? "crash" : kind == INQUEST__KIND_HANG ? "hang" : "request";
}

/* The link /proc/self says what /proc calls us. */
static void learn_proc_pid(struct inquest__crash *crash)
{
    char text[24];
    long size = inquest__call(SYS_readlinkat, AT_FDCWD, (long)"/proc/self", (long)text, sizeof text);
    crash->proc_pid = size > 0 ? 0 : crash->pid;
    for (long i = 0; i < size; i++) {
        crash->proc_pid = crash->proc_pid * 10 + (text[i] - '0');
    }
}

void inquest__crash_identify(struct inquest__crash *crash)
{
    crash->time_ns = sys_clock(CLOCK_REALTIME);
    learn_proc_pid(crash);
    if (inquest__call(SYS_getrandom, (long)crash->id, sizeof crash->id, 1 /* GRND_NONBLOCK */, 0) != sizeof crash->id) {
        /* Kernels before 3.17, or a filter: unique is enough, it need not be secret. */
        uint64_t mix[2] = {crash->time_ns * 0x9e3779b97f4a7c15ull ^ (uint64_t)(uint32_t)crash->pid << 32,
            sys_clock(CLOCK_MONOTONIC) ^ (uint64_t)(uintptr_t)&mix ^ (uint64_t)(uint32_t)crash->writer_tid << 40};
        (void)inquest__copy(crash->id, mix, sizeof crash->id);
    }
    crash->id[6] = (uint8_t)((crash->id[6] & 0x0f) | 0x40);
    crash->id[8] = (uint8_t)((crash->id[8] & 0x3f) | 0x80);
    size_t at = 0;
    for (size_t i = 0; i < sizeof crash->id; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            crash->id_text[at++] = '-';
        }
        crash->id_text[at++] = "0123456789abcdef"[crash->id[i] >> 4];
        crash->id_text[at++] = "0123456789abcdef"[crash->id[i] & 15];
    }
    crash->id_text[at] = 0;
    struct rusage usage;
    if (inquest__call(SYS_getrusage, RUSAGE_SELF, (long)&usage, 0, 0) == 0) {
        crash->user_seconds = (uint32_t)usage.ru_utime.tv_sec;
        crash->kernel_seconds = (uint32_t)usage.ru_stime.tv_sec;
    }
}

/* Short texts in fixed buffers, and the list of what a report could not do. */
#include "dump/out.h"

#include "signal/kernel.h"

#define NOTES_MAX 64

size_t inquest__length(const char *text)
{
    /* volatile keeps the compiler from recognising strlen and calling libc's. */
    const volatile char *at = text;
    size_t length = 0;
    while (at[length] != 0) {
        length++;
    }
    return length;
}

void inquest__append(char *text, size_t capacity, const char *more)
{
    size_t length = inquest__length(text);
    for (; *more != 0 && length + 1 < capacity; more++) {
        text[length++] = *more;
    }
    text[length] = 0;
}

static void append_number(char *text, size_t capacity, uint64_t value, unsigned base)
{
    char number[24];
    size_t at = sizeof number;
    number[--at] = 0;
    do {
        number[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    inquest__append(text, capacity, number + at);
}

void inquest__append_decimal(char *text, size_t capacity, int64_t value)
{
    if (value < 0) {
        inquest__append(text, capacity, "-");
    }
    append_number(text, capacity, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10);
}

void inquest__append_hex(char *text, size_t capacity, uint64_t value)
{
    inquest__append(text, capacity, "0x");
    append_number(text, capacity, value, 16);
}

int inquest__equal(const char *a, const char *b)
{
    while (*a != 0 && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

int inquest__starts_with(const char *text, const char *prefix)
{
    while (*prefix != 0 && *text == *prefix) {
        text++;
        prefix++;
    }
    return *prefix == 0;
}

struct note {
    const char *code; /* always a literal */
    int64_t detail;
    uint32_t count;
};

static struct note notes[NOTES_MAX];
static uint32_t note_count;

void inquest__note_reset(void) { note_count = 0; }

void inquest__note(const char *code, int64_t detail)
{
    for (uint32_t i = 0; i < note_count; i++) {
        if (notes[i].code == code) {
            notes[i].count++;
            return;
        }
    }
    if (note_count < NOTES_MAX) {
        notes[note_count].code = code;
        notes[note_count].detail = detail;
        notes[note_count].count = 1;
        note_count++;
    }
}

void inquest__out_notes(struct inquest__out *out)
{
    inquest__out_text(out, "[");
    for (uint32_t i = 0; i < note_count; i++) {
        inquest__out_text(out, i == 0 ? "{\"code\":" : ",{\"code\":");
        inquest__out_json(out, notes[i].code, inquest__length(notes[i].code));
        inquest__out_text(out, ",\"detail\":");
        inquest__out_decimal(out, notes[i].detail);
        inquest__out_text(out, ",\"count\":");
        inquest__out_decimal(out, notes[i].count);
        inquest__out_text(out, "}");
    }
    inquest__out_text(out, "]");
}

#include "dump/out.h"

#include "signal/kernel.h"

void inquest__out_open(struct inquest__out *out, int fd)
{
    out->fd = fd;
    out->error = 0;
    out->position = 0;
    out->used = 0;
}

void inquest__out_flush(struct inquest__out *out)
{
    size_t done = 0;
    while (done < out->used && out->error == 0) {
        long wrote = sys_pwrite(out->fd, out->buffer + done, out->used - done, out->position + done);
        if (wrote == -ESPIPE) {
            wrote = sys_write(out->fd, out->buffer + done, out->used - done);
        }
        if (wrote == -EINTR) {
            continue;
        }
        if (wrote <= 0) {
            out->error = wrote < 0 ? (int)-wrote : ENOSPC;
            break;
        }
        done += (size_t)wrote;
    }
    out->position += out->used;
    out->used = 0;
}

uint64_t inquest__out_offset(const struct inquest__out *out) { return out->position + out->used; }

void inquest__out_bytes(struct inquest__out *out, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;
    while (size > 0) {
        if (out->used == INQUEST__OUT_BUFFER) {
            inquest__out_flush(out);
        }
        size_t part = INQUEST__OUT_BUFFER - out->used;
        if (part > size) {
            part = size;
        }
        /* Bytes may lie in memory that is gone: what cannot be read becomes zero. */
        size_t missing = inquest__copy(out->buffer + out->used, from, part);
        for (size_t i = part - missing; i < part; i++) {
            ((volatile unsigned char *)out->buffer)[out->used + i] = 0;
        }
        out->used += part;
        from += part;
        size -= part;
    }
}

void inquest__out_zeros(struct inquest__out *out, size_t size)
{
    static const unsigned char zeros[64];
    for (; size > sizeof zeros; size -= sizeof zeros) {
        inquest__out_bytes(out, zeros, sizeof zeros);
    }
    inquest__out_bytes(out, zeros, size);
}

void inquest__out_align(struct inquest__out *out, size_t alignment)
{
    size_t over = (size_t)(inquest__out_offset(out) % alignment);
    if (over != 0) {
        inquest__out_zeros(out, alignment - over);
    }
}

void inquest__out_u16(struct inquest__out *out, uint16_t value) { inquest__out_bytes(out, &value, sizeof value); }
void inquest__out_u32(struct inquest__out *out, uint32_t value) { inquest__out_bytes(out, &value, sizeof value); }
void inquest__out_u64(struct inquest__out *out, uint64_t value) { inquest__out_bytes(out, &value, sizeof value); }

void inquest__out_text(struct inquest__out *out, const char *text)
{
    inquest__out_bytes(out, text, inquest__length(text));
}

static size_t digits(char *end, uint64_t value, unsigned base)
{
    size_t count = 0;
    do {
        *--end = "0123456789abcdef"[value % base];
        value /= base;
        count++;
    } while (value != 0);
    return count;
}

void inquest__out_decimal(struct inquest__out *out, int64_t value)
{
    char text[24];
    size_t count = digits(text + sizeof text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10);
    if (value < 0) {
        inquest__out_bytes(out, "-", 1);
    }
    inquest__out_bytes(out, text + sizeof text - count, count);
}

void inquest__out_hex(struct inquest__out *out, uint64_t value)
{
    char text[24];
    size_t count = digits(text + sizeof text, value, 16);
    inquest__out_bytes(out, "0x", 2);
    inquest__out_bytes(out, text + sizeof text - count, count);
}

void inquest__out_hex_bytes(struct inquest__out *out, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char pair[2] = {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15]};
        inquest__out_bytes(out, pair, 2);
    }
}

/* Length of the UTF-8 sequence at `text`, or 0 when it is not one (RFC 3629: no surrogates, no long forms). */
static size_t sequence_length(const unsigned char *text, size_t size)
{
    unsigned char lead = text[0];
    size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) == 0xe0 ? 3
        : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    if (length == 0 || length > size) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    int wrong = (lead == 0xe0 && text[1] < 0xa0) || (lead == 0xed && text[1] > 0x9f) ||
        (lead == 0xf0 && text[1] < 0x90) || (lead == 0xf4 && text[1] > 0x8f);
    return wrong ? 0 : length;
}

void inquest__out_json(struct inquest__out *out, const char *text, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    inquest__out_bytes(out, "\"", 1);
    while (size > 0) {
        size_t length = sequence_length(at, size);
        if (length == 0) {
            inquest__out_bytes(out, "\xef\xbf\xbd", 3);
            length = 1;
        } else if (*at == '"' || *at == '\\') {
            char pair[2] = {'\\', (char)*at};
            inquest__out_bytes(out, pair, 2);
        } else if (*at < 0x20 || *at == 0x7f) {
            inquest__out_text(out, "\\u00");
            inquest__out_hex_bytes(out, at, 1);
        } else {
            inquest__out_bytes(out, at, length);
        }
        at += length;
        size -= length;
    }
    inquest__out_bytes(out, "\"", 1);
}

static void padded(struct inquest__out *out, uint64_t value, size_t width)
{
    char text[24];
    size_t count = digits(text + sizeof text, value, 10);
    for (size_t i = count; i < width; i++) {
        inquest__out_bytes(out, "0", 1);
    }
    inquest__out_bytes(out, text + sizeof text - count, count);
}

void inquest__out_time(struct inquest__out *out, uint64_t realtime_ns)
{
    uint64_t seconds = realtime_ns / 1000000000u;
    uint64_t days = seconds / 86400, rest = seconds % 86400;
    /* Days since 1970 to a date by eras of 400 years that begin on 1 March 0000. */
    uint64_t shifted = days + 719468, era = shifted / 146097, day = shifted % 146097;
    uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    uint64_t in_year = day - (365 * year + year / 4 - year / 100);
    uint64_t month = (5 * in_year + 2) / 153, of_month = in_year - (153 * month + 2) / 5 + 1;
    padded(out, year + era * 400 + (month >= 10 ? 1 : 0), 4);
    inquest__out_bytes(out, "-", 1);
    padded(out, month < 10 ? month + 3 : month - 9, 2);
    inquest__out_bytes(out, "-", 1);
    padded(out, of_month, 2);
    inquest__out_bytes(out, "T", 1);
    padded(out, rest / 3600, 2);
    inquest__out_bytes(out, ":", 1);
    padded(out, rest / 60 % 60, 2);
    inquest__out_bytes(out, ":", 1);
    padded(out, rest % 60, 2);
    inquest__out_bytes(out, ".", 1);
    padded(out, realtime_ns % 1000000000u / 1000, 6);
    inquest__out_bytes(out, "Z", 1);
}

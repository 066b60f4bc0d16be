#include "dump/memory.h"

#include "signal/kernel.h"
#include "signal/state.h"

static char text[INQUEST__MAPS_TEXT_MAX];
static size_t text_size;
static struct inquest__mapping mappings[INQUEST__MAPPINGS_MAX];
static uint32_t mapping_count;

long inquest__read_file(const char *path, void *bytes, size_t size)
{
    int fd = sys_openat(AT_FDCWD, path, O_RDONLY, 0);
    if (fd < 0) {
        return fd;
    }
    size_t used = 0;
    while (used < size) {
        long got = sys_read(fd, (char *)bytes + used, size - used);
        if (got == -EINTR) {
            continue;
        }
        if (got <= 0) {
            if (got < 0 && used == 0) {
                (void)sys_close(fd);
                return got;
            }
            break;
        }
        used += (size_t)got;
    }
    (void)sys_close(fd);
    return (long)used;
}

void inquest__hide_home(char *bytes, size_t size)
{
    static const char prefix[] = "/home/";
    const size_t length = sizeof prefix - 1;
    for (size_t i = 0; i + length < size; i++) {
        if (bytes[i] != '/' || bytes[i + 1] != 'h' || bytes[i + 2] != 'o' || bytes[i + 3] != 'm' || bytes[i + 4] != 'e' ||
            bytes[i + 5] != '/') {
            continue;
        }
        for (i += length; i < size && bytes[i] != '/' && bytes[i] != '\n' && bytes[i] != 0; i++) {
            bytes[i] = 'x';
        }
    }
}

static const char *hexadecimal(const char *at, uint64_t *value)
{
    *value = 0;
    for (;; at++) {
        unsigned digit = *at >= '0' && *at <= '9' ? (unsigned)(*at - '0') : *at >= 'a' && *at <= 'f' ? (unsigned)(*at - 'a') + 10 : 16;
        if (digit == 16) {
            return at;
        }
        *value = *value << 4 | digit;
    }
}

/* start-end rwxp offset major:minor inode name; the line ends with a NUL here. */
static void line(const char *at)
{
    struct inquest__mapping *mapping = &mappings[mapping_count];
    at = hexadecimal(at, &mapping->start);
    if (*at++ != '-') {
        return;
    }
    at = hexadecimal(at, &mapping->end);
    if (*at++ != ' ') {
        return;
    }
    mapping->protection = 0;
    for (; *at != ' ' && *at != 0; at++) {
        mapping->protection |= *at == 'r' ? INQUEST__READ : *at == 'w' ? INQUEST__WRITE : *at == 'x' ? INQUEST__EXECUTE
            : *at == 's' ? INQUEST__SHARED : 0;
    }
    at = hexadecimal(at + (*at == ' '), &mapping->offset);
    at += *at == ' ';
    while (*at != ' ' && *at != 0) {
        at++;
    }
    at += *at == ' ';
    for (mapping->inode = 0; *at >= '0' && *at <= '9'; at++) {
        mapping->inode = mapping->inode * 10 + (uint64_t)(*at - '0');
    }
    while (*at == ' ') {
        at++;
    }
    mapping->name = (uint32_t)(at - text);
    mapping_count++;
}

int inquest__maps_read(void)
{
    mapping_count = 0;
    text_size = 0;
    long size = inquest__read_file("/proc/self/maps", text, sizeof text - 1);
    if (size <= 0) {
        inquest__note("maps-unreadable", size);
        return size < 0 ? (int)size : -ENODATA;
    }
    text_size = (size_t)size;
    if (text_size == sizeof text - 1) {
        inquest__note("maps-cut", (int64_t)text_size);
    }
    /* Names are compared and written before the text is, so they are hidden here, once for both. */
    if (!(inquest__state.flags & INQUEST_FLAG_KEEP_HOME_PATHS)) {
        inquest__hide_home(text, text_size);
    }
    size_t begin = 0;
    for (size_t i = 0; i < text_size; i++) {
        if (text[i] != '\n') {
            continue;
        }
        text[i] = 0;
        if (mapping_count == INQUEST__MAPPINGS_MAX) {
            inquest__note("mappings-cut", INQUEST__MAPPINGS_MAX);
            text_size = begin;
            break;
        }
        line(text + begin);
        begin = i + 1;
    }
    return 0;
}

uint32_t inquest__mapping_count(void) { return mapping_count; }

const struct inquest__mapping *inquest__mapping_at(uint32_t index) { return &mappings[index]; }

const struct inquest__mapping *inquest__mapping_of(uint64_t address)
{
    uint32_t low = 0, high = mapping_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (mappings[middle].end <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < mapping_count && mappings[low].start <= address ? &mappings[low] : NULL;
}

const char *inquest__mapping_name(const struct inquest__mapping *mapping) { return text + mapping->name; }

void inquest__out_maps(struct inquest__out *out)
{
    /* Lines end with NULs here, for the names' sake; a reader of the stream wants its line feeds. */
    for (size_t begin = 0; begin < text_size;) {
        size_t length = inquest__length(text + begin);
        inquest__out_bytes(out, text + begin, length);
        inquest__out_bytes(out, "\n", 1);
        begin += length + 1;
    }
}

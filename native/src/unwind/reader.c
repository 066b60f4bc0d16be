#include "dump/memory.h"
#include "unwind/unwind.h"

#define ENCODING_OMIT 0xff

uint64_t inquest__read_fixed(struct inquest__reader *reader, size_t size)
{
    if ((size_t)(reader->end - reader->at) < size) {
        reader->failed = 1;
        reader->at = reader->end;
        return 0;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value |= (uint64_t)reader->at[i] << (8 * i);
    }
    reader->at += size;
    reader->address += size;
    return value;
}

int64_t inquest__read_signed(struct inquest__reader *reader, size_t size)
{
    uint64_t value = inquest__read_fixed(reader, size), sign = 1ull << (8 * size - 1);
    return (int64_t)((value ^ sign) - sign);
}

uint64_t inquest__read_uleb(struct inquest__reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; !reader->failed; shift += 7) {
        uint64_t byte = inquest__read_fixed(reader, 1);
        value |= shift < 64 ? (byte & 0x7f) << shift : 0;
        if (!(byte & 0x80)) {
            break;
        }
    }
    return value;
}

int64_t inquest__read_sleb(struct inquest__reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; !reader->failed;) {
        uint64_t byte = inquest__read_fixed(reader, 1);
        value |= shift < 64 ? (byte & 0x7f) << shift : 0;
        shift += 7;
        if (!(byte & 0x80)) {
            if (shift < 64 && (byte & 0x40)) {
                value |= ~0ull << shift;
            }
            break;
        }
    }
    return (int64_t)value;
}

void inquest__read_skip(struct inquest__reader *reader, uint64_t size)
{
    if ((uint64_t)(reader->end - reader->at) < size) {
        reader->failed = 1;
        size = (uint64_t)(reader->end - reader->at);
    }
    reader->at += size;
    reader->address += size;
}

uint64_t inquest__read_pointer(struct inquest__reader *reader, unsigned encoding, uint64_t data)
{
    uint64_t here = reader->address, value;
    if (encoding == ENCODING_OMIT) {
        return 0;
    }
    switch (encoding & 0x0f) {
    case 0x00:
    case 0x04:
    case 0x0c: value = inquest__read_fixed(reader, 8); break;
    case 0x01: value = inquest__read_uleb(reader); break;
    case 0x02: value = inquest__read_fixed(reader, 2); break;
    case 0x03: value = inquest__read_fixed(reader, 4); break;
    case 0x09: value = (uint64_t)inquest__read_sleb(reader); break;
    case 0x0a: value = (uint64_t)inquest__read_signed(reader, 2); break;
    case 0x0b: value = (uint64_t)inquest__read_signed(reader, 4); break;
    default: reader->failed = 1; return 0;
    }
    switch (encoding & 0x70) {
    case 0x00: break;
    case 0x10: value += here; break;
    case 0x30: value += data; break;
    default: reader->failed = 1; return 0;
    }
    if (encoding & 0x80) {
        uint64_t pointed = 0;
        if (!inquest__peek(value, &pointed, sizeof pointed)) {
            reader->failed = 1;
        }
        value = pointed;
    }
    return value;
}

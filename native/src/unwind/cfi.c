/* Call frame information: finds the entry for an address, runs its program to a row of rules, applies the row. */
#include "unwind/unwind.h"

#include "dump/memory.h"
#include "signal/kernel.h"

#define ENTRY_BYTES_MAX 8192
#define SAVED_ROWS 8
/* Entries looked at when a header has no sorted table. */
#define LINEAR_MAX 20000

enum rule_kind { RULE_UNSET, RULE_SAME, RULE_OFFSET, RULE_VALUE_OFFSET, RULE_REGISTER, RULE_EXPRESSION, RULE_VALUE_EXPRESSION,
    RULE_UNDEFINED };

struct rule {
    enum rule_kind kind;
    int64_t value; /* offset or register; of an expression: its size */
    const unsigned char *bytes;
};

struct row {
    struct rule cfa; /* RULE_OFFSET: `base` + value; RULE_EXPRESSION */
    uint64_t base;
    struct rule registers[INQUEST__REGISTERS];
};

struct common { /* a CIE */
    uint64_t code_alignment;
    int64_t data_alignment;
    uint64_t return_register;
    unsigned pointer_encoding;
    int is_signal;
    int has_augmentation_data;
    struct inquest__reader program;
};

static unsigned char common_bytes[ENTRY_BYTES_MAX];
static unsigned char entry_bytes[ENTRY_BYTES_MAX];
static struct row row, initial, saved[SAVED_ROWS];

static void copy_row(struct row *to, const struct row *from) { (void)inquest__copy(to, from, sizeof *to); }

/* Reads a length-prefixed entry into `bytes`; the reader starts behind the length. */
static int load(uint64_t address, unsigned char *bytes, struct inquest__reader *reader)
{
    uint32_t length = 0;
    if (!inquest__peek(address, &length, sizeof length) || length < 4 || length > ENTRY_BYTES_MAX ||
        !inquest__peek(address + 4, bytes, length)) {
        return 0; /* 0 ends the section; 0xffffffff would be a 64-bit entry, which no linker writes in .eh_frame */
    }
    reader->at = bytes;
    reader->end = bytes + length;
    reader->address = address + 4;
    reader->failed = 0;
    return 1;
}

static int read_common(uint64_t address, struct common *common)
{
    struct inquest__reader reader;
    if (!load(address, common_bytes, &reader) || inquest__read_fixed(&reader, 4) != 0) {
        return 0;
    }
    uint64_t version = inquest__read_fixed(&reader, 1);
    const unsigned char *augmentation = reader.at;
    while (inquest__read_fixed(&reader, 1) != 0 && !reader.failed) {
    }
    common->code_alignment = inquest__read_uleb(&reader);
    common->data_alignment = inquest__read_sleb(&reader);
    common->return_register = version == 1 ? inquest__read_fixed(&reader, 1) : inquest__read_uleb(&reader);
    common->pointer_encoding = 0;
    common->is_signal = 0;
    common->has_augmentation_data = augmentation[0] == 'z';
    if (common->has_augmentation_data) {
        uint64_t size = inquest__read_uleb(&reader);
        struct inquest__reader data = reader;
        for (const unsigned char *letter = augmentation + 1; *letter != 0 && !data.failed; letter++) {
            if (*letter == 'R') {
                common->pointer_encoding = (unsigned)inquest__read_fixed(&data, 1);
            } else if (*letter == 'P') {
                unsigned encoding = (unsigned)inquest__read_fixed(&data, 1);
                (void)inquest__read_pointer(&data, encoding & 0x7f, 0);
            } else if (*letter == 'L') {
                (void)inquest__read_fixed(&data, 1);
            } else if (*letter == 'S') {
                common->is_signal = 1;
            }
        }
        inquest__read_skip(&reader, size);
    }
    common->program = reader;
    return !reader.failed && common->return_register < INQUEST__REGISTERS;
}

/* An FDE: whether it covers `address`; then `program` holds its instructions. */
static int read_entry(uint64_t at, uint64_t address, struct common *common, struct inquest__reader *program, uint64_t *start)
{
    struct inquest__reader reader;
    if (!load(at, entry_bytes, &reader)) {
        return 0;
    }
    uint64_t here = reader.address, back = inquest__read_fixed(&reader, 4);
    if (back == 0 || !read_common(here - back, common)) {
        return 0;
    }
    *start = inquest__read_pointer(&reader, common->pointer_encoding, 0);
    uint64_t size = inquest__read_pointer(&reader, common->pointer_encoding & 0x0f, 0);
    if (common->has_augmentation_data) {
        inquest__read_skip(&reader, inquest__read_uleb(&reader));
    }
    *program = reader;
    return !reader.failed && address - *start < size;
}

static uint64_t search_table(uint64_t table, uint64_t count, uint64_t header, uint64_t address)
{
    uint64_t low = 0, high = count;
    int32_t pair[2] = {0, 0};
    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (!inquest__peek(table + middle * 8, pair, sizeof pair)) {
            return 0;
        }
        if (header + (uint64_t)(int64_t)pair[0] <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low != 0 && inquest__peek(table + (low - 1) * 8, pair, sizeof pair) ? header + (uint64_t)(int64_t)pair[1] : 0;
}

static int find_entry(uint64_t address, struct common *common, struct inquest__reader *program, uint64_t *start)
{
    const struct inquest__module *module = inquest__module_of(address);
    unsigned char head[32];
    if (module == NULL || module->eh_frame_header == 0 || !inquest__peek(module->eh_frame_header, head, sizeof head) ||
        head[0] != 1) {
        return 0;
    }
    uint64_t base = module->eh_frame_header;
    struct inquest__reader reader = {head + 4, head + sizeof head, base + 4, 0};
    uint64_t frames = inquest__read_pointer(&reader, head[1], base);
    uint64_t count = inquest__read_pointer(&reader, head[2], base);
    if (reader.failed) {
        return 0;
    }
    if (head[3] == 0x3b && count != 0) { /* sorted pairs of 32-bit offsets from the header */
        uint64_t at = search_table(reader.address, count, base, address);
        return at != 0 && read_entry(at, address, common, program, start);
    }
    uint32_t length;
    for (uint32_t i = 0; i < LINEAR_MAX && inquest__peek(frames, &length, sizeof length) && length != 0; i++) {
        if (read_entry(frames, address, common, program, start)) {
            return 1;
        }
        frames += 4ull + length;
    }
    return 0;
}

static void set(uint64_t index, enum rule_kind kind, int64_t value)
{
    if (index < INQUEST__REGISTERS) {
        row.registers[index].kind = kind;
        row.registers[index].value = value;
    }
}

static void set_expression(struct inquest__reader *reader, struct rule *rule, enum rule_kind kind)
{
    uint64_t size = inquest__read_uleb(reader);
    const unsigned char *bytes = reader->at;
    inquest__read_skip(reader, size);
    if (rule != NULL && !reader->failed) {
        rule->kind = kind;
        rule->value = (int64_t)size;
        rule->bytes = bytes;
    }
}

static struct rule *rule_of(uint64_t index) { return index < INQUEST__REGISTERS ? &row.registers[index] : NULL; }

/* One instruction of the extended kind (the high two bits are zero). 0 when it is unknown. */
static int extended(struct inquest__reader *reader, const struct common *common, unsigned operation, uint32_t *depth)
{
    uint64_t a;
    switch (operation) {
    case 0x00: case 0x2d: return 1; /* nop; arm64's negate_ra_state: signatures are stripped anyway */
    case 0x05: a = inquest__read_uleb(reader), set(a, RULE_OFFSET, (int64_t)inquest__read_uleb(reader) * common->data_alignment); return 1;
    case 0x06:
        a = inquest__read_uleb(reader);
        if (a < INQUEST__REGISTERS) {
            (void)inquest__copy(&row.registers[a], &initial.registers[a], sizeof row.registers[a]);
        }
        return 1;
    case 0x07: set(inquest__read_uleb(reader), RULE_UNDEFINED, 0); return 1;
    case 0x08: set(inquest__read_uleb(reader), RULE_SAME, 0); return 1;
    case 0x09: a = inquest__read_uleb(reader), set(a, RULE_REGISTER, (int64_t)inquest__read_uleb(reader)); return 1;
    case 0x0a:
        if (*depth == SAVED_ROWS) {
            return 0;
        }
        copy_row(&saved[(*depth)++], &row);
        return 1;
    case 0x0b:
        if (*depth == 0) {
            return 0;
        }
        copy_row(&row, &saved[--*depth]);
        return 1;
    case 0x0c: row.cfa.kind = RULE_OFFSET, row.base = inquest__read_uleb(reader), row.cfa.value = (int64_t)inquest__read_uleb(reader); return 1;
    case 0x0d: row.base = inquest__read_uleb(reader); return 1;
    case 0x0e: row.cfa.value = (int64_t)inquest__read_uleb(reader); return 1;
    case 0x0f: set_expression(reader, &row.cfa, RULE_EXPRESSION); return 1;
    case 0x10: a = inquest__read_uleb(reader), set_expression(reader, rule_of(a), RULE_EXPRESSION); return 1;
    case 0x11: a = inquest__read_uleb(reader), set(a, RULE_OFFSET, inquest__read_sleb(reader) * common->data_alignment); return 1;
    case 0x12: row.cfa.kind = RULE_OFFSET, row.base = inquest__read_uleb(reader), row.cfa.value = inquest__read_sleb(reader) * common->data_alignment; return 1;
    case 0x13: row.cfa.value = inquest__read_sleb(reader) * common->data_alignment; return 1;
    case 0x14: a = inquest__read_uleb(reader), set(a, RULE_VALUE_OFFSET, (int64_t)inquest__read_uleb(reader) * common->data_alignment); return 1;
    case 0x15: a = inquest__read_uleb(reader), set(a, RULE_VALUE_OFFSET, inquest__read_sleb(reader) * common->data_alignment); return 1;
    case 0x16: a = inquest__read_uleb(reader), set_expression(reader, rule_of(a), RULE_VALUE_EXPRESSION); return 1;
    case 0x2e: (void)inquest__read_uleb(reader); return 1; /* GNU_args_size */
    case 0x2f: a = inquest__read_uleb(reader), set(a, RULE_OFFSET, -(int64_t)inquest__read_uleb(reader) * common->data_alignment); return 1;
    default: return 0;
    }
}

/* Runs until the location passes `address`. */
static int run(struct inquest__reader *reader, const struct common *common, uint64_t location, uint64_t address)
{
    uint32_t depth = 0;
    while (reader->at < reader->end && !reader->failed) {
        unsigned byte = (unsigned)inquest__read_fixed(reader, 1), low = byte & 0x3f;
        uint64_t advance = 0;
        int advances = 1;
        switch (byte >> 6) {
        case 1: advance = low; break;
        case 2: set(low, RULE_OFFSET, (int64_t)inquest__read_uleb(reader) * common->data_alignment); continue;
        case 3:
            if (low < INQUEST__REGISTERS) {
                (void)inquest__copy(&row.registers[low], &initial.registers[low], sizeof row.registers[low]);
            }
            continue;
        default:
            switch (byte) {
            case 0x01: location = inquest__read_pointer(reader, common->pointer_encoding, 0); break;
            case 0x02: advance = inquest__read_fixed(reader, 1); break;
            case 0x03: advance = inquest__read_fixed(reader, 2); break;
            case 0x04: advance = inquest__read_fixed(reader, 4); break;
            default: advances = 0;
            }
        }
        if (!advances) {
            if (!extended(reader, common, byte, &depth)) {
                return 0;
            }
            continue;
        }
        location += advance * common->code_alignment;
        if (location > address) {
            return 1;
        }
    }
    return !reader->failed;
}

static int apply_rule(const struct rule *rule, const struct inquest__registers *from, uint64_t cfa, uint64_t *value)
{
    uint64_t address;
    switch (rule->kind) {
    case RULE_OFFSET: return inquest__peek(cfa + (uint64_t)rule->value, value, sizeof *value);
    case RULE_VALUE_OFFSET: *value = cfa + (uint64_t)rule->value; return 1;
    case RULE_REGISTER:
        if ((uint64_t)rule->value >= INQUEST__REGISTERS) {
            return 0;
        }
        *value = from->value[rule->value];
        return 1;
    case RULE_EXPRESSION:
        return inquest__expression(rule->bytes, (size_t)rule->value, from, cfa, 1, &address) &&
            inquest__peek(address, value, sizeof *value);
    case RULE_VALUE_EXPRESSION: return inquest__expression(rule->bytes, (size_t)rule->value, from, cfa, 1, value);
    case RULE_UNSET:
    case RULE_SAME:
    case RULE_UNDEFINED: break;
    }
    return 1;
}

static enum inquest__step apply(struct inquest__registers *registers, const struct common *common)
{
    static struct inquest__registers from;
    uint64_t cfa;
    (void)inquest__copy(&from, registers, sizeof from);
    if (row.cfa.kind == RULE_EXPRESSION) {
        if (!inquest__expression(row.cfa.bytes, (size_t)row.cfa.value, &from, 0, 0, &cfa)) {
            return INQUEST__STEP_NONE;
        }
    } else if (row.base < INQUEST__REGISTERS) {
        cfa = from.value[row.base] + (uint64_t)row.cfa.value;
    } else {
        return INQUEST__STEP_NONE;
    }
    if (row.registers[common->return_register].kind == RULE_UNDEFINED) {
        return INQUEST__STEP_END;
    }
    registers->value[INQUEST__REGISTER_SP] = cfa;
    for (uint32_t i = 0; i < INQUEST__REGISTERS; i++) {
        if (!apply_rule(&row.registers[i], &from, cfa, &registers->value[i])) {
            return INQUEST__STEP_NONE;
        }
    }
    registers->ip = registers->value[common->return_register];
    return common->is_signal ? INQUEST__STEP_SIGNAL : INQUEST__STEP_OK;
}

enum inquest__step inquest__cfi_step(struct inquest__registers *registers, uint64_t lookup)
{
    static struct common common;
    struct inquest__reader program;
    uint64_t start;
    if (!find_entry(lookup, &common, &program, &start)) {
        return INQUEST__STEP_NONE;
    }
    for (size_t i = 0; i < sizeof row; i++) {
        ((volatile unsigned char *)&row)[i] = 0;
    }
    copy_row(&initial, &row);
    struct inquest__reader before = common.program;
    if (!run(&before, &common, 0, UINT64_MAX)) {
        return INQUEST__STEP_NONE;
    }
    copy_row(&initial, &row);
    if (!run(&program, &common, start, lookup)) {
        return INQUEST__STEP_NONE;
    }
    return apply(registers, &common);
}

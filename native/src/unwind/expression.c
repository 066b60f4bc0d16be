/* DWARF expressions as CFI uses them (DWARF 5, section 2.5): the PLT's canonical frame address and signal trampolines. */
#include "dump/memory.h"
#include "unwind/unwind.h"

#define STACK_MAX 32
/* An expression may branch backwards; hostile or broken CFI must still end. */
#define STEPS_MAX 500

struct machine {
    struct inquest__reader reader;
    const unsigned char *begin;
    const struct inquest__registers *registers;
    uint64_t stack[STACK_MAX];
    uint32_t depth;
    int failed;
};

static void push(struct machine *machine, uint64_t value)
{
    if (machine->depth == STACK_MAX) {
        machine->failed = 1;
        return;
    }
    machine->stack[machine->depth++] = value;
}

static uint64_t pop(struct machine *machine)
{
    if (machine->depth == 0) {
        machine->failed = 1;
        return 0;
    }
    return machine->stack[--machine->depth];
}

static void dereference(struct machine *machine, size_t size)
{
    uint64_t value = 0;
    if (size > sizeof value || !inquest__peek(pop(machine), &value, size)) {
        machine->failed = 1;
    }
    push(machine, value);
}

static void based(struct machine *machine, uint64_t index)
{
    int64_t offset = inquest__read_sleb(&machine->reader);
    if (index >= INQUEST__REGISTERS) {
        machine->failed = 1;
        return;
    }
    push(machine, machine->registers->value[index] + (uint64_t)offset);
}

static void branch(struct machine *machine, int64_t offset)
{
    const unsigned char *target = machine->reader.at + offset;
    if (offset < machine->begin - machine->reader.at || offset > machine->reader.end - machine->reader.at) {
        machine->failed = 1;
        return;
    }
    machine->reader.at = target;
}

static uint64_t pick(struct machine *machine, uint64_t back)
{
    if (back >= machine->depth) {
        machine->failed = 1;
        return 0;
    }
    return machine->stack[machine->depth - 1 - back];
}

static int arithmetic(struct machine *machine, unsigned operation)
{
    uint64_t b = pop(machine), a = pop(machine);
    int64_t left = (int64_t)a, right = (int64_t)b;
    switch (operation) {
    case 0x1a: push(machine, a & b); return 1;
    case 0x1b: push(machine, right == 0 || right == -1 ? 0 - a : (uint64_t)(left / right)); return right != 0;
    case 0x1c: push(machine, a - b); return 1;
    case 0x1d: push(machine, b == 0 ? 0 : a % b); return b != 0;
    case 0x1e: push(machine, a * b); return 1;
    case 0x21: push(machine, a | b); return 1;
    case 0x22: push(machine, a + b); return 1;
    case 0x24: push(machine, b > 63 ? 0 : a << b); return 1;
    case 0x25: push(machine, b > 63 ? 0 : a >> b); return 1;
    case 0x26: push(machine, (uint64_t)(left >> (b > 63 ? 63 : b))); return 1;
    case 0x27: push(machine, a ^ b); return 1;
    case 0x29: push(machine, a == b); return 1;
    case 0x2a: push(machine, left >= right); return 1;
    case 0x2b: push(machine, left > right); return 1;
    case 0x2c: push(machine, left <= right); return 1;
    case 0x2d: push(machine, left < right); return 1;
    case 0x2e: push(machine, a != b); return 1;
    default: return 0;
    }
}

static int constant(struct machine *machine, unsigned operation)
{
    struct inquest__reader *reader = &machine->reader;
    switch (operation) {
    case 0x03:
    case 0x0e:
    case 0x0f: push(machine, inquest__read_fixed(reader, 8)); return 1;
    case 0x08: push(machine, inquest__read_fixed(reader, 1)); return 1;
    case 0x09: push(machine, (uint64_t)inquest__read_signed(reader, 1)); return 1;
    case 0x0a: push(machine, inquest__read_fixed(reader, 2)); return 1;
    case 0x0b: push(machine, (uint64_t)inquest__read_signed(reader, 2)); return 1;
    case 0x0c: push(machine, inquest__read_fixed(reader, 4)); return 1;
    case 0x0d: push(machine, (uint64_t)inquest__read_signed(reader, 4)); return 1;
    case 0x10: push(machine, inquest__read_uleb(reader)); return 1;
    case 0x11: push(machine, (uint64_t)inquest__read_sleb(reader)); return 1;
    default: return 0;
    }
}

static int execute(struct machine *machine, unsigned operation)
{
    if (operation >= 0x30 && operation <= 0x4f) {
        push(machine, operation - 0x30);
        return 1;
    }
    if (operation >= 0x70 && operation <= 0x8f) {
        based(machine, operation - 0x70);
        return 1;
    }
    uint64_t a, b, c;
    switch (operation) {
    case 0x06: dereference(machine, 8); return 1;
    case 0x94: dereference(machine, (size_t)inquest__read_fixed(&machine->reader, 1)); return 1;
    case 0x12: push(machine, pick(machine, 0)); return 1;
    case 0x13: (void)pop(machine); return 1;
    case 0x14: push(machine, pick(machine, 1)); return 1;
    case 0x15: push(machine, pick(machine, inquest__read_fixed(&machine->reader, 1))); return 1;
    case 0x16:
        a = pop(machine), b = pop(machine);
        push(machine, a), push(machine, b);
        return 1;
    case 0x17:
        a = pop(machine), b = pop(machine), c = pop(machine);
        push(machine, a), push(machine, c), push(machine, b);
        return 1;
    case 0x1f: push(machine, 0 - pop(machine)); return 1;
    case 0x20: push(machine, ~pop(machine)); return 1;
    case 0x23: push(machine, pop(machine) + inquest__read_uleb(&machine->reader)); return 1;
    case 0x28:
        a = (uint64_t)inquest__read_signed(&machine->reader, 2);
        if (pop(machine) != 0) {
            branch(machine, (int64_t)a);
        }
        return 1;
    case 0x2f: branch(machine, inquest__read_signed(&machine->reader, 2)); return 1;
    case 0x92: based(machine, inquest__read_uleb(&machine->reader)); return 1;
    case 0x96: return 1;
    default: return constant(machine, operation) || arithmetic(machine, operation);
    }
}

int inquest__expression(const unsigned char *bytes, size_t size, const struct inquest__registers *registers, uint64_t initial,
    int has_initial, uint64_t *result)
{
    static struct machine machine;
    machine.reader.at = bytes;
    machine.reader.end = bytes + size;
    machine.reader.address = 0;
    machine.reader.failed = 0;
    machine.begin = bytes;
    machine.registers = registers;
    machine.depth = 0;
    machine.failed = 0;
    if (has_initial) {
        push(&machine, initial);
    }
    for (int i = 0; i < STEPS_MAX && machine.reader.at < machine.reader.end; i++) {
        if (!execute(&machine, (unsigned)inquest__read_fixed(&machine.reader, 1)) || machine.failed || machine.reader.failed) {
            return 0;
        }
    }
    *result = pop(&machine);
    return !machine.failed && machine.reader.at == machine.reader.end;
}

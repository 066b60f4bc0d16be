#include "dump/memory.h"
#include "signal/kernel.h"
#include "unwind/unwind.h"

/* A saved frame pointer farther away than this belongs to no real frame. */
#define FRAME_BYTES_MAX (1u << 20)
#define SCAN_WORDS 128

static struct inquest__frame frames[INQUEST__FRAMES_MAX];
static uint32_t frame_count;

const struct inquest__frame *inquest__walk_frame(uint32_t index) { return &frames[index]; }

static void add(const struct inquest__registers *registers, enum inquest__trust trust)
{
    frames[frame_count].ip = registers->ip;
    frames[frame_count].sp = registers->value[INQUEST__REGISTER_SP];
    frames[frame_count].trust = trust;
    frame_count++;
}

#if defined(__x86_64__)
static void load(struct inquest__registers *registers, const ucontext_t *context)
{
    static const int order[16] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8, REG_R9,
        REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    for (uint32_t i = 0; i < 16; i++) {
        registers->value[i] = (uint64_t)context->uc_mcontext.gregs[order[i]];
    }
    registers->value[16] = registers->ip = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
}

/* A call through a bad pointer has pushed its return address and nothing else. */
static int leave_bad_call(struct inquest__registers *registers)
{
    uint64_t *sp = &registers->value[INQUEST__REGISTER_SP];
    if (!inquest__peek(*sp, &registers->ip, sizeof registers->ip)) {
        return 0;
    }
    *sp += 8;
    return 1;
}

static uint64_t without_signature(uint64_t address) { return address; }
#else
static void load(struct inquest__registers *registers, const ucontext_t *context)
{
    for (uint32_t i = 0; i < 31; i++) {
        registers->value[i] = context->uc_mcontext.regs[i];
    }
    registers->value[31] = context->uc_mcontext.sp;
    registers->ip = context->uc_mcontext.pc;
}

static int leave_bad_call(struct inquest__registers *registers)
{
    registers->ip = registers->value[INQUEST__REGISTER_RETURN];
    return 1;
}

/* Return addresses may be signed (pointer authentication); xpaclri is a hint that older CPUs ignore. */
static uint64_t without_signature(uint64_t address)
{
    register uint64_t link __asm__("x30") = address;
    __asm__("hint #7" : "+r"(link));
    return link;
}
#endif

static int is_code(uint64_t address)
{
    if (inquest__module_of(address) == NULL) {
        return 0;
    }
    const struct inquest__mapping *mapping = inquest__mapping_of(address);
    return inquest__mapping_count() == 0 || (mapping != NULL && (mapping->protection & INQUEST__EXECUTE));
}

/* Both CPUs lay out a frame record alike: the caller's frame pointer, then the return address. */
static int by_frame_pointer(struct inquest__registers *registers)
{
    uint64_t record[2], fp = registers->value[INQUEST__REGISTER_FP], sp = registers->value[INQUEST__REGISTER_SP];
    if (fp < sp || fp - sp > FRAME_BYTES_MAX || (fp & 7) != 0 || !inquest__peek(fp, record, sizeof record) ||
        !is_code(without_signature(record[1]) - 1)) {
        return 0;
    }
    registers->value[INQUEST__REGISTER_FP] = record[0];
    registers->value[INQUEST__REGISTER_SP] = fp + 16;
    registers->ip = without_signature(record[1]);
    return 1;
}

static int by_scan(struct inquest__registers *registers)
{
    uint64_t sp = (registers->value[INQUEST__REGISTER_SP] + 7) & ~7ull, word;
    for (uint32_t i = 0; i < SCAN_WORDS; i++) {
        if (!inquest__peek(sp + i * 8, &word, sizeof word)) {
            return 0;
        }
        if (word != 0 && is_code(word - 1)) {
            registers->value[INQUEST__REGISTER_SP] = sp + i * 8 + 8;
            registers->ip = word;
            return 1;
        }
    }
    return 0;
}

uint32_t inquest__walk(const ucontext_t *context)
{
    static struct inquest__registers registers, kept;
    int is_return = 0;
    frame_count = 0;
    load(&registers, context);
    add(&registers, INQUEST__TRUST_CONTEXT);
    while (frame_count < INQUEST__FRAMES_MAX) {
        uint64_t sp = registers.value[INQUEST__REGISTER_SP], ip = registers.ip;
        enum inquest__trust trust = INQUEST__TRUST_CFI;
        (void)inquest__copy(&kept, &registers, sizeof kept);
        enum inquest__step step = inquest__cfi_step(&registers, ip - (is_return ? 1 : 0));
        if (step == INQUEST__STEP_END) {
            break;
        }
        if (step == INQUEST__STEP_NONE) {
            (void)inquest__copy(&registers, &kept, sizeof kept);
            trust = INQUEST__TRUST_FRAME_POINTER;
            if (frame_count == 1 && !is_code(ip) && leave_bad_call(&registers) &&
                is_code(without_signature(registers.ip) - 1)) {
                trust = INQUEST__TRUST_CFI;
            } else {
                (void)inquest__copy(&registers, &kept, sizeof kept);
                if (!by_frame_pointer(&registers)) {
                    trust = INQUEST__TRUST_SCAN;
                    if (!by_scan(&registers)) {
                        break;
                    }
                }
            }
        }
        registers.ip = without_signature(registers.ip);
        is_return = step != INQUEST__STEP_SIGNAL;
        /* A stack only grows towards its end, but a signal may have come from another stack; a leaf on arm64 has no frame. */
        uint64_t now = registers.value[INQUEST__REGISTER_SP];
        if (registers.ip == 0 || (step != INQUEST__STEP_SIGNAL && (now < sp || (now == sp && registers.ip == ip)))) {
            break;
        }
        add(&registers, trust);
    }
    return frame_count;
}

/* What in-signal code needs from arm64. */
#if defined(__aarch64__)
#include "kernel.h"

/* x2 always says what is left, so that a fault needs no bookkeeping: the handler jumps to resume. */
__asm__(".text\n"
        ".globl inquest__copy\n.hidden inquest__copy\n.type inquest__copy,%function\n"
        "inquest__copy:\n"
        ".globl inquest__copy_fault\n.hidden inquest__copy_fault\n"
        "inquest__copy_fault:\n"
        "1: cmp x2, #8\n"
        "  b.lo 2f\n"
        "  ldr x3, [x1], #8\n"
        "  str x3, [x0], #8\n"
        "  sub x2, x2, #8\n"
        "  b 1b\n"
        "2: cbz x2, inquest__copy_resume\n"
        "  ldrb w3, [x1], #1\n"
        "  strb w3, [x0], #1\n"
        "  sub x2, x2, #1\n"
        "  b 2b\n"
        ".globl inquest__copy_resume\n.hidden inquest__copy_resume\n"
        "inquest__copy_resume:\n"
        "  mov x0, x2\n"
        "  ret\n"
        ".size inquest__copy, .-inquest__copy\n");

extern const char inquest__copy_fault[];
extern const char inquest__copy_resume[];

__asm__(".text\n"
        ".globl inquest__restorer\n.hidden inquest__restorer\n.type inquest__restorer,%function\n"
        "inquest__restorer:\n"
        "  mov x8, #139\n"
        "  svc 0\n"
        ".size inquest__restorer, .-inquest__restorer\n");

/* clone: run in x0, stack top in x1, flags in x2, argument in x3, child tid in x4. */
__asm__(".text\n"
        ".globl inquest__clone\n.hidden inquest__clone\n.type inquest__clone,%function\n"
        "inquest__clone:\n"
        "  and x1, x1, #-16\n"
        "  stp x0, x3, [x1, #-16]!\n"
        "  mov x0, x2\n"
        "  mov x2, #0\n"
        "  mov x3, #0\n"
        "  mov x8, #220\n"
        "  svc 0\n"
        "  cbz x0, 1f\n"
        "  ret\n"
        "1: mov x29, #0\n"
        "  mov x30, #0\n"
        "  ldp x1, x0, [sp], #16\n"
        "  blr x1\n"
        "  mov x8, #94\n"
        "  svc 0\n"
        "  brk #0\n"
        ".size inquest__clone, .-inquest__clone\n");

_Static_assert(offsetof(ucontext_t, uc_mcontext.regs) == 184, "the assembly below stores registers by offset");

__asm__(".text\n"
        ".globl inquest__capture_context\n.hidden inquest__capture_context\n"
        ".type inquest__capture_context,%function\n"
        "inquest__capture_context:\n"
        "  stp x0, x1, [x0, #184]\n"
        "  stp x2, x3, [x0, #200]\n"
        "  stp x4, x5, [x0, #216]\n"
        "  stp x6, x7, [x0, #232]\n"
        "  stp x8, x9, [x0, #248]\n"
        "  stp x10, x11, [x0, #264]\n"
        "  stp x12, x13, [x0, #280]\n"
        "  stp x14, x15, [x0, #296]\n"
        "  stp x16, x17, [x0, #312]\n"
        "  stp x18, x19, [x0, #328]\n"
        "  stp x20, x21, [x0, #344]\n"
        "  stp x22, x23, [x0, #360]\n"
        "  stp x24, x25, [x0, #376]\n"
        "  stp x26, x27, [x0, #392]\n"
        "  stp x28, x29, [x0, #408]\n"
        "  mov x9, sp\n"
        "  stp x30, x9, [x0, #424]\n"
        "  str x30, [x0, #440]\n"
        "  str xzr, [x0, #448]\n"
        "  ret\n"
        ".size inquest__capture_context, .-inquest__capture_context\n");

int inquest__repair_copy(ucontext_t *context)
{
    uint64_t ip = context->uc_mcontext.pc;
    if (ip < (uint64_t)(uintptr_t)inquest__copy_fault || ip >= (uint64_t)(uintptr_t)inquest__copy_resume) {
        return 0;
    }
    context->uc_mcontext.pc = (uint64_t)(uintptr_t)inquest__copy_resume;
    return 1;
}

uint64_t inquest__context_ip(const ucontext_t *context) { return context->uc_mcontext.pc; }

uint64_t inquest__context_sp(const ucontext_t *context) { return context->uc_mcontext.sp; }

uint64_t inquest__tls_base(void)
{
    uint64_t base;
    __asm__("mrs %0, tpidr_el0" : "=r"(base));
    return base;
}

#endif
typedef int inquest__processor_aarch64_is_not_empty;

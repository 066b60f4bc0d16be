/* What in-signal code needs from x86-64. */
#if defined(__x86_64__)
#include "kernel.h"

__asm__(".text\n"
        ".globl inquest__copy\n.hidden inquest__copy\n.type inquest__copy,@function\n"
        "inquest__copy:\n"
        "  movq %rdx, %rcx\n"
        ".hidden inquest__copy_fault\n.globl inquest__copy_fault\n"
        "inquest__copy_fault:\n"
        "  rep movsb\n" /* After a fault rcx says what is left. */
        ".hidden inquest__copy_resume\n.globl inquest__copy_resume\n"
        "inquest__copy_resume:\n"
        "  movq %rcx, %rax\n"
        "  ret\n"
        ".size inquest__copy, .-inquest__copy\n");

extern const char inquest__copy_fault[];
extern const char inquest__copy_resume[];

__asm__(".text\n"
        ".globl inquest__restorer\n.hidden inquest__restorer\n.type inquest__restorer,@function\n"
        "inquest__restorer:\n"
        "  movq $15, %rax\n"
        "  syscall\n"
        ".size inquest__restorer, .-inquest__restorer\n");

/* clone: run in rdi, stack top in rsi, flags in rdx, argument in rcx, child tid in r8. */
__asm__(".text\n"
        ".globl inquest__clone\n.hidden inquest__clone\n.type inquest__clone,@function\n"
        "inquest__clone:\n"
        "  .cfi_startproc\n"
        "  andq $-16, %rsi\n"
        "  subq $16, %rsi\n"
        "  movq %rdi, (%rsi)\n"
        "  movq %rcx, 8(%rsi)\n"
        "  movq %rdx, %rdi\n"
        "  xorl %edx, %edx\n"
        "  movq %r8, %r10\n"
        "  xorl %r8d, %r8d\n"
        "  movl $56, %eax\n"
        "  syscall\n"
        "  testq %rax, %rax\n"
        "  jz 1f\n"
        "  ret\n"
        "1: .cfi_undefined rip\n"
        "  xorl %ebp, %ebp\n"
        "  popq %rax\n"
        "  popq %rdi\n"
        "  callq *%rax\n"
        "  movl %eax, %edi\n"
        "  movl $231, %eax\n"
        "  syscall\n"
        "  hlt\n"
        "  .cfi_endproc\n"
        ".size inquest__clone, .-inquest__clone\n");

/* Offsets of gregs in ucontext_t: 40 + 8 * REG_x. */
_Static_assert(offsetof(ucontext_t, uc_mcontext.gregs) == 40, "the assembly below stores registers by offset");

__asm__(".text\n"
        ".globl inquest__capture_context\n.hidden inquest__capture_context\n.type inquest__capture_context,@function\n"
        "inquest__capture_context:\n"
        "  movq %r8, 40(%rdi)\n"
        "  movq %r9, 48(%rdi)\n"
        "  movq %r10, 56(%rdi)\n"
        "  movq %r11, 64(%rdi)\n"
        "  movq %r12, 72(%rdi)\n"
        "  movq %r13, 80(%rdi)\n"
        "  movq %r14, 88(%rdi)\n"
        "  movq %r15, 96(%rdi)\n"
        "  movq %rdi, 104(%rdi)\n"
        "  movq %rsi, 112(%rdi)\n"
        "  movq %rbp, 120(%rdi)\n"
        "  movq %rbx, 128(%rdi)\n"
        "  movq %rdx, 136(%rdi)\n"
        "  movq %rax, 144(%rdi)\n"
        "  movq %rcx, 152(%rdi)\n"
        "  leaq 8(%rsp), %rax\n"
        "  movq %rax, 160(%rdi)\n"
        "  movq (%rsp), %rax\n"
        "  movq %rax, 168(%rdi)\n"
        "  pushfq\n"
        "  popq 176(%rdi)\n"
        "  ret\n"
        ".size inquest__capture_context, .-inquest__capture_context\n");

int inquest__repair_copy(ucontext_t *context)
{
    if ((uint64_t)context->uc_mcontext.gregs[REG_RIP] != (uint64_t)(uintptr_t)inquest__copy_fault) {
        return 0;
    }
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)inquest__copy_resume;
    return 1;
}

uint64_t inquest__context_ip(const ucontext_t *context) { return (uint64_t)context->uc_mcontext.gregs[REG_RIP]; }

uint64_t inquest__context_sp(const ucontext_t *context) { return (uint64_t)context->uc_mcontext.gregs[REG_RSP]; }

uint64_t inquest__tls_base(void)
{
    uint64_t base = 0;
    (void)inquest__call(SYS_arch_prctl, 0x1003 /* ARCH_GET_FS */, (long)&base, 0, 0);
    return base;
}

#endif
typedef int inquest__processor_x86_64_is_not_empty;

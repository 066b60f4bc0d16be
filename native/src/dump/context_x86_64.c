/* CONTEXT_AMD64, 1232 bytes. */
#if defined(__x86_64__)
#include <stddef.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "dump/threads.h"
#include "signal/kernel.h"

struct context_amd64 {
    uint64_t home[6];
    uint32_t flags;
    uint32_t mxcsr;
    uint16_t cs, ds, es, fs, gs, ss;
    uint32_t eflags;
    uint64_t debug[6];
    uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rip;
    unsigned char float_save[512];
    unsigned char vector[464];
};
_Static_assert(sizeof(struct context_amd64) == 1232, "size on disk");
_Static_assert(offsetof(struct context_amd64, eflags) == 68, "offset on disk");
_Static_assert(offsetof(struct context_amd64, rax) == 120, "offset on disk");
_Static_assert(offsetof(struct context_amd64, rip) == 248, "offset on disk");
_Static_assert(offsetof(struct context_amd64, float_save) == 256, "offset on disk");

#define FLAGS_FULL 0x10000bu    /* control, integer, floating point */
#define FLAGS_CONTROL 0x100001u /* control only */

static struct context_amd64 *clear(unsigned char *out)
{
    for (size_t i = 0; i < sizeof(struct context_amd64); i++) {
        ((volatile unsigned char *)out)[i] = 0;
    }
    return (struct context_amd64 *)(void *)out;
}

uint32_t inquest__context_from_signal(const ucontext_t *context, unsigned char *out)
{
    struct context_amd64 *to = clear(out);
    const greg_t *from = context->uc_mcontext.gregs;
    to->flags = FLAGS_FULL;
    to->rax = (uint64_t)from[REG_RAX];
    to->rcx = (uint64_t)from[REG_RCX];
    to->rdx = (uint64_t)from[REG_RDX];
    to->rbx = (uint64_t)from[REG_RBX];
    to->rsp = (uint64_t)from[REG_RSP];
    to->rbp = (uint64_t)from[REG_RBP];
    to->rsi = (uint64_t)from[REG_RSI];
    to->rdi = (uint64_t)from[REG_RDI];
    to->r8 = (uint64_t)from[REG_R8];
    to->r9 = (uint64_t)from[REG_R9];
    to->r10 = (uint64_t)from[REG_R10];
    to->r11 = (uint64_t)from[REG_R11];
    to->r12 = (uint64_t)from[REG_R12];
    to->r13 = (uint64_t)from[REG_R13];
    to->r14 = (uint64_t)from[REG_R14];
    to->r15 = (uint64_t)from[REG_R15];
    to->rip = (uint64_t)from[REG_RIP];
    to->eflags = (uint32_t)from[REG_EFL];
    to->cs = (uint16_t)(from[REG_CSGSFS] & 0xffff);
    to->gs = (uint16_t)(from[REG_CSGSFS] >> 16 & 0xffff);
    to->fs = (uint16_t)(from[REG_CSGSFS] >> 32 & 0xffff);
    /* Captured contexts have no floating point state. */
    if (context->uc_mcontext.fpregs != NULL) {
        (void)inquest__copy(to->float_save, context->uc_mcontext.fpregs, sizeof to->float_save);
        (void)inquest__copy(&to->mxcsr, to->float_save + 24, sizeof to->mxcsr);
    }
    return sizeof *to;
}

uint32_t inquest__context_from_trace(int tid, unsigned char *out, uint64_t *tls)
{
    struct context_amd64 *to = clear(out);
    struct user_regs_struct from;
    struct iovec vector = {&from, sizeof from};
    if (sys_ptrace(0x4204 /* PTRACE_GETREGSET */, tid, (void *)1 /* NT_PRSTATUS */, &vector) < 0) {
        return 0;
    }
    to->flags = FLAGS_FULL;
    to->rax = from.rax;
    to->rcx = from.rcx;
    to->rdx = from.rdx;
    to->rbx = from.rbx;
    to->rsp = from.rsp;
    to->rbp = from.rbp;
    to->rsi = from.rsi;
    to->rdi = from.rdi;
    to->r8 = from.r8;
    to->r9 = from.r9;
    to->r10 = from.r10;
    to->r11 = from.r11;
    to->r12 = from.r12;
    to->r13 = from.r13;
    to->r14 = from.r14;
    to->r15 = from.r15;
    to->rip = from.rip;
    to->eflags = (uint32_t)from.eflags;
    to->cs = (uint16_t)from.cs;
    to->ds = (uint16_t)from.ds;
    to->es = (uint16_t)from.es;
    to->fs = (uint16_t)from.fs;
    to->gs = (uint16_t)from.gs;
    to->ss = (uint16_t)from.ss;
    *tls = from.fs_base;
    vector.iov_base = to->float_save;
    vector.iov_len = sizeof to->float_save;
    if (sys_ptrace(0x4204, tid, (void *)2 /* NT_PRFPREG */, &vector) >= 0) {
        (void)inquest__copy(&to->mxcsr, to->float_save + 24, sizeof to->mxcsr);
    }
    return sizeof *to;
}

uint32_t inquest__context_from_pair(uint64_t ip, uint64_t sp, unsigned char *out)
{
    struct context_amd64 *to = clear(out);
    to->flags = FLAGS_CONTROL;
    to->rip = ip;
    to->rsp = sp;
    return sizeof *to;
}

uint64_t inquest__context_out_ip(const unsigned char *out) { return ((const struct context_amd64 *)(const void *)out)->rip; }
uint64_t inquest__context_out_sp(const unsigned char *out) { return ((const struct context_amd64 *)(const void *)out)->rsp; }
uint32_t inquest__context_register_count(void) { return 17; }

uint64_t inquest__context_out_register(const unsigned char *out, uint32_t index)
{
    return index < 17 ? (&((const struct context_amd64 *)(const void *)out)->rax)[index] : 0;
}

uint16_t inquest__context_architecture(void) { return 9; }

#endif
typedef int inquest__context_x86_64_is_not_empty;

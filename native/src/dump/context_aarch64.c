/* CONTEXT_ARM64, 912 bytes; the 796-byte layout of older Breakpad is not written. */
#if defined(__aarch64__)
#include <asm/ptrace.h>
#include <asm/sigcontext.h>
#include <stddef.h>
#include <sys/uio.h>

#include "dump/threads.h"
#include "signal/kernel.h"

struct context_arm64 {
    uint32_t flags;
    uint32_t cpsr;
    uint64_t x[31]; /* x29 is the frame pointer, x30 the link register */
    uint64_t sp;
    uint64_t pc;
    unsigned char v[512];
    uint32_t fpcr;
    uint32_t fpsr;
    uint32_t bcr[8];
    uint64_t bvr[8];
    uint32_t wcr[2];
    uint64_t wvr[2];
};
_Static_assert(sizeof(struct context_arm64) == 912, "size on disk");
_Static_assert(offsetof(struct context_arm64, sp) == 256, "offset on disk");
_Static_assert(offsetof(struct context_arm64, v) == 272, "offset on disk");

#define FLAGS_FULL 0x00400007u
#define FLAGS_CONTROL 0x00400001u

static struct context_arm64 *clear(unsigned char *out)
{
    for (size_t i = 0; i < sizeof(struct context_arm64); i++) {
        ((volatile unsigned char *)out)[i] = 0;
    }
    return (struct context_arm64 *)(void *)out;
}

/* The kernel puts extension records behind the general registers; they end with a record of size 0. */
static void take_vectors(const ucontext_t *context, struct context_arm64 *to)
{
    const unsigned char *at = context->uc_mcontext.__reserved;
    const unsigned char *end = at + sizeof context->uc_mcontext.__reserved;
    while (at + sizeof(struct _aarch64_ctx) <= end) {
        const struct _aarch64_ctx *head = (const struct _aarch64_ctx *)(const void *)at;
        if (head->size == 0 || head->magic == 0) {
            return;
        }
        if (head->magic == FPSIMD_MAGIC) {
            const struct fpsimd_context *from = (const struct fpsimd_context *)(const void *)at;
            (void)inquest__copy(to->v, from->vregs, sizeof to->v);
            to->fpcr = from->fpcr;
            to->fpsr = from->fpsr;
            return;
        }
        at += head->size;
    }
}

uint32_t inquest__context_from_signal(const ucontext_t *context, unsigned char *out)
{
    struct context_arm64 *to = clear(out);
    to->flags = FLAGS_FULL;
    to->cpsr = (uint32_t)context->uc_mcontext.pstate;
    (void)inquest__copy(to->x, context->uc_mcontext.regs, sizeof to->x);
    to->sp = context->uc_mcontext.sp;
    to->pc = context->uc_mcontext.pc;
    take_vectors(context, to);
    return sizeof *to;
}

uint32_t inquest__context_from_trace(int tid, unsigned char *out, uint64_t *tls)
{
    struct context_arm64 *to = clear(out);
    struct user_pt_regs from;
    struct iovec vector = {&from, sizeof from};
    if (sys_ptrace(0x4204 /* PTRACE_GETREGSET */, tid, (void *)1 /* NT_PRSTATUS */, &vector) < 0) {
        return 0;
    }
    to->flags = FLAGS_FULL;
    to->cpsr = (uint32_t)from.pstate;
    (void)inquest__copy(to->x, from.regs, sizeof to->x);
    to->sp = from.sp;
    to->pc = from.pc;
    vector.iov_base = tls;
    vector.iov_len = sizeof *tls;
    if (sys_ptrace(0x4204, tid, (void *)0x401 /* NT_ARM_TLS */, &vector) < 0) {
        *tls = 0;
    }
    struct user_fpsimd_state state;
    vector.iov_base = &state;
    vector.iov_len = sizeof state;
    if (sys_ptrace(0x4204, tid, (void *)2 /* NT_PRFPREG */, &vector) >= 0) {
        (void)inquest__copy(to->v, state.vregs, sizeof to->v);
        to->fpcr = state.fpcr;
        to->fpsr = state.fpsr;
    }
    return sizeof *to;
}

uint32_t inquest__context_from_pair(uint64_t ip, uint64_t sp, unsigned char *out)
{
    struct context_arm64 *to = clear(out);
    to->flags = FLAGS_CONTROL;
    to->pc = ip;
    to->sp = sp;
    return sizeof *to;
}

uint64_t inquest__context_out_ip(const unsigned char *out) { return ((const struct context_arm64 *)(const void *)out)->pc; }
uint64_t inquest__context_out_sp(const unsigned char *out) { return ((const struct context_arm64 *)(const void *)out)->sp; }
uint32_t inquest__context_register_count(void) { return 33; }

uint64_t inquest__context_out_register(const unsigned char *out, uint32_t index)
{
    return index < 33 ? ((const struct context_arm64 *)(const void *)out)->x[index] : 0;
}

uint16_t inquest__context_architecture(void) { return 12; }

#endif
typedef int inquest__context_aarch64_is_not_empty;

/* A small unwinder for the backtrace backend: .eh_frame through .eh_frame_hdr, then frame pointers, then scanning. It reads
 * memory only by inquest__peek(), allocates nothing and is async-signal-safe; one thread at a time may use it. */
#ifndef INQUEST_UNWIND_UNWIND_H
#define INQUEST_UNWIND_UNWIND_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#define INQUEST__FRAMES_MAX 256

#if defined(__x86_64__)
#define INQUEST__REGISTERS 17 /* DWARF numbers of the psABI; 16 is the return address */
#define INQUEST__REGISTER_SP 7
#define INQUEST__REGISTER_FP 6
#define INQUEST__REGISTER_RETURN 16
#else
#define INQUEST__REGISTERS 32 /* x0 to x30, then sp */
#define INQUEST__REGISTER_SP 31
#define INQUEST__REGISTER_FP 29
#define INQUEST__REGISTER_RETURN 30
#endif

struct inquest__registers {
    uint64_t value[INQUEST__REGISTERS];
    uint64_t ip;
};

enum inquest__trust {
    INQUEST__TRUST_CONTEXT = 0,
    INQUEST__TRUST_CFI = 1,
    INQUEST__TRUST_FRAME_POINTER = 2,
    INQUEST__TRUST_SCAN = 3
};

struct inquest__frame {
    uint64_t ip; /* of a caller: the return address */
    uint64_t sp;
    enum inquest__trust trust;
};

enum inquest__step {
    INQUEST__STEP_OK,
    INQUEST__STEP_SIGNAL, /* OK, and the new ip is not a return address: the frame was the kernel's trampoline */
    INQUEST__STEP_END,    /* the CFI says that this is the outermost frame */
    INQUEST__STEP_NONE    /* no CFI, or it cannot be believed */
};

/* cfi.c: one frame up. `lookup` is the address whose rules count: ip, or ip - 1 for a return address. */
enum inquest__step inquest__cfi_step(struct inquest__registers *registers, uint64_t lookup);

/* expression.c: evaluates a DWARF expression with `initial` on the stack. 0 when it cannot. */
int inquest__expression(const unsigned char *bytes, size_t size, const struct inquest__registers *registers, uint64_t initial,
    int has_initial, uint64_t *result);

/* walk.c: the whole stack of a context, innermost first. How many frames there are. */
uint32_t inquest__walk(const ucontext_t *context);
const struct inquest__frame *inquest__walk_frame(uint32_t index);

/* reader.c: a bounded cursor over bytes that were copied from `address`; failure is sticky. */
struct inquest__reader {
    const unsigned char *at;
    const unsigned char *end;
    uint64_t address; /* of `at` in this process, for pc-relative pointers */
    int failed;
};

uint64_t inquest__read_fixed(struct inquest__reader *reader, size_t size);
int64_t inquest__read_signed(struct inquest__reader *reader, size_t size);
uint64_t inquest__read_uleb(struct inquest__reader *reader);
int64_t inquest__read_sleb(struct inquest__reader *reader);
/* A pointer in one of the DW_EH_PE encodings; `data` is the base of data-relative ones. */
uint64_t inquest__read_pointer(struct inquest__reader *reader, unsigned encoding, uint64_t data);
void inquest__read_skip(struct inquest__reader *reader, uint64_t size);

#endif

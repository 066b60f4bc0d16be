/* Our unwinder beside the compiler's own, through recursion, callbacks of libc and a signal frame. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#include "dump/memory.h"
#include "test.h"
#include "signal/kernel.h"
#include "unwind/unwind.h"

#define DEPTH 256

static uint64_t expected[DEPTH];
static int expected_count;

static _Unwind_Reason_Code collect(struct _Unwind_Context *context, void *unused)
{
    (void)unused;
    if (expected_count < DEPTH && _Unwind_GetIP(context) != 0) {
        expected[expected_count++] = _Unwind_GetIP(context);
    }
    return _URC_NO_REASON;
}

static void compare(void)
{
    static ucontext_t context;
    memset(&context, 0, sizeof context);
    expected_count = 0;
    _Unwind_Backtrace(collect, NULL);
    inquest__capture_context(&context);
    uint32_t count = inquest__walk(&context);
    CHECK(count == (uint32_t)expected_count);
    /* The first frame is this function, once before and once after the call. */
    for (uint32_t i = 1; i < count && i < (uint32_t)expected_count; i++) {
        CHECK(inquest__walk_frame(i)->ip == expected[i]);
        CHECK(inquest__walk_frame(i)->trust == INQUEST__TRUST_CFI);
    }
}

static int by_sort(const void *a, const void *b)
{
    static int once;
    if (!once) {
        once = 1;
        compare();
    }
    return *(const int *)a - *(const int *)b;
}

static __attribute__((noinline)) int deep(int depth)
{
    volatile char room[64];
    room[0] = (char)depth;
    if (depth == 0) {
        compare();
        return 0;
    }
    return deep(depth - 1) + room[0];
}

static void on_signal(int signal_number)
{
    (void)signal_number;
    compare();
}

void test_unwind(void)
{
    int numbers[] = {3, 1, 2};
    (void)inquest__maps_read();
    inquest__modules_find();
    compare();
    CHECK(deep(20) >= 0);
    qsort(numbers, 3, sizeof numbers[0], by_sort);
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
}

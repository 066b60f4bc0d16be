/* DWARF expressions, also hostile ones. */
#include "test.h"
#include "unwind/unwind.h"

static struct inquest__registers registers;

static int evaluate(const unsigned char *bytes, size_t size, uint64_t *result)
{
    return inquest__expression(bytes, size, &registers, 5, 1, result);
}

void test_expression(void)
{
    uint64_t result = 0;
    registers.value[3] = 1000;
    const unsigned char plus[] = {0x23, 0x07};
    CHECK(evaluate(plus, sizeof plus, &result) && result == 12);
    const unsigned char based[] = {0x73, 0x78, 0x22};
    CHECK(evaluate(based, sizeof based, &result) && result == 997);
    /* The PLT's: rsp + 8 + ((rip & 15) >= 11) << 3. */
    const unsigned char compare[] = {0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24};
    CHECK(evaluate(compare, sizeof compare, &result) && result == 0);
    const unsigned char endless[] = {0x2f, 0xfd, 0xff};
    CHECK(!evaluate(endless, sizeof endless, &result));
    const unsigned char underflow[] = {0x22, 0x22};
    CHECK(!evaluate(underflow, sizeof underflow, &result));
    const unsigned char overflow[] = {0x12, 0x2f, 0xfc, 0xff};
    CHECK(!evaluate(overflow, sizeof overflow, &result));
    const unsigned char far_branch[] = {0x2f, 0x00, 0x70};
    CHECK(!evaluate(far_branch, sizeof far_branch, &result));
    const unsigned char by_zero[] = {0x30, 0x1b};
    CHECK(!evaluate(by_zero, sizeof by_zero, &result));
    const unsigned char cut[] = {0x0c, 0x01};
    CHECK(!evaluate(cut, sizeof cut, &result));
    const unsigned char unknown[] = {0xff};
    CHECK(!evaluate(unknown, sizeof unknown, &result));
}

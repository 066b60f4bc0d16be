/* Memory ranges never overlap and never exceed their budget. */
#include "dump/memory.h"
#include "test.h"

void test_ranges(void)
{
    inquest__ranges_reset(1000);
    CHECK(inquest__ranges_add(100, 50) == 50);
    CHECK(inquest__ranges_add(300, 50) == 50);
    /* Spans both: only the gaps are new. */
    CHECK(inquest__ranges_add(50, 400) == 300);
    CHECK(inquest__ranges_add(100, 50) == 0);
    for (uint32_t i = 1; i < inquest__range_count(); i++) {
        CHECK(inquest__range_at(i - 1)->start + inquest__range_at(i - 1)->size <= inquest__range_at(i)->start);
    }
    inquest__ranges_place();
    CHECK(inquest__ranges_offset(50) == 0);
    CHECK(inquest__ranges_offset(449) == 399);
    CHECK(inquest__ranges_offset(450) == UINT64_MAX);
    CHECK(inquest__ranges_offset(49) == UINT64_MAX);
    /* The budget cuts, and an address space's end does not wrap around. */
    CHECK(inquest__ranges_add(10000, 5000) == 600);
    CHECK(inquest__ranges_left() == 0);
    CHECK(inquest__ranges_add(UINT64_MAX - 10, 100) == 0);
}

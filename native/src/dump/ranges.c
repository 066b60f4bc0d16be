#include "dump/memory.h"

#include "signal/kernel.h"

static struct inquest__range ranges[INQUEST__RANGES_MAX];
static uint32_t range_count;
static uint64_t budget_left;

void inquest__ranges_reset(uint64_t budget)
{
    range_count = 0;
    budget_left = budget;
}

uint64_t inquest__ranges_left(void) { return budget_left; }
uint32_t inquest__range_count(void) { return range_count; }
const struct inquest__range *inquest__range_at(uint32_t index) { return &ranges[index]; }

/* The first range that ends after `address`. */
static uint32_t search(uint64_t address)
{
    uint32_t low = 0, high = range_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (ranges[middle].start + ranges[middle].size <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void insert(uint32_t place, uint64_t start, uint64_t size)
{
    for (uint32_t i = range_count; i > place; i--) {
        ranges[i].start = ranges[i - 1].start;
        ranges[i].size = ranges[i - 1].size;
    }
    ranges[place].start = start;
    ranges[place].size = size;
    range_count++;
}

uint64_t inquest__ranges_add(uint64_t start, uint64_t size)
{
    uint64_t added = 0, end = start + size;
    if (end < start) {
        return 0;
    }
    while (start < end) {
        uint32_t place = search(start);
        if (place < range_count && ranges[place].start <= start) {
            start = ranges[place].start + ranges[place].size;
            continue;
        }
        uint64_t gap = end - start;
        if (place < range_count && ranges[place].start < end) {
            gap = ranges[place].start - start;
        }
        if (gap > budget_left || range_count == INQUEST__RANGES_MAX) {
            gap = range_count == INQUEST__RANGES_MAX ? 0 : budget_left;
            inquest__note("memory-over-budget", (int64_t)size);
        }
        if (gap == 0) {
            return added;
        }
        insert(place, start, gap);
        budget_left -= gap;
        added += gap;
        if (budget_left == 0) {
            return added;
        }
        start += gap;
    }
    return added;
}

void inquest__ranges_place(void)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < range_count; i++) {
        ranges[i].before = sum;
        sum += ranges[i].size;
    }
}

uint64_t inquest__ranges_offset(uint64_t address)
{
    uint32_t place = search(address);
    return place < range_count && ranges[place].start <= address ? ranges[place].before + (address - ranges[place].start)
                                                                  : UINT64_MAX;
}

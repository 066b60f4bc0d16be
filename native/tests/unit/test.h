/* The least test framework: a failed check prints its line and the program goes on. */
#ifndef UNIT_TEST_H
#define UNIT_TEST_H

#include <stdio.h>

extern int checks_failed, checks_done;

#define CHECK(condition) \
    do { \
        checks_done++; \
        if (!(condition)) { \
            checks_failed++; \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
        } \
    } while (0)

void test_out(void);
void test_facts(void);
void test_ranges(void);
void test_expression(void);
void test_unwind(void);
void test_options(const char *folder);
void test_memory(void);

#endif

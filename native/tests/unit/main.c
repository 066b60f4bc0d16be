#include <stdlib.h>

#include "test.h"

int checks_failed, checks_done;

int main(void)
{
    char folder[] = "/tmp/inquest-unit-XXXXXX";
    if (mkdtemp(folder) == NULL) {
        return 2;
    }
    test_out();
    test_ranges();
    test_expression();
    test_options(folder);
    test_facts();
    test_memory();
    test_unwind();
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0) {
        return 2;
    }
    printf("%d checks, %d failed\n", checks_done, checks_failed);
    return checks_failed != 0;
}

/* Reading memory that is not there, and finding modules in memory alone. Needs a running client, whose handler repairs. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "dump/memory.h"
#include "signal/kernel.h"
#include "signal/state.h"
#include "test.h"

void test_memory(void)
{
    char bytes[8192];
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(pages, 7, 4096);
    mprotect(pages + 4096, 4096, PROT_NONE);
    CHECK(inquest__copy(bytes, pages, 4096) == 0);
    CHECK(inquest__copy(bytes, pages + 4000, 200) <= 104 && inquest__copy(bytes, pages + 4000, 200) >= 97);
    CHECK(inquest__copy(bytes, NULL, 10) == 10);
    CHECK(!inquest__peek(0x1234, bytes, 1));
    CHECK(inquest__peek((uint64_t)(uintptr_t)pages, bytes, 1) && bytes[0] == 7);

    CHECK(inquest__maps_read() == 0);
    inquest__modules_find();
    CHECK(inquest__module_count() >= 1);
    const struct inquest__module *own = inquest__module_of((uint64_t)(uintptr_t)&test_memory);
    CHECK(own == inquest__module_at(0));
    CHECK(own != NULL && own->build_id_size != 0 && own->eh_frame_header != 0);
    CHECK(inquest__module_of(0x10) == NULL);
    const struct inquest__mapping *mapping = inquest__mapping_of((uint64_t)(uintptr_t)pages + 4096);
    CHECK(mapping != NULL && mapping->protection == 0);
    for (uint32_t i = 1; i < inquest__mapping_count(); i++) {
        CHECK(inquest__mapping_at(i - 1)->end <= inquest__mapping_at(i)->start);
    }
    munmap(pages, 8192);
}

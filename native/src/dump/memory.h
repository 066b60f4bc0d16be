/* The address space as a report sees it: mappings, modules, and the ranges that go into it. Async-signal-safe. */
#ifndef INQUEST_DUMP_MEMORY_H
#define INQUEST_DUMP_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "dump/out.h"

#define INQUEST__MAPPINGS_MAX 8192
#define INQUEST__MAPS_TEXT_MAX (1u << 20)
#define INQUEST__RANGES_MAX 8192
#define INQUEST__BUILD_ID_MAX 32

enum { INQUEST__READ = 4, INQUEST__WRITE = 2, INQUEST__EXECUTE = 1, INQUEST__SHARED = 8 };

struct inquest__mapping {
    uint64_t start;
    uint64_t end;
    uint64_t offset;
    uint64_t inode;
    uint32_t name; /* offset in the text; 0 is the empty name */
    uint32_t protection;
};

struct inquest__module {
    uint64_t start; /* of the mapping with the ELF header */
    uint64_t size;  /* to the end of the last PT_LOAD */
    uint64_t bias;  /* what is added to a virtual address of the file */
    uint64_t eh_frame_header; /* address of PT_GNU_EH_FRAME, or 0 */
    uint64_t dynamic;         /* address of PT_DYNAMIC, or 0 */
    const char *name;
    uint32_t build_id_size;
    unsigned char build_id[INQUEST__BUILD_ID_MAX];
};

/* maps.c. Reads /proc/self/maps into static tables; 0 or a negative errno. */
int inquest__maps_read(void);
uint32_t inquest__mapping_count(void);
const struct inquest__mapping *inquest__mapping_at(uint32_t index);
const struct inquest__mapping *inquest__mapping_of(uint64_t address);
const char *inquest__mapping_name(const struct inquest__mapping *mapping);
/* The text as read, with home directories overwritten. */
void inquest__out_maps(struct inquest__out *out);
/* Reads a whole small file of /proc; the number of bytes, or a negative errno. */
long inquest__read_file(const char *path, void *bytes, size_t size);
/* Overwrites the user's name in every /home/NAME, lengths unchanged. */
void inquest__hide_home(char *bytes, size_t size);

/* modules.c. Needs inquest__maps_read(); works from the list made at init when that failed. */
void inquest__modules_find(void);
uint32_t inquest__module_count(void);
const struct inquest__module *inquest__module_at(uint32_t index);
const struct inquest__module *inquest__module_of(uint64_t address);

/* Reads exactly `size` bytes of this address space, or fails without a trace of a fault. */
int inquest__peek(uint64_t address, void *bytes, size_t size);

/* ranges.c: which memory goes into the dump. Ranges never overlap; what is already there is cut from what comes. */
struct inquest__range {
    uint64_t start;
    uint64_t size;
    uint64_t before; /* sum of the sizes of all ranges before it, set by inquest__ranges_place() */
};

void inquest__ranges_reset(uint64_t budget);
/* Returns the bytes that were added; less than asked when the budget is spent. */
uint64_t inquest__ranges_add(uint64_t start, uint64_t size);
uint64_t inquest__ranges_left(void);
void inquest__ranges_place(void);
uint32_t inquest__range_count(void);
const struct inquest__range *inquest__range_at(uint32_t index);
/* Offset of an address within the memory part of the dump, or UINT64_MAX. */
uint64_t inquest__ranges_offset(uint64_t address);

/* secrets.c: writes memory with what must not leave the machine removed. */
void inquest__secrets_find(void);
void inquest__out_memory(struct inquest__out *out, uint64_t start, uint64_t size, int is_stack);

#endif

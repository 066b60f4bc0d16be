#include "handler/client_info.h"

/* The first three words are set at link time, so that a process that dies before inquest_init() is recognised too. */
struct inquest__client_info inquest__client = {
    .magic = INQUEST__INFO_MAGIC,
    .version = INQUEST__INFO_VERSION,
    .size = sizeof(struct inquest__client_info),
    .tag_count = INQUEST_TAGS_MAX,
    .breadcrumb_count = INQUEST_BREADCRUMBS_MAX,
    .attachment_count = INQUEST_ATTACHMENTS_MAX,
};

/* PT_NOTE is found from the program headers alone: a reader needs neither symbols nor a fixed address. The offset is
 * relative to the descriptor, so the note needs no relocation and stays read-only. */
__asm__(".pushsection .note.inquest, \"a\", %note\n"
        ".balign 4\n"
        ".long 8\n"         /* name size, "Inquest" and its NUL */
        ".long 8\n"         /* descriptor size */
        ".long 0x494e5143\n" /* INQUEST__NOTE_TYPE */
        ".asciz \"Inquest\"\n"
        "1: .quad inquest__client - 1b\n"
        ".popsection\n");

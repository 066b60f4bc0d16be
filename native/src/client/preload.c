/* LD_PRELOAD=libinquest.so INQUEST_PRELOAD=FOLDER: armed before a managed runtime starts, which then filters its own faults and
 * hands the rest on. Without the variable the library waits for inquest_init() as always. */
#include <stdlib.h>

#include "client/client.h"

__attribute__((constructor)) static void preload(void)
{
    const char *database = getenv("INQUEST_PRELOAD");
    if (database == NULL || database[0] == 0) {
        return;
    }
    struct inquest_options options;
    inquest_options_init(&options);
    options.database = database;
    /* The program's own client or `inquest report upload` sends what is left there. */
    options.flags |= INQUEST_FLAG_NO_UPLOAD;
    options.dsn = getenv("INQUEST_DSN");
    options.release = getenv("INQUEST_RELEASE");
    options.environment = getenv("INQUEST_ENVIRONMENT");
    (void)inquest_init(&options); /* On errors it has said why, and the program runs on. */
}

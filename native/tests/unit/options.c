/* Bad input gives an error code, and the setters keep their promises. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/facts.h"
#include "test.h"

static enum inquest_result try_init(const char *database, const char *dsn, enum inquest_backend backend, uint32_t timeout)
{
    struct inquest_options options;
    inquest_options_init(&options);
    options.database = database;
    options.dsn = dsn;
    options.backend = backend;
    options.timeout_ms = timeout;
    enum inquest_result result = inquest_init(&options);
    if (result == INQUEST_OK) {
        CHECK(inquest_shutdown() == INQUEST_OK);
    }
    return result;
}

void test_options(const char *folder)
{
    struct inquest_options options;
    char file[256];
    /* Every complaint of inquest_init() goes to stderr; here they are expected. */
    int kept = dup(2);
    FILE *ignored = freopen("/dev/null", "w", stderr);
    (void)ignored;
    CHECK(inquest_set_tag("a", "b") == INQUEST_ERROR_NOT_RUNNING);
    CHECK(inquest_dump_now("x") == INQUEST_ERROR_NOT_RUNNING);
    CHECK(inquest_shutdown() == INQUEST_ERROR_NOT_RUNNING);
    CHECK(inquest_init(NULL) == INQUEST_ERROR_ARGUMENT);
    memset(&options, 0, sizeof options);
    CHECK(inquest_init(&options) == INQUEST_ERROR_ARGUMENT);
    CHECK(try_init(NULL, NULL, INQUEST_BACKEND_MINIDUMP, 1000) == INQUEST_ERROR_DATABASE);
    CHECK(try_init("/proc/nowhere", NULL, INQUEST_BACKEND_MINIDUMP, 1000) == INQUEST_ERROR_DATABASE);
    snprintf(file, sizeof file, "%s/file", folder);
    fclose(fopen(file, "w"));
    CHECK(try_init(file, NULL, INQUEST_BACKEND_MINIDUMP, 1000) == INQUEST_ERROR_DATABASE);
    CHECK(try_init(folder, "not a dsn", INQUEST_BACKEND_MINIDUMP, 1000) == INQUEST_ERROR_DSN);
    CHECK(try_init(folder, "https://host/1", INQUEST_BACKEND_MINIDUMP, 1000) == INQUEST_ERROR_DSN);
    CHECK(try_init(folder, "https://key@host/", INQUEST_BACKEND_MINIDUMP, 1000) == INQUEST_ERROR_DSN);
    CHECK(try_init(folder, NULL, (enum inquest_backend)99, 1000) == INQUEST_ERROR_ARGUMENT);
    CHECK(try_init(folder, NULL, INQUEST_BACKEND_MINIDUMP, 1) == INQUEST_ERROR_ARGUMENT);
    CHECK(try_init(folder, "https://key@host:9000/path/1", INQUEST_BACKEND_HANDLER, 1000) == INQUEST_OK);
    CHECK(try_init(NULL, NULL, INQUEST_BACKEND_NONE, 1000) == INQUEST_OK);
    inquest_options_init(&options);
    options.database = folder;
    CHECK(inquest_init(&options) == INQUEST_OK);
    CHECK(inquest_init(&options) == INQUEST_ERROR_ALREADY_RUNNING);
    CHECK(inquest_active_backend() == INQUEST_BACKEND_MINIDUMP);
    dup2(kept, 2);
}

/* Sets one tag to two long values in turn while another thread reads: every reading must be one of the two. */
static _Atomic int stop;
static char as[256], bs[256];
static void *flip(void *unused)
{
    (void)unused;
    while (!stop) {
        inquest_set_tag("flip", as);
        inquest_set_tag("flip", bs);
    }
    return NULL;
}

void test_facts(void)
{
    static struct inquest__fact name, value;
    static struct inquest__breadcrumb crumb;
    char text[16];
    CHECK(inquest_set_tag(NULL, "x") == INQUEST_ERROR_ARGUMENT);
    CHECK(inquest_set_tag("", "x") == INQUEST_ERROR_ARGUMENT);
    for (int i = 0; i < INQUEST_TAGS_MAX; i++) {
        snprintf(text, sizeof text, "tag%d", i);
        CHECK(inquest_set_tag(text, "value") == INQUEST_OK);
    }
    CHECK(inquest_set_tag("one-more", "x") == INQUEST_ERROR_FULL);
    CHECK(inquest_set_tag("tag7", NULL) == INQUEST_OK);
    memset(as, 'a', 255);
    memset(bs, 'b', 255);
    CHECK(inquest_set_tag("flip", as) == INQUEST_OK);
    pthread_t thread;
    pthread_create(&thread, NULL, flip, NULL);
    int torn = 0;
    for (int i = 0; i < 200000; i++) {
        inquest__fact_pair(&inquest__client.tags[7], &name, &value);
        torn += value.length != 255 || value.text[0] != value.text[254] || value.text[0] != value.text[128];
    }
    stop = 1;
    pthread_join(thread, NULL);
    CHECK(torn <= 2); /* four attempts in a row may all lose; a dying process has no such writers */

    /* A long value is cut at a character's edge. */
    char wide[300];
    memset(wide, 'w', sizeof wide);
    memcpy(wide + 254, "\xc3\xa9", 2);
    wide[299] = 0;
    CHECK(inquest_set_release(wide) == INQUEST_OK);
    CHECK(inquest__fact_text(&inquest__client.release, &value) == 254);

    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "crumb %d", i);
        CHECK(inquest_add_breadcrumb(INQUEST_LEVEL_INFO, "unit", text) == INQUEST_OK);
    }
    CHECK(inquest__fact_breadcrumb(0, &crumb) && strcmp(crumb.message, "crumb 299") == 0);
    CHECK(inquest__fact_breadcrumb(127, &crumb) && strcmp(crumb.message, "crumb 172") == 0);
    CHECK(!inquest__fact_breadcrumb(128, &crumb));
    /* A writer that was stopped in the middle: its crumb is left out, and the next one for its place is dropped. */
    atomic_store(&inquest__client.breadcrumbs[299 % 128].ticket, 2 * 299 + 1);
    CHECK(!inquest__fact_breadcrumb(0, &crumb));
    CHECK(inquest__fact_breadcrumb(1, &crumb));

    CHECK(inquest_attach_file("/tmp/log.txt") == INQUEST_OK);
    CHECK(inquest__fact_path(&inquest__client.attachments[0], &value) == 12);
    CHECK(inquest_detach_file("/tmp/log.txt") == INQUEST_OK);
    CHECK(inquest__fact_path(&inquest__client.attachments[0], &value) == 0);
    for (int i = 0; i <= INQUEST_ERROR_UNSUPPORTED; i++) {
        CHECK(inquest_result_text((enum inquest_result)i)[0] != 0);
    }
}

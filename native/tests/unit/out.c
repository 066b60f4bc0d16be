/* Text and numbers as in-signal code writes them. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "dump/memory.h"
#include "dump/out.h"
#include "test.h"

static struct inquest__out out;
static char result[70000];

static void begin(void)
{
    char name[] = "/tmp/inquest-unit-XXXXXX";
    extern int mkstemp(char *);
    int fd = mkstemp(name);
    unlink(name);
    inquest__out_open(&out, fd);
}

static const char *end(void)
{
    inquest__out_flush(&out);
    ssize_t size = pread(out.fd, result, sizeof result - 1, 0);
    result[size < 0 ? 0 : size] = 0;
    close(out.fd);
    return result;
}

static const char *json(const char *text, size_t size)
{
    begin();
    inquest__out_json(&out, text, size);
    return end();
}

static const char *time_text(uint64_t nanoseconds)
{
    begin();
    inquest__out_time(&out, nanoseconds);
    return end();
}

void test_out(void)
{
    CHECK(strcmp(json("plain", 5), "\"plain\"") == 0);
    CHECK(strcmp(json("a\"b\\c\n\x01", 7), "\"a\\\"b\\\\c\\u000a\\u0001\"") == 0);
    CHECK(strcmp(json("\xc3\xa9\xe2\x82\xac", 5), "\"\xc3\xa9\xe2\x82\xac\"") == 0);
    /* A lone continuation, a cut character, a surrogate and a long form are not UTF-8. */
    CHECK(strcmp(json("\x80", 1), "\"\xef\xbf\xbd\"") == 0);
    CHECK(strcmp(json("\xe2\x82", 2), "\"\xef\xbf\xbd\xef\xbf\xbd\"") == 0);
    CHECK(strcmp(json("\xed\xa0\x80", 3), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"") == 0);
    CHECK(strcmp(json("\xc0\xaf", 2), "\"\xef\xbf\xbd\xef\xbf\xbd\"") == 0);

    CHECK(strcmp(time_text(0), "1970-01-01T00:00:00.000000Z") == 0);
    CHECK(strcmp(time_text(951782400000000000u), "2000-02-29T00:00:00.000000Z") == 0);
    CHECK(strcmp(time_text(1767225599123456000u), "2025-12-31T23:59:59.123456Z") == 0);

    begin();
    inquest__out_decimal(&out, INT64_MIN);
    inquest__out_text(&out, " ");
    inquest__out_hex(&out, 0xdeadbeefu);
    CHECK(strcmp(end(), "-9223372036854775808 0xdeadbeef") == 0);

    /* Longer than the buffer, and memory that is not there becomes zeros instead of a fault. */
    begin();
    for (int i = 0; i < 4000; i++) {
        inquest__out_text(&out, "0123456789abcdef");
    }
    CHECK(inquest__out_offset(&out) == 64000);
    CHECK(memcmp(end() + 63984, "0123456789abcdef", 17) == 0);

    char path[] = "/home/somebody/game /home/x/y /homes/no /home/";
    inquest__hide_home(path, sizeof path - 1);
    CHECK(strcmp(path, "/home/xxxxxxxxxxxxx /home/x/y /homes/no /home/") != 0);
    CHECK(strcmp(path, "/home/xxxxxxxx/game /home/x/y /homes/no /home/") == 0);

    char text[8] = "";
    inquest__append(text, sizeof text, "abcdefghij");
    CHECK(strcmp(text, "abcdefg") == 0);
}

/* Reads a report with as little code as possible, and none of the library's. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness.h"

static char *read_all(const char *path, long *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)*size + 1);
    if (fread(bytes, 1, (size_t)*size, file) != (size_t)*size) {
        *size = 0;
    }
    bytes[*size] = 0;
    fclose(file);
    return bytes;
}

static int contains(const char *bytes, long size, const char *text)
{
    long length = (long)strlen(text);
    for (long i = 0; i + length <= size; i++) {
        if (memcmp(bytes + i, text, (size_t)length) == 0) {
            return 1;
        }
    }
    return 0;
}

static uint32_t u32(const char *bytes, long size, uint64_t at)
{
    uint32_t value = 0;
    if (at + 4 <= (uint64_t)size) {
        memcpy(&value, bytes + at, 4);
    }
    return value;
}

static int expected_signal(const struct expectation *way)
{
    if (strncmp(way->status, "exit ", 5) != 0) {
        return atoi(way->status);
    }
    int code = atoi(way->status + 5);
    return code > 40 ? code - 40 : code == 7 ? 11 : 0; /* a child's death; a death that an earlier handler turned into 7 */
}

static void inspect_dump(const char *path, const struct expectation *way, struct outcome *outcome)
{
    long size = 0;
    char *bytes = read_all(path, &size);
    if (bytes == NULL || size < 32 || memcmp(bytes, "MDMP", 4) != 0) {
        free(bytes);
        return;
    }
    outcome->has_dump = 1;
    outcome->bytes += size;
    outcome->leaked |= contains(bytes, size, SECRET);
    uint32_t count = u32(bytes, size, 8), directory = u32(bytes, size, 12);
    for (uint32_t i = 0; i < count && i < 64; i++) {
        uint64_t entry = directory + 12ull * i, rva = u32(bytes, size, entry + 8);
        if (u32(bytes, size, entry) == 3) {
            outcome->threads = (int)u32(bytes, size, rva);
            for (int t = 0; t < outcome->threads; t++) {
                outcome->threads_without_stack += u32(bytes, size, rva + 4 + 48ull * (unsigned)t + 32) == 0;
            }
        } else if (u32(bytes, size, entry) == 6) {
            uint32_t code = u32(bytes, size, rva + 8);
            int wanted = expected_signal(way);
            outcome->signal_is_right = wanted == 0 ? code == 0xffffffffu : code == (uint32_t)wanted;
        }
    }
    free(bytes);
}

static void text_after(const char *json, const char *key, char *value, size_t capacity)
{
    const char *at = strstr(json, key);
    size_t used = 0;
    for (at = at == NULL ? "" : at + strlen(key); *at != 0 && *at != '"' && *at != ',' && used + 1 < capacity; at++) {
        value[used++] = *at;
    }
    value[used] = 0;
}

/* A program of type ET_EXEC is where its symbols say; others are moved. */
static int is_fixed(const char *program)
{
    unsigned char header[18] = {0};
    FILE *file = fopen(program, "rb");
    size_t got = file == NULL ? 0 : fread(header, 1, sizeof header, file);
    if (file != NULL) {
        fclose(file);
    }
    return got == sizeof header && header[16] == 2;
}

/* Symbolicates the program's own frames with addr2line. */
static int frames_contain(const char *json, const char *program, const char *function)
{
    char command[16384], line[512];
    const char *tool = getenv("ADDR2LINE"); /* of another CPU */
    int length = snprintf(command, sizeof command, "%s -f -i -C -e %s", tool != NULL ? tool : "addr2line", program);
    int fixed = is_fixed(program);
    for (const char *at = json; (at = strstr(at, "\"instruction_addr\":\"")) != NULL; at++) {
        uint64_t address = strtoull(at + 20, NULL, 16);
        const char *end = strchr(at, '}'), *image = strstr(at, "\"image_addr\":\"");
        if (image == NULL || end == NULL || image > end || length > (int)sizeof command - 64) {
            continue;
        }
        uint64_t base = strtoull(image + 14, NULL, 16);
        char package[512];
        text_after(image, "\"package\":\"", package, sizeof package);
        const char *name = strrchr(package, '/'), *own = strrchr(program, '/');
        if (name != NULL && own != NULL && strcmp(name, own) == 0) {
            length += snprintf(command + length, sizeof command - (size_t)length, " 0x%llx",
                (unsigned long long)(fixed ? address : address - base) - (strstr(at, "\"trust\":\"context\"") == NULL || strstr(at, "\"trust\":\"context\"") > end));
        }
    }
    FILE *lines = popen(command, "r");
    int found = 0;
    while (lines != NULL && fgets(line, sizeof line, lines) != NULL) {
        found |= strstr(line, function) != NULL;
    }
    if (lines != NULL) {
        pclose(lines);
    }
    return found;
}

static int walk_contains(const char *path, const char *inquest, const char *symbols, const char *function)
{
    char command[8192], line[512];
    snprintf(command, sizeof command, "%s stackwalk %s --symbols %s --brief 2>/dev/null", inquest, path, symbols);
    FILE *lines = popen(command, "r");
    int found = 0;
    while (lines != NULL && fgets(line, sizeof line, lines) != NULL) {
        const char *at = strchr(line, '!');
        found |= at != NULL && strstr(at, function) != NULL;
    }
    if (lines != NULL) {
        pclose(lines);
    }
    return found;
}

static void inspect_report(const char *folder, const char *name, const struct expectation *way, const char *program,
    const char *inquest, const char *symbols, struct outcome *outcome)
{
    char path[2048], dump[2048], number[32];
    long size = 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *json = read_all(path, &size);
    if (json == NULL) {
        return;
    }
    /* When there are several (a request or a child's death before the death), the one with the expected signal counts. */
    text_after(json, "\"signal\":", number, sizeof number);
    if (outcome->reports++ > 0 && atoi(number) != expected_signal(way)) {
        free(json);
        return;
    }
    outcome->has_dump = outcome->function_found = outcome->threads = outcome->threads_without_stack = 0;
    outcome->bytes = size;
    outcome->leaked |= contains(json, size, SECRET);
    text_after(json, "\"backend\":\"", outcome->backend, sizeof outcome->backend);
    text_after(json, "\"signal\":", number, sizeof number);
    outcome->signal_is_right = atoi(number) == expected_signal(way);
    snprintf(dump, sizeof dump, "%s/%.*s.dmp", folder, (int)(strlen(name) - strlen(".event.json")), name);
    inspect_dump(dump, way, outcome);
    if (outcome->has_dump) {
        outcome->function_unchecked = inquest == NULL || symbols == NULL;
        outcome->function_found = !outcome->function_unchecked && walk_contains(dump, inquest, symbols, way->function);
    } else if (strstr(json, "\"stacktrace\"") != NULL) {
        outcome->function_found = frames_contain(json, program, way->function);
    }
    free(json);
}

void inspect(const char *database, const struct expectation *way, const char *program, const char *inquest, const char *symbols,
    struct outcome *outcome)
{
    char folder[1024], path[1200];
    long size = 0;
    snprintf(folder, sizeof folder, "%s/pending", database);
    DIR *list = opendir(folder);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length > 4 && strcmp(entry->d_name + length - 4, ".tmp") == 0) {
            outcome->torn = 1;
        } else if (length > 11 && strcmp(entry->d_name + length - 11, ".event.json") == 0) {
            inspect_report(folder, entry->d_name, way, program, inquest, symbols, outcome);
        }
    }
    if (list != NULL) {
        closedir(list);
    }
    snprintf(path, sizeof path, "%s.stderr", database);
    char *errors = read_all(path, &size);
    outcome->said_on_stderr = errors != NULL && strstr(errors, "no report could be written") != NULL;
    free(errors);
}

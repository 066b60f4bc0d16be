/* Crashpad's info stream, which every reader of minidumps knows, with our annotations. */
#include "dump/facts.h"
#include "dump/minidump.h"

#define ANNOTATIONS_MAX (INQUEST_TAGS_MAX + 24)

static struct {
    uint32_t key;
    uint32_t value;
} annotations[ANNOTATIONS_MAX];
static uint32_t annotation_count;
static struct inquest__fact name, value;

static void annotate(struct inquest__dump *dump, const char *key, const char *text, size_t size)
{
    if (size == 0 || annotation_count == ANNOTATIONS_MAX) {
        return;
    }
    annotations[annotation_count].key = inquest__dump_utf8(dump, key, inquest__length(key));
    annotations[annotation_count].value = inquest__dump_utf8(dump, text, size);
    annotation_count++;
}

static void annotate_text(struct inquest__dump *dump, const char *key, const char *text)
{
    annotate(dump, key, text, inquest__length(text));
}

static void annotate_cell(struct inquest__dump *dump, const char *key, const struct inquest__text *cell)
{
    annotate(dump, key, value.text, inquest__fact_text(cell, &value));
}

void inquest__dump_annotations(struct inquest__dump *dump)
{
    struct inquest__out *out = dump->out;
    const struct inquest__client_info *client = &inquest__client;
    annotation_count = 0;
    annotate_cell(dump, "release", &client->release);
    annotate_cell(dump, "environment", &client->environment);
    annotate_cell(dump, "session", &client->session);
    annotate_text(dump, "kind", inquest__kind_name(dump->crash->kind));
    annotate_text(dump, "backend", "minidump");
    if (dump->crash->reason != NULL) {
        annotate_text(dump, "reason", dump->crash->reason);
    }
    if (dump->crash->signal_number != 0) {
        annotate_text(dump, "signal", inquest__signal_name(dump->crash->signal_number));
    }
    if (dump->subject_overflowed) {
        annotate_text(dump, "stack_overflow", "true");
    }
    annotate(dump, "abort_message", value.text, inquest__fact_abort_message(&value));
    annotate_cell(dump, "exception_type", &client->exception_type);
    annotate_cell(dump, "exception_text", &client->exception_text);
    for (uint32_t i = 0; i < INQUEST_TAGS_MAX; i++) {
        if (inquest__fact_pair(&client->tags[i], &name, &value) != 0) {
            annotate(dump, name.text, value.text, value.length);
        }
    }
    inquest__out_align(out, 4);
    uint32_t dictionary = inquest__dump_here(dump);
    inquest__out_u32(out, annotation_count);
    inquest__out_bytes(out, annotations, annotation_count * sizeof annotations[0]);
    uint32_t size = inquest__dump_here(dump) - dictionary;

    inquest__dump_begin(dump, INQUEST__STREAM_CRASHPAD);
    inquest__out_u32(out, 1);
    inquest__out_bytes(out, dump->crash->id, 16);
    inquest__out_zeros(out, 16); /* client id: we keep none */
    inquest__out_u32(out, size);
    inquest__out_u32(out, dictionary);
    inquest__out_zeros(out, 8 + 4 + 8); /* modules, reserved, address mask */
    inquest__dump_end(dump);
}

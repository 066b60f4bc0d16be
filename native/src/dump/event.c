#include "dump/event.h"

#include <sys/utsname.h>

#include "dump/facts.h"

static struct inquest__out output;
static struct inquest__fact name, value;
static struct inquest__breadcrumb crumb;

static void key(struct inquest__out *out, const char *text)
{
    inquest__out_text(out, ",");
    inquest__out_json(out, text, inquest__length(text));
    inquest__out_text(out, ":");
}

static void field(struct inquest__out *out, const char *label, const char *text, size_t size)
{
    if (size != 0) {
        key(out, label);
        inquest__out_json(out, text, size);
    }
}

static void field_text(struct inquest__out *out, const char *label, const char *text)
{
    if (text != NULL) {
        field(out, label, text, inquest__length(text));
    }
}

static void field_cell(struct inquest__out *out, const char *label, const struct inquest__text *cell)
{
    field(out, label, value.text, inquest__fact_text(cell, &value));
}

/* Objects begin with a member of their own, so that every other one can start with a comma. */
static void user(struct inquest__out *out, const struct inquest__client_info *client)
{
    static const char *const labels[] = {"id", "email", "username"};
    const struct inquest__text *cells[] = {&client->user_id, &client->user_email, &client->user_name};
    int any = 0;
    for (size_t i = 0; i < 3; i++) {
        size_t size = inquest__fact_text(cells[i], &value);
        if (size == 0) {
            continue;
        }
        inquest__out_text(out, any ? "," : ",\"user\":{");
        inquest__out_json(out, labels[i], inquest__length(labels[i]));
        inquest__out_text(out, ":");
        inquest__out_json(out, value.text, size);
        any = 1;
    }
    inquest__out_text(out, any ? "}" : "");
}

static void tags(struct inquest__out *out, const struct inquest__client_info *client)
{
    int any = 0;
    for (uint32_t i = 0; i < INQUEST_TAGS_MAX; i++) {
        if (inquest__fact_pair(&client->tags[i], &name, &value) == 0) {
            continue;
        }
        inquest__out_text(out, any ? "," : ",\"tags\":{");
        inquest__out_json(out, name.text, name.length);
        inquest__out_text(out, ":");
        inquest__out_json(out, value.text, value.length);
        any = 1;
    }
    inquest__out_text(out, any ? "}" : "");
}

static void breadcrumbs(struct inquest__out *out)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    int any = 0;
    for (uint64_t back = INQUEST_BREADCRUMBS_MAX; back-- > 0;) {
        if (!inquest__fact_breadcrumb(back, &crumb)) {
            continue;
        }
        inquest__out_text(out, any ? ",{\"timestamp\":\"" : ",\"breadcrumbs\":{\"values\":[{\"timestamp\":\"");
        inquest__out_time(out, crumb.time_ns);
        inquest__out_text(out, "\"");
        field_text(out, "level", levels[crumb.level & 3]);
        field(out, "category", crumb.category, crumb.category_length);
        field(out, "message", crumb.message, crumb.message_length);
        inquest__out_text(out, "}");
        any = 1;
    }
    inquest__out_text(out, any ? "]}" : "");
}

static void machine(struct inquest__out *out)
{
    static struct utsname names;
    if (inquest__call(SYS_uname, (long)&names, 0, 0, 0) != 0) {
        return;
    }
    inquest__out_text(out, ",\"os\":{\"type\":\"os\"");
    field_text(out, "name", names.sysname);
    field_text(out, "version", names.release);
    field_text(out, "build", names.version);
    inquest__out_text(out, "},\"device\":{\"type\":\"device\"");
    field_text(out, "arch", names.machine);
    inquest__out_text(out, "}");
}

/* What the sender and a curious person need to know about the report itself. */
static void own_context(struct inquest__out *out, const struct inquest__crash *crash, int has_dump)
{
    inquest__out_text(out, "\"inquest\":{\"type\":\"inquest\"");
    field_text(out, "kind", inquest__kind_name(crash->kind));
    field_text(out, "backend", inquest__backend_name(crash->wrote));
    field_text(out, "requested_backend", inquest__backend_name((enum inquest_backend)inquest__state.requested_backend));
    field_text(out, "reason", crash->reason);
    if (has_dump) {
        inquest__out_text(out, ",\"dump\":\"");
        inquest__out_text(out, crash->id_text);
        inquest__out_text(out, ".dmp\"");
    }
    if (crash->signal_number != 0) {
        key(out, "signal");
        inquest__out_decimal(out, crash->signal_number);
        field_text(out, "signal_name", inquest__signal_name(crash->signal_number));
        key(out, "signal_code");
        inquest__out_decimal(out, crash->code);
        field_text(out, "signal_code_name", inquest__signal_code_name(crash->signal_number, crash->code));
        key(out, "address");
        inquest__out_text(out, "\"");
        inquest__out_hex(out, crash->address);
        inquest__out_text(out, "\"");
    }
    key(out, "pid");
    inquest__out_decimal(out, crash->pid);
    key(out, "thread_id");
    inquest__out_decimal(out, crash->subject_tid);
    field(out, "abort_message", value.text, inquest__fact_abort_message(&value));
    field_cell(out, "exception_type", &inquest__client.exception_type);
    field_cell(out, "exception_text", &inquest__client.exception_text);
    field_cell(out, "session", &inquest__client.session);
    field_cell(out, "dsn", &inquest__client.dsn);
    key(out, "breadcrumbs_dropped");
    inquest__out_decimal(out, (int64_t)atomic_load(&inquest__client.breadcrumbs_dropped));
    int any = 0;
    for (uint32_t i = 0; i < INQUEST_ATTACHMENTS_MAX; i++) {
        size_t size = inquest__fact_path(&inquest__client.attachments[i], &value);
        if (size != 0) {
            inquest__out_text(out, any ? "," : ",\"attachments\":[");
            inquest__out_json(out, value.text, size);
            any = 1;
        }
    }
    inquest__out_text(out, any ? "]" : "");
    key(out, "soft_errors");
    inquest__out_notes(out);
    inquest__out_text(out, "}");
}

int inquest__event_write(const struct inquest__crash *crash, int fd, uint32_t frame_count, int has_dump)
{
    struct inquest__out *out = &output;
    inquest__out_open(out, fd);
    inquest__out_text(out, "{\"event_id\":\"");
    inquest__out_hex_bytes(out, crash->id, sizeof crash->id);
    inquest__out_text(out, "\",\"timestamp\":\"");
    inquest__out_time(out, crash->time_ns);
    inquest__out_text(out, "\",\"platform\":\"native\"");
    field_text(out, "level", crash->kind == INQUEST__KIND_CRASH ? "fatal" : crash->kind == INQUEST__KIND_HANG ? "error" : "info");
    inquest__out_text(out, ",\"sdk\":{\"name\":\"inquest.native\",\"version\":\"" INQUEST_VERSION "\"}");
    field_cell(out, "release", &inquest__client.release);
    field_cell(out, "environment", &inquest__client.environment);
    user(out, &inquest__client);
    tags(out, &inquest__client);
    breadcrumbs(out);
    inquest__out_text(out, ",\"contexts\":{");
    own_context(out, crash, has_dump);
    machine(out);
    inquest__out_text(out, "}");
    if (frame_count != 0) {
        inquest__event_exception(out, crash, frame_count);
        inquest__event_images(out);
    }
    inquest__out_text(out, "}\n");
    inquest__out_flush(out);
    return out->error;
}

#include "dump/event.h"
#include "dump/facts.h"
#include "dump/memory.h"
#include "unwind/unwind.h"

static struct inquest__fact value;

static void quoted_hex(struct inquest__out *out, uint64_t number)
{
    inquest__out_text(out, "\"");
    inquest__out_hex(out, number);
    inquest__out_text(out, "\"");
}

static void frames(struct inquest__out *out, uint32_t count)
{
    static const char *const trusts[] = {"context", "cfi", "fp", "scan"};
    inquest__out_text(out, "\"stacktrace\":{\"frames\":[");
    /* Outermost first, as the protocol wants it. */
    for (uint32_t i = count; i-- > 0;) {
        const struct inquest__frame *frame = inquest__walk_frame(i);
        const struct inquest__module *module = inquest__module_of(frame->ip);
        inquest__out_text(out, "{\"instruction_addr\":");
        quoted_hex(out, frame->ip);
        inquest__out_text(out, ",\"trust\":\"");
        inquest__out_text(out, trusts[frame->trust]);
        inquest__out_text(out, "\"");
        if (module != NULL) {
            inquest__out_text(out, ",\"image_addr\":");
            quoted_hex(out, module->start);
            inquest__out_text(out, ",\"package\":");
            inquest__out_json(out, module->name, inquest__length(module->name));
        }
        inquest__out_text(out, i == 0 ? "}" : "},");
    }
    inquest__out_text(out, "]}");
}

/* "SEGV_MAPERR at 0x10", the abort message, or the exception's text: what a person reads first. */
static void describe(struct inquest__out *out, const struct inquest__crash *crash)
{
    size_t size = inquest__fact_text(&inquest__client.exception_text, &value);
    if (size == 0) {
        size = inquest__fact_abort_message(&value);
    }
    if (size == 0) {
        const char *code = inquest__signal_code_name(crash->signal_number, crash->code);
        value.text[0] = 0;
        inquest__append(value.text, sizeof value.text, crash->reason != NULL ? crash->reason : code != NULL ? code : "");
        if (crash->kind == INQUEST__KIND_CRASH && crash->code > 0) {
            inquest__append(value.text, sizeof value.text, " at ");
            inquest__append_hex(value.text, sizeof value.text, crash->address);
        }
        size = inquest__length(value.text);
    }
    inquest__out_json(out, value.text, size);
}

void inquest__event_exception(struct inquest__out *out, const struct inquest__crash *crash, uint32_t frame_count)
{
    inquest__out_text(out, ",\"exception\":{\"values\":[{\"type\":");
    size_t size = inquest__fact_text(&inquest__client.exception_type, &value);
    if (size != 0) {
        inquest__out_json(out, value.text, size);
    } else {
        const char *type = crash->kind == INQUEST__KIND_CRASH ? inquest__signal_name(crash->signal_number)
            : crash->kind == INQUEST__KIND_HANG ? "ApplicationNotResponding" : "DumpRequested";
        inquest__out_json(out, type, inquest__length(type));
    }
    inquest__out_text(out, ",\"value\":");
    describe(out, crash);
    inquest__out_text(out, ",\"thread_id\":");
    inquest__out_decimal(out, crash->subject_tid);
    if (crash->kind == INQUEST__KIND_CRASH) {
        inquest__out_text(out, ",\"mechanism\":{\"type\":\"signalhandler\",\"handled\":false,\"synthetic\":true,\"meta\":{\"signal\":{\"number\":");
        inquest__out_decimal(out, crash->signal_number);
        inquest__out_text(out, ",\"code\":");
        inquest__out_decimal(out, crash->code);
        inquest__out_text(out, ",\"name\":\"");
        inquest__out_text(out, inquest__signal_name(crash->signal_number));
        inquest__out_text(out, "\"}}},");
    } else {
        inquest__out_text(out, ",\"mechanism\":{\"type\":\"");
        inquest__out_text(out, crash->kind == INQUEST__KIND_HANG ? "AppHang" : "request");
        inquest__out_text(out, "\",\"handled\":true,\"synthetic\":true},");
    }
    frames(out, frame_count);
    inquest__out_text(out, "}]}");
}

/* The build id's first 16 bytes as a GUID whose first three groups are little-endian numbers. */
static void debug_id(struct inquest__out *out, const struct inquest__module *module)
{
    static const unsigned char order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    for (uint32_t i = 0; i < 16; i++) {
        unsigned char byte = order[i] < module->build_id_size ? module->build_id[order[i]] : 0;
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            inquest__out_text(out, "-");
        }
        inquest__out_hex_bytes(out, &byte, 1);
    }
}

void inquest__event_images(struct inquest__out *out)
{
    inquest__out_text(out, ",\"debug_meta\":{\"images\":[");
    for (uint32_t i = 0; i < inquest__module_count(); i++) {
        const struct inquest__module *module = inquest__module_at(i);
        inquest__out_text(out, i == 0 ? "{\"type\":\"elf\",\"code_file\":" : ",{\"type\":\"elf\",\"code_file\":");
        inquest__out_json(out, module->name, inquest__length(module->name));
        if (module->build_id_size != 0) {
            inquest__out_text(out, ",\"code_id\":\"");
            inquest__out_hex_bytes(out, module->build_id, module->build_id_size);
            inquest__out_text(out, "\",\"debug_id\":\"");
            debug_id(out, module);
            inquest__out_text(out, "\"");
        }
        inquest__out_text(out, ",\"image_addr\":");
        quoted_hex(out, module->start);
        inquest__out_text(out, ",\"image_size\":");
        inquest__out_decimal(out, (int64_t)module->size);
        inquest__out_text(out, "}");
    }
    inquest__out_text(out, "]}");
}

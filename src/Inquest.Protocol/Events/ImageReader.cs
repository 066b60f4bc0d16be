using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary><c>debug_meta.images</c> → modules, in the client's order, since frames refer to them by index.</summary>
static class ImageReader
{
    public static List<ReportModule> Read(JsonElement debugMeta, EventDraft draft)
    {
        var images = debugMeta.Get("images"u8);
        var modules = new List<ReportModule>();
        if (!images.IsArray())
        {
            return modules;
        }

        foreach (var image in images.EnumerateArray())
        {
            if (modules.Count == draft.Limits.MaxModules)
            {
                draft.AddCut("modules", modules.Count, images.GetArrayLength());
                break;
            }

            // An entry that is no object still takes its index.
            modules.Add(image.IsObject() ? One(image, draft) : new ReportModule());
        }

        return modules;
    }

    static ReportModule One(JsonElement image, EventDraft draft)
    {
        var debugFile = draft.Name(image.Get("debug_file"u8));
        var start = image.Get("image_addr"u8).Address() ?? 0;
        var size = image.Get("image_size"u8).Address() ?? 0;
        return new ReportModule
        {
            Base = start,
            Size = size <= ulong.MaxValue - start ? size : 0,
            CodeFile = draft.Name(image.Get("code_file"u8)) ?? draft.Name(image.Get("name"u8)) ?? debugFile ?? "",
            CodeId = DebugIds.CodeId(image.Get("code_id"u8).Text(200)),
            DebugFile = debugFile,
            DebugId = DebugIds.Breakpad(image.Get("debug_id"u8).Text(200) ?? image.Get("uuid"u8).Text(200)),
            Format = image.Get("type"u8).Text(32) is { } type ? type == "apple" ? "macho" : type : null,
        };
    }
}

using System.Text;
using System.Text.Json;
using Inquest.Protocol.Compression;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Unreal;

/// <summary>A crash as Unreal's crash reporter sends it (§7.6) → the same form that a minidump upload is taken apart into.</summary>
public static class UnrealReader
{
    const string ContextName = "CrashContext.runtime-xml";

    /// <summary>Reads the body as sent.</summary>
    /// <param name="userId">The query's <c>UserID</c>: login, Epic account and machine, with bars between them.</param>
    public static FormError Read(ReadOnlyMemory<byte> body, string? userId, ProtocolLimits limits, out MinidumpForm form)
    {
        form = new MinidumpForm();
        if (body.IsEmpty)
        {
            return FormError.Empty;
        }

        // A proxy that inflates what it can leaves the container bare.
        var inflated = body;
        var status = ContentDecoder.IsZlib(body.Span) ? ContentDecoder.Decode(body, "deflate", limits, out inflated) : DecodeStatus.Ok;
        if (status != DecodeStatus.Ok)
        {
            return status == DecodeStatus.TooLarge ? FormError.TooLarge : FormError.InvalidCompression;
        }

        if (!UnrealArchive.TryRead(inflated, limits, out var files, out var isWhole))
        {
            return FormError.InvalidContainer;
        }

        var dump = files.Find(file => MinidumpFormReader.IsDump(file.Content.Span));
        var context = files.Find(file => file.Name.EndsWith(ContextName, StringComparison.OrdinalIgnoreCase));
        if (dump is null && context is null)
        {
            return FormError.MissingMinidump;
        }

        var properties = context is null ? [] : CrashContext.Read(context.Content.Span, limits);
        form = new MinidumpForm
        {
            Dump = dump?.Content ?? default,
            DumpFileName = dump?.FileName,
            Attachments = [.. files.Where(file => file != dump)],
            EventJson = Event(properties, userId, dump is not null, limits),
            Product = Value(properties, "GameName"),
            Comments = Value(properties, "UserDescription"),
            Findings = isWhole ? [] : [new ReportFinding("unreal-cut", "The upload ends before its last file; what precedes the end was kept.")],
        };
        return FormError.None;
    }

    static byte[] Event(Dictionary<string, string> properties, string? userId, bool hasDump, ProtocolLimits limits)
    {
        var made = UnrealEvent.Write(properties, userId, hasDump);
        // Games built with the Sentry plug-in put an event's fields in as JSON; they know better.
        if (Value(properties, "__sentry") is not { } sentry)
        {
            return made;
        }

        using var own = LenientJson.Parse(Encoding.UTF8.GetBytes(sentry), limits);
        using var document = JsonDocument.Parse(made);
        return own is not null && own.RootElement.IsObject() ? JsonMerge.Merge([own.RootElement, document.RootElement]) : made;
    }

    static string? Value(Dictionary<string, string> properties, string name) => properties.GetValueOrDefault(name);
}

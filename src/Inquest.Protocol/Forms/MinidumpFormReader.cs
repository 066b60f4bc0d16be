using System.Text;
using Inquest.Protocol.Compression;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Forms;

/// <summary>Minidump uploads (§7.1–7.5): a bare dump, or a form with the dump, annotations and files.</summary>
public static class MinidumpFormReader
{
    const string DumpField = "upload_file_minidump";

    /// <summary>Reads a decompressed body.</summary>
    /// <param name="contentType">The header's value; senders lie, so that the body's own look counts as well.</param>
    public static FormError Read(ReadOnlyMemory<byte> body, string? contentType, ProtocolLimits limits, out MinidumpForm form)
    {
        form = new MinidumpForm();
        if (body.IsEmpty)
        {
            return FormError.Empty;
        }

        var draft = new FormDraft(limits);
        if (IsDump(body.Span) || IsRaw(contentType))
        {
            draft.Dump = new FormFile(DumpField, null, contentType, body);
        }
        else
        {
            var boundary = MultipartReader.FindBoundary(contentType, body.Span);
            var error = boundary is null ? FormError.NoBoundary : ReadParts(body, boundary, limits, draft);
            if (error != FormError.None)
            {
                return error;
            }
        }

        return Finish(draft, limits, out form);
    }

    /// <summary>The Socorro way (§7.5): annotations are fields, or one JSON object in the part <c>extra</c>, and not both.</summary>
    public static FormError ReadSocorro(ReadOnlyMemory<byte> body, string? contentType, ProtocolLimits limits, out MinidumpForm form)
    {
        var error = Read(body, contentType, limits, out form);
        if (!form.Fields.TryGetValue("extra", out var extra) || error is not (FormError.None or FormError.MissingMinidump))
        {
            return error;
        }

        if (form.Fields.Count > 1)
        {
            return FormError.MixedAnnotations;
        }

        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(extra), limits);
        if (document is null || !document.RootElement.IsObject())
        {
            return FormError.BadExtra;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject().Take(limits.MaxAnnotations))
        {
            // Newer Firefoxes put objects such as TelemetryEnvironment in as they are.
            fields[property.Name] = property.Value.Text(limits.MaxFormFieldBytes) ?? property.Value.GetRawText();
        }

        var draft = new FormDraft(limits) { Attachments = [.. form.Attachments], ExtraDumps = [.. form.ExtraDumps], Findings = [.. form.Findings] };
        foreach (var (name, value) in fields)
        {
            draft.AddField(name, value);
        }

        form = draft.ToForm() with { Dump = form.Dump, DumpFileName = form.DumpFileName };
        return error;
    }

    /// <summary>The signature of a minidump of either byte order.</summary>
    public static bool IsDump(ReadOnlySpan<byte> bytes) => bytes.StartsWith("MDMP"u8) || bytes.StartsWith("PMDM"u8);

    static bool IsRaw(string? contentType)
    {
        var type = (contentType ?? "").AsSpan();
        type = type[..(type.IndexOf(';') is var end and >= 0 ? end : type.Length)].Trim();
        return type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/x-dmp", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/x-minidump", StringComparison.OrdinalIgnoreCase);
    }

    static FormError ReadParts(ReadOnlyMemory<byte> body, string boundary, ProtocolLimits limits, FormDraft draft, bool nested = false)
    {
        var parts = new List<MultipartPart>();
        if (!MultipartReader.TryRead(body, boundary, limits, parts))
        {
            return FormError.TooManyParts;
        }

        foreach (var part in parts)
        {
            // Old Electron on Linux puts a whole multipart document into the file part.
            if (part.Name == DumpField && !nested && !IsDump(part.Content.Span) && MultipartReader.Sniff(part.Content.Span) is { } inner)
            {
                var error = ReadParts(part.Content, inner, limits, draft, nested: true);
                if (error != FormError.None)
                {
                    return error;
                }
            }
            else
            {
                Sort(part, limits, draft);
            }
        }

        return FormError.None;
    }

    static void Sort(in MultipartPart part, ProtocolLimits limits, FormDraft draft)
    {
        var file = new FormFile(part.Name, part.FileName, part.ContentType, part.Content);
        var special = part.FileName is null ? part.Name : Path.GetFileName(part.FileName.Replace('\\', '/'));
        if (part.Name == DumpField)
        {
            draft.Dump ??= file;
        }
        else if (part.Name.StartsWith(DumpField + "_", StringComparison.Ordinal))
        {
            draft.ExtraDumps.Add(file);
        }
        else if (part.Name == "__sentry-event" || special == "__sentry-event")
        {
            draft.MsgPackEvent = part.Content;
        }
        else if (IsBreadcrumbs(part.Name) || IsBreadcrumbs(special))
        {
            draft.BreadcrumbStreams.Add(part.Content);
        }
        else if (part.FileName is not null)
        {
            draft.Attachments.Add(file);
        }
        else if (part.Content.Length > limits.MaxFormFieldBytes)
        {
            draft.Add("form-field-too-large", $"The field {JsonShapes.Cut(part.Name, 100)} has {part.Content.Length} bytes and was kept as a file.");
            draft.Attachments.Add(file);
        }
        else
        {
            draft.AddField(part.Name, Encoding.UTF8.GetString(part.Content.Span));
        }
    }

    static bool IsBreadcrumbs(string name) => name is "__sentry-breadcrumb1" or "__sentry-breadcrumb2";

    static FormError Finish(FormDraft draft, ProtocolLimits limits, out MinidumpForm form)
    {
        form = draft.ToForm();
        if (draft.Dump is not { } dump)
        {
            return FormError.MissingMinidump;
        }

        var status = PackedFile.Unpack(dump.Content, limits, out var content);
        if (status != DecodeStatus.Ok)
        {
            return status == DecodeStatus.TooLarge ? FormError.TooLarge : FormError.InvalidCompression;
        }

        form = form with { Dump = content, DumpFileName = PackedFile.StripSuffix(dump.FileName) };
        return IsDump(content.Span) ? FormError.None : FormError.InvalidMinidump;
    }
}

using System.Text.Json;
using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Processing;

/// <summary>What the writer of a dump could not do, as it says itself (minidump-writer's soft errors).</summary>
static class SoftErrors
{
    // Nested error kinds; the deepest seen is 6.
    static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static IEnumerable<ReportFinding> Read(MinidumpFile dump)
    {
        if (string.IsNullOrWhiteSpace(dump.Mozilla.SoftErrorsJson))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(dump.Mozilla.SoftErrorsJson, Options);
            var names = Names(document.RootElement);
            return names.Count == 0
                ? []
                : [new ReportFinding("writer-soft-errors", $"The dump's writer could not do everything: {string.Join(", ", names)}.")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter from lone surrogates
        {
            return [new ReportFinding("soft-errors-unreadable", "The dump's writer left a list of errors that is not JSON.")];
        }
    }

    static List<string> Names(JsonElement errors)
    {
        var names = new List<string>();
        if (errors.ValueKind != JsonValueKind.Array)
        {
            return names;
        }

        foreach (var error in errors.EnumerateArray())
        {
            if (error.ValueKind == JsonValueKind.Object)
            {
                names.AddRange(error.EnumerateObject().Select(static property => property.Name));
            }
            else if (error.ValueKind == JsonValueKind.String)
            {
                names.Add(error.GetString()!);
            }
        }

        return names;
    }
}

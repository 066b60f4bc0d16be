using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Events;

/// <summary>Names that end up in addresses and files of other tools: release and environment.</summary>
static class Names
{
    public static string? Release(JsonElement element, EventDraft draft) =>
        Clean(element.Text(4_096), "release", draft.Limits.MaxReleaseLength, "\n\r\t/\\", draft);

    /// <summary>JavaScript SDKs send <c>production</c> by themselves; an empty one stays unknown.</summary>
    public static string? Environment(JsonElement element, EventDraft draft) =>
        Clean(element.Text(4_096), "environment", draft.Limits.MaxEnvironmentLength, "\n\r\t/", draft);

    static string? Clean(string? text, string what, int longest, string forbidden, EventDraft draft)
    {
        var name = text?.Trim();
        if (string.IsNullOrEmpty(name) || name is "." or "..")
        {
            return null;
        }

        var clean = name.Length > longest ? name[..longest] : name;
        // Losing the name would lose the report's place in history, so that only the bad characters go.
        clean = clean.AsSpan().IndexOfAny(forbidden) < 0 ? clean
            : string.Create(clean.Length, (clean, forbidden), static (span, state) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = state.forbidden.Contains(state.clean[i], StringComparison.Ordinal) ? '_' : state.clean[i];
                }
            });
        if (clean != name)
        {
            draft.Add(what + "-repaired", $"The {what} has characters or a length that are not allowed.");
        }

        return clean;
    }
}

namespace Inquest.Protocol.Forms;

/// <summary>Bodies that Socorro-style senders expect, always <c>text/plain</c> (§7.5).</summary>
public static class SocorroAnswer
{
    /// <summary>Status 200.</summary>
    public static string Accepted(string eventId) => $"CrashID=bp-{EventId.Hyphenated(eventId)}\n";

    /// <summary>Status 200: taken and dropped on purpose.</summary>
    public static string Discarded(string rule) => $"Discarded={rule}";

    /// <summary>Status 400.</summary>
    public static string Malformed(FormError error) => "Discarded=malformed_" + error switch
    {
        FormError.Empty => "no_payload",
        FormError.NoBoundary => "no_boundary",
        FormError.TooManyParts => "too_many_parts",
        FormError.MissingMinidump => "no_minidump",
        FormError.InvalidMinidump => "bad_minidump",
        FormError.TooLarge => "too_large",
        FormError.InvalidCompression => "bad_compression",
        FormError.MixedAnnotations => "has_json_and_kv",
        FormError.BadExtra => "bad_json",
        _ => "unknown",
    };
}

namespace Inquest.Storage.Decisions;

/// <summary>One fingerprint of an issue: the mechanism's version and its key.</summary>
public sealed record FingerprintId(int Version, string Key)
{
    public override string ToString() => $"{Version}:{Key}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static FingerprintId? Parse(string? text) =>
        text?.IndexOf(':', StringComparison.Ordinal) is { } colon and > 0
        && int.TryParse(text.AsSpan(0, colon), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? new(version, text[(colon + 1)..])
            : null;
}

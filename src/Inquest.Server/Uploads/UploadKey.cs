using System.Globalization;

namespace Inquest.Server.Uploads;

/// <summary>The name of one object: whose it is and which crash. <c>12.3.9f2c…</c>, so that no path can be in it.</summary>
/// <param name="CrashId">32 lower-case hex digits.</param>
readonly record struct UploadKey(long ProjectId, long KeyId, string CrashId)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProjectId}.{KeyId}.{CrashId}");

    /// <summary>Only the one spelling that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out UploadKey key)
    {
        key = default;
        if (text is null || text.Length > 80)
        {
            return false;
        }

        var parts = text.Split('.');
        if (parts.Length != 3 || !TryNumber(parts[0], out var project) || !TryNumber(parts[1], out var keyId) || Protocol.EventId.Normalise(parts[2]) is not { } id)
        {
            return false;
        }

        key = new UploadKey(project, keyId, id);
        return key.ToString() == text;
    }

    static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

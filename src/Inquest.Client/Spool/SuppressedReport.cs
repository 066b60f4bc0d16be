using System.Globalization;
using System.Text;

namespace Inquest.Client.Spool;

/// <summary>A report that was not sent because the same crash was sent often enough: what is left of it.</summary>
/// <param name="UserHash">64 hex digits, or null.</param>
public sealed record SuppressedReport(
    string Id, string Fingerprint, string? Release, string? Platform, string? UserHash, DateTimeOffset CrashedAt)
{
    const string Version = "copy 1";

    /// <summary>One line a field; lines of their own keep what the fields hold readable.</summary>
    internal byte[] Write() => Encoding.UTF8.GetBytes(string.Join(
        '\n', Version, Fingerprint, OneLine(Release), OneLine(Platform), UserHash, CrashedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

    /// <returns>Null when the file says no more than its name.</returns>
    internal static SuppressedReport? Read(FileInfo file)
    {
        const int longest = 4096;
        if (file.Length is 0 or > longest)
        {
            return null;
        }

        var lines = File.ReadAllText(file.FullName).Split('\n');
        return lines is [Version, { Length: > 0 } fingerprint, var release, var platform, var user, var time]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_799_999
            ? new SuppressedReport(
                Path.GetFileNameWithoutExtension(file.Name), fingerprint, NullIfEmpty(release), NullIfEmpty(platform), NullIfEmpty(user), DateTimeOffset.FromUnixTimeMilliseconds(at))
            : null;
    }

    static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    static string? OneLine(string? text) => text?.ReplaceLineEndings(" ");
}

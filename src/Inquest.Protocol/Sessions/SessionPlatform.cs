using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Sessions;

/// <summary>Where a session ran, as far as its attributes say. Null is unknown.</summary>
/// <remarks>
/// <c>os</c>, <c>os_version</c>, <c>device</c>, <c>build</c> and <c>country</c> are attributes of Inquest's own beacon. A browser's
/// <c>user_agent</c> names the system's family and nothing that can be relied on beyond it.
/// </remarks>
public sealed record SessionPlatform(string? Os, string? OsVersion, string? Device, string? Build, string? Country)
{
    static readonly (string Mark, string Os)[] Marks =
    [
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static SessionPlatform Unknown { get; } = new(null, null, null, null, null);

    internal static SessionPlatform Read(JsonElement attributes, ProtocolLimits limits)
    {
        var longest = limits.MaxTagLength;
        var os = attributes.Get("os"u8).Text(longest);
        var read = new SessionPlatform(
            os ?? OsOf(attributes.Get("user_agent"u8).Text(1024)), os is null ? null : attributes.Get("os_version"u8).Text(longest),
            attributes.Get("device"u8).Text(longest), attributes.Get("build"u8).Text(longest), CountryOf(attributes.Get("country"u8).Text(longest)));
        return read == Unknown ? Unknown : read;
    }

    static string? OsOf(string? agent)
    {
        foreach (var (mark, os) in Marks)
        {
            if (agent?.Contains(mark, StringComparison.Ordinal) == true)
            {
                return os;
            }
        }

        return null;
    }

    // ISO 3166: two letters. Anything else would be as many segments as clients can think of.
    static string? CountryOf(string? text) =>
        text is { Length: 2 } && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) ? text.ToUpperInvariant() : null;
}

using System.Text;

namespace Inquest.Symbols.Sources;

/// <summary>A server of symbols as an operator writes it: <c>debuginfod+https://host/path</c>; without a kind, Breakpad's layout is meant.</summary>
/// <param name="Kind">What it understands.</param>
/// <param name="Root">Where paths are appended; ends with a slash and has no credentials.</param>
/// <param name="Credentials">Value of a basic Authorization header out of <c>https://name:password@host/</c>, or null.</param>
/// <param name="IsSigned">An S3 bucket whose requests are signed with the keys of the environment.</param>
public sealed record UpstreamAddress(UpstreamKind Kind, Uri Root, string? Credentials, bool IsSigned)
{
    /// <summary>Microsoft's public server, for those who write <c>microsoft</c>.</summary>
    const string Microsoft = "symsrv+https://msdl.microsoft.com/download/symbols";

    /// <summary>True for what is a server and not a folder.</summary>
    public static bool IsServer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text == "microsoft" || text.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>Null, with the reason, when it cannot be understood.</summary>
    public static UpstreamAddress? TryParse(string text, out string reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        reason = "";
        var full = text == "microsoft" ? Microsoft : text;
        var plus = full.IndexOf('+', StringComparison.Ordinal);
        var scheme = full.IndexOf("://", StringComparison.Ordinal);
        var word = plus >= 0 && plus < scheme ? full[..plus] : "breakpad";
        UpstreamKind? kind = word switch
        {
            "breakpad" => UpstreamKind.Breakpad,
            "debuginfod" => UpstreamKind.Debuginfod,
            "symsrv" or "ssqp" => UpstreamKind.SymbolServer,
            "unified" => UpstreamKind.Unified,
            "folder" or "s3" => UpstreamKind.Folder,
            _ => null,
        };
        if (kind is null)
        {
            reason = $"“{word}” is no kind of symbol server: breakpad, debuginfod, symsrv, unified, folder and s3 are.";
            return null;
        }

        if (!Uri.TryCreate(plus >= 0 && plus < scheme ? full[(plus + 1)..] : full, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            reason = "An address begins with http:// or https://, perhaps after a kind and a plus.";
            return null;
        }

        var credentials = address.UserInfo.Length > 0
            ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)))
            : null;
        var root = new UriBuilder(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/").Uri;
        return new UpstreamAddress(kind.Value, root, credentials, word == "s3");
    }
}

using System.Text.RegularExpressions;

namespace Inquest.Server.Symbols;

/// <summary>What the last request of sym-upload-v2 says of its file. The body looks like JSON and is none: its names have no quotes.</summary>
/// <remarks><c>{ symbol_id: {debug_file: "app.pdb", debug_id: "0123…"}, symbol_upload_type: "BREAKPAD" }</c>, and on Windows
/// <c>metadata: {product_name: "…", version: "…"}</c>.</remarks>
sealed partial record UploadCompletion(string? DebugFile, string? DebugId, string? Version)
{
    public static UploadCompletion Read(string body)
    {
        string? file = null, id = null, version = null;
        foreach (Match match in Pair().Matches(body))
        {
            var value = match.Groups["value"].Value;
            switch (match.Groups["name"].Value)
            {
                case "debug_file":
                    file = value;
                    break;
                case "debug_id":
                    id = value;
                    break;
                case "version" or "product_version":
                    version = value;
                    break;
                default:
                    break;
            }
        }

        return new UploadCompletion(file, id, version);
    }

    [GeneratedRegex("(?<name>[a-z_]+)\"?\\s*:\\s*\"(?<value>[^\"]{0,1000})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Inquest.Server.Uploads;

/// <summary>What clients say, cut and checked.</summary>
static class UploadText
{
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    static readonly SearchValues<char> LowerHexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>64 hex digits in lower case, or null.</summary>
    public static string? Hash(string? text) =>
        text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(HexDigits) ? text.ToLowerInvariant() : null;

    public static string? Short(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= UploadLimits.TextMax ? text : text[..UploadLimits.TextMax];

    /// <summary>A hint of any length → a short key; a key that is short hex already stays.</summary>
    public static string? Fingerprint(JsonElement? hint)
    {
        var text = hint switch
        {
            { ValueKind: JsonValueKind.String } one => one.GetString(),
            { ValueKind: JsonValueKind.Array } list => string.Join('\n', list.EnumerateArray().Select(part => part.ToString())),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null
            : text.Length <= 64 && !text.AsSpan().ContainsAnyExcept(LowerHexDigits) ? text
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    /// <summary>The id of the n-th of crashes that were counted together; the first keeps its own.</summary>
    public static string CopyId(string first, int index)
    {
        if (index == 0)
        {
            return first;
        }

        Span<byte> text = stackalloc byte[36];
        Convert.FromHexString(first, text, out _, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(text[16..], index);
        return Convert.ToHexStringLower(SHA256.HashData(text[..20]).AsSpan(0, 16));
    }
}

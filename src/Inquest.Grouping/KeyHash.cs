using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Inquest.Grouping;

/// <summary>Parts → key: SHA-256 over the parts with their lengths, cut to 128 bits. Never changes; versions differ by their first line.</summary>
struct KeyHash
{
    const int SmallText = 1024;
    byte[] _text;
    int _length;

    public KeyHash(int version)
    {
        _text = new byte[SmallText];
        _length = 0;
        Append("inquest-fingerprint-");
        AppendNumber(version);
        Append("\n");
    }

    /// <summary>Lengths keep ("ab", "c") apart from ("a", "bc").</summary>
    public void Add(string prefix, string part)
    {
        AppendNumber(Encoding.UTF8.GetByteCount(prefix) + Encoding.UTF8.GetByteCount(part));
        Append(":");
        Append(prefix);
        Append(part);
    }

    public readonly string ToKey()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_text.AsSpan(0, _length), digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    void AppendNumber(int number)
    {
        Span<char> digits = stackalloc char[11];
        number.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
        Append(digits[..written]);
    }

    void Append(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_length + most > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + most));
        }

        _length += Encoding.UTF8.GetBytes(text, _text.AsSpan(_length));
    }
}

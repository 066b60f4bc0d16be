using System.Text;

namespace Inquest.Protocol.Forms;

/// <summary>Parameters of a header's value: <c>form-data; name="a"; filename="b;c.dmp"</c>.</summary>
static class HeaderParameter
{
    /// <summary>The parameter's value without quotes, or null.</summary>
    public static string? Find(string header, string name)
    {
        var position = header.IndexOf(';', StringComparison.Ordinal);
        while (position >= 0 && position < header.Length)
        {
            position++;
            var equals = header.IndexOf('=', position);
            if (equals < 0)
            {
                return null;
            }

            // A parameter without a value before this one is stepped over.
            var key = header.AsSpan(position, equals - position);
            key = key[(key.LastIndexOf(';') + 1)..].Trim();
            var value = Value(header, equals + 1, out position);
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>RFC 5987: <c>UTF-8''a%20b</c>.</summary>
    public static string Decode(string extended)
    {
        var text = extended[(extended.LastIndexOf('\'') + 1)..];
        return Uri.UnescapeDataString(text);
    }

    static string Value(string header, int start, out int end)
    {
        while (start < header.Length && header[start] is ' ' or '\t')
        {
            start++;
        }

        if (start < header.Length && header[start] == '"')
        {
            return Quoted(header, start + 1, out end);
        }

        end = header.IndexOf(';', start);
        return (end < 0 ? header[start..] : header[start..end]).Trim();
    }

    static string Quoted(string header, int start, out int end)
    {
        var text = new StringBuilder();
        var i = start;
        for (; i < header.Length && header[i] != '"'; i++)
        {
            // Only a quote and a backslash are escaped: old Internet Explorer and Breakpad on Windows send whole paths.
            if (header[i] == '\\' && i + 1 < header.Length && header[i + 1] is '"' or '\\')
            {
                i++;
            }

            text.Append(header[i]);
        }

        end = header.IndexOf(';', Math.Min(i, header.Length));
        return text.ToString();
    }
}

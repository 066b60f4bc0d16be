using System.Text;

namespace Inquest.Symbols.Dump;

/// <summary>Text as records of a symbol file have it.</summary>
static class SymName
{
    /// <summary>UTF-8 on one line: a line break in a name would end the record.</summary>
    public static byte[] Utf8(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        OneLine(bytes);
        return bytes;
    }

    public static void OneLine(Span<byte> text)
    {
        while (text.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var index)
        {
            text[index] = (byte)' ';
            text = text[(index + 1)..];
        }
    }
}

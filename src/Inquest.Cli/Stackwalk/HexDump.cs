using System.Text;

namespace Inquest.Cli.Stackwalk;

/// <summary>Address, sixteen bytes in hex, the same as text.</summary>
static class HexDump
{
    const int BytesPerLine = 16;

    public static void Print(TextWriter output, ulong address, ReadOnlySpan<byte> bytes, int addressDigits)
    {
        var line = new StringBuilder();
        for (var i = 0; i < bytes.Length; i += BytesPerLine)
        {
            var part = bytes.Slice(i, Math.Min(BytesPerLine, bytes.Length - i));
            line.Clear().Append("  0x").Append((address + (ulong)i).ToString(addressDigits == 8 ? "x8" : "x16")).Append(' ');
            foreach (var one in part)
            {
                line.Append(' ').Append(one.ToString("x2"));
            }

            line.Append(' ', (3 * (BytesPerLine - part.Length)) + 2);
            foreach (var one in part)
            {
                line.Append(one is >= 0x20 and <= 0x7E ? (char)one : '.');
            }

            output.WriteLine(line.ToString());
        }
    }
}

using System.Globalization;
using System.Text;
using Inquest.Reports;
using Inquest.Web.Text;

namespace Inquest.Web.Stacks;

/// <summary>Memory as lines of 16 bytes: address, hex, ASCII.</summary>
public static class HexDump
{
    const int BytesPerLine = 16;

    public static string Of(MemoryBytes memory, int pointerSize)
    {
        var text = new StringBuilder();
        var count = Math.Min(memory.Bytes.Length, WebLimits.MemoryBytesShown);
        for (var start = 0; start < count; start += BytesPerLine)
        {
            var line = memory.Bytes.AsSpan(start, Math.Min(BytesPerLine, count - start));
            // An address at the very end of the address space wraps, as the processor's does.
            text.Append(Figure.Address(unchecked(memory.Address + (ulong)start), pointerSize)).Append("  ");
            for (var i = 0; i < BytesPerLine; i++)
            {
                text.Append(i < line.Length ? line[i].ToString("x2", CultureInfo.InvariantCulture) : "  ");
                text.Append(i == 7 ? "  " : " ");
            }

            text.Append(' ');
            foreach (var b in line)
            {
                text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}

using System.Buffers.Text;
using System.Text;

namespace Inquest.Capture.Live;

/// <summary>Reads /proc/PID/maps (proc(5)): <c>start-end rwxp offset major:minor inode path</c>.</summary>
static class ProcMaps
{
    public static List<MemoryMapping> Read(ReadOnlySpan<byte> text, CaptureLimits limits)
    {
        var mappings = new List<MemoryMapping>();
        // Paths repeat four times a library.
        var last = "";
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (mappings.Count < limits.MappingCountMax && ReadLine(line, ref last) is { } mapping)
            {
                mappings.Add(mapping);
            }
        }

        return mappings;
    }

    static MemoryMapping? ReadLine(ReadOnlySpan<byte> line, ref string last)
    {
        if (!Hexadecimal(ref line, (byte)'-', out var start) || !Hexadecimal(ref line, (byte)' ', out var end) || line.Length < 5)
        {
            return null;
        }

        var protection = (line[0] == 'r' ? MemoryProtection.Read : MemoryProtection.None) | (line[1] == 'w' ? MemoryProtection.Write : MemoryProtection.None)
            | (line[2] == 'x' ? MemoryProtection.Execute : MemoryProtection.None);
        line = line[5..];
        if (!Hexadecimal(ref line, (byte)' ', out var offset) || start >= end)
        {
            return null;
        }

        // Device and inode, then spaces up to the path.
        for (var i = 0; i < 2; i++)
        {
            var space = line.IndexOf((byte)' ');
            line = space < 0 ? [] : line[(space + 1)..];
        }

        var path = line.TrimStart((byte)' ');
        if (path.Length != last.Length || !path.SequenceEqual(Encoding.UTF8.GetBytes(last)))
        {
            last = Encoding.UTF8.GetString(path);
        }

        return new MemoryMapping(new AddressRange(start, end), protection, offset, last);
    }

    static bool Hexadecimal(ref ReadOnlySpan<byte> line, byte end, out ulong value)
    {
        if (!Utf8Parser.TryParse(line, out value, out int used, 'x') || used >= line.Length || line[used] != end)
        {
            return false;
        }

        line = line[(used + 1)..];
        return true;
    }
}

using System.Buffers.Binary;
using System.Globalization;

namespace Inquest.Client.Stacks;

/// <summary>The file behind an address of a NativeAOT program on Linux → its build id (ELF gABI, "Program Header" and "Note Section").</summary>
static class NativeImage
{
    const int HeadBytes = 64 << 10;
    const uint NotePart = 4;
    const uint BuildIdNote = 3;

    /// <returns>Null on other systems, and for files without a build id.</returns>
    public static DebugImage? TryRead(nint imageBase)
    {
        if (!OperatingSystem.IsLinux() || imageBase == 0)
        {
            return null;
        }

        try
        {
            return Find((ulong)imageBase) is var (path, start, end) && BuildIdOf(path) is { } id
                ? new DebugImage("elf", path, Convert.ToHexStringLower(id), Path.GetFileName(path), DebugId(id), null, null, start, end - start)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>All mappings of the file that lies at an address: its beginning, and the end of the last.</summary>
    static (string Path, ulong Start, ulong End)? Find(ulong address)
    {
        (string Path, ulong Start, ulong End)? found = null;
        var mappings = new List<(string Path, ulong Start, ulong End)>();
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // 55d0c0000000-55d0c0021000 r--p 00000000 08:01 131 /usr/bin/app
            var path = line.IndexOf('/', StringComparison.Ordinal);
            var dash = line.IndexOf('-', StringComparison.Ordinal);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (path > 0 && dash > 0 && space > dash
                && ulong.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
                && ulong.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end))
            {
                mappings.Add((line[path..], start, end));
                found = address >= start && address < end ? mappings[^1] : found;
            }
        }

        return found is { } hit
            ? (hit.Path, mappings.Where(m => m.Path == hit.Path).Min(m => m.Start), mappings.Where(m => m.Path == hit.Path).Max(m => m.End))
            : null;
    }

    static byte[]? BuildIdOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[HeadBytes];
        var head = bytes.AsSpan(0, file.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false));
        // 64-bit and little-endian is all that NativeAOT makes on Linux.
        if (head.Length < 64 || !head.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return null;
        }

        var table = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        var (size, count) = (BinaryPrimitives.ReadUInt16LittleEndian(head[54..]), BinaryPrimitives.ReadUInt16LittleEndian(head[56..]));
        for (var i = 0; i < count; i++)
        {
            var at = table + ((ulong)i * size);
            if (at + 56 > (ulong)head.Length)
            {
                return null;
            }

            var part = head[(int)at..];
            var (offset, length) = (BinaryPrimitives.ReadUInt64LittleEndian(part[8..]), BinaryPrimitives.ReadUInt64LittleEndian(part[32..]));
            if (BinaryPrimitives.ReadUInt32LittleEndian(part) == NotePart && offset < (ulong)head.Length && length <= (ulong)head.Length - offset
                && InNotes(head.Slice((int)offset, (int)length)) is { } id)
            {
                return id;
            }
        }

        return null;
    }

    static byte[]? InNotes(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 12)
        {
            var (name, value) = (BinaryPrimitives.ReadUInt32LittleEndian(notes), BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]));
            var start = 12 + Padded(name);
            if (start + Padded(value) > (ulong)notes.Length)
            {
                return null;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]) == BuildIdNote && name == 4 && notes[12..].StartsWith("GNU\0"u8) && value is > 0 and <= 64)
            {
                return notes.Slice((int)start, (int)value).ToArray();
            }

            notes = notes[(int)(start + Padded(value))..];
        }

        return null;
    }

    static ulong Padded(uint length) => ((ulong)length + 3) & ~3UL;

    // The first sixteen bytes read as a little-endian GUID, which is what every server expects of an ELF file.
    static string DebugId(byte[] buildId)
    {
        var bytes = new byte[16];
        buildId.AsSpan(0, Math.Min(16, buildId.Length)).CopyTo(bytes);
        return new Guid(bytes).ToString("D");
    }
}

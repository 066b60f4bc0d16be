using Inquest.Formats;

namespace Inquest.Cli.Inspection;

/// <summary>The UUID of a Mach-O file (mach-o/loader.h); of a universal one only that it is one.</summary>
static class MachOInspector
{
    const uint UuidCommand = 0x1B;

    public static bool IsMachO(ReadOnlySpan<byte> head) => head.Length >= 8 && (IsThin(head, out _, out _) || IsUniversal(head));

    public static FileFacts Inspect(FileBytes bytes, FileFacts facts)
    {
        var head = bytes.Slice(0, 64).Span;
        facts = facts with { Kind = "mach-o" };
        if (!IsThin(head, out var bigEndian, out var is64))
        {
            return facts with { Detail = "universal" };
        }

        var reader = new ByteReader(bytes.Slice(0, 1 << 20).Span, bigEndian);
        reader.Skip(4);
        facts = facts with { Cpu = CpuOf(reader.U32()) };
        reader.Skip(4);
        facts = facts with { Detail = TypeOf(reader.U32()) };
        var count = reader.U32();
        reader.Skip(is64 ? 12u : 8u);
        for (var i = 0; i < Math.Min(count, InspectionLimits.LoadCommandCountMax) && reader.Ok; i++)
        {
            var start = reader.Position;
            var (command, size) = (reader.U32(), reader.U32());
            if (command == UuidCommand && reader.Bytes(16) is { Length: 16 } uuid)
            {
                return facts with { CodeId = Convert.ToHexStringLower(uuid), DebugId = Convert.ToHexString(uuid) + "0" };
            }

            if (size < 8 || size > (uint)(reader.Length - start))
            {
                break;
            }

            reader.Position = start + (int)size;
        }

        return facts;
    }

    static bool IsThin(ReadOnlySpan<byte> head, out bool bigEndian, out bool is64)
    {
        var magic = BitConverter.ToUInt32(head);
        bigEndian = magic is 0xCEFAEDFE or 0xCFFAEDFE;
        is64 = magic is 0xFEEDFACF or 0xCFFAEDFE;
        return bigEndian || magic is 0xFEEDFACE or 0xFEEDFACF;
    }

    // CAFEBABE begins Java classes too; those go on with a version of 45 and more where this has a count.
    static bool IsUniversal(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE]) && head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] < 40;

    static string CpuOf(uint type) => type switch
    {
        7 => "x86",
        0x01000007 => "amd64",
        12 => "arm",
        0x0100000C => "arm64",
        0x0200000C => "arm64_32",
        18 => "ppc",
        0x01000012 => "ppc64",
        _ => $"cpu type 0x{type:x}",
    };

    static string TypeOf(uint type) => type switch
    {
        1 => "object",
        2 => "executable",
        6 => "library",
        8 => "bundle",
        10 => "debug file",
        _ => $"file type {type}",
    };
}

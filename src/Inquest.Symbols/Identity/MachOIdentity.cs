using Inquest.Formats;

namespace Inquest.Symbols.Identity;

/// <summary>UUIDs of a Mach-O file, thin or universal (mach-o/loader.h, mach-o/fat.h); a dSYM's inner file is one too.</summary>
static class MachOIdentity
{
    const uint SegmentCommand = 0x1;
    const uint SymbolTableCommand = 0x2;
    const uint Segment64Command = 0x19;
    const uint UuidCommand = 0x1B;
    const uint DebugFileType = 10;

    public static bool IsMachO(ReadOnlySpan<byte> head) => head.Length >= 8 && (IsThin(head) || IsUniversal(head));

    /// <returns>Null when no slice can be read.</returns>
    public static List<SymbolObject>? Read(FileBytes bytes)
    {
        var head = bytes.Slice(0, 8).Span;
        if (IsThin(head))
        {
            return ReadSlice(bytes, 0) is { } only ? only.DebugId.Length > 0 ? [only] : [] : null;
        }

        var is64 = head[3] == 0xBF;
        var reader = new ByteReader(bytes.Slice(0, 8 + (32 * IdentityLimits.SliceCountMax)).Span, isBigEndian: true);
        reader.Skip(4);
        var count = Math.Min(reader.U32(), IdentityLimits.SliceCountMax);
        var objects = new List<SymbolObject>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            reader.Skip(8);
            var offset = is64 ? reader.U64() : reader.U32();
            reader.Skip(is64 ? 16u : 8u);
            if (reader.Ok && IsThin(bytes.Slice(offset, 8).Span) && ReadSlice(bytes, offset) is { DebugId.Length: > 0 } slice)
            {
                objects.Add(slice);
            }
        }

        return objects;
    }

    static SymbolObject? ReadSlice(FileBytes bytes, ulong start)
    {
        var head = bytes.Slice(start, 8).Span;
        var isBigEndian = head[0] == 0xFE;
        var is64 = head[isBigEndian ? 3 : 0] == 0xCF;
        var reader = new ByteReader(bytes.Slice(start, IdentityLimits.LoadCommandBytesMax).Span, isBigEndian);
        reader.Skip(4);
        var cpu = CpuName(reader.U32());
        reader.Skip(4);
        var type = reader.U32();
        var count = reader.U32();
        reader.Skip(is64 ? 12u : 8u);
        var uuid = "";
        var features = SymbolFeatures.None;
        for (var i = 0; i < Math.Min(count, IdentityLimits.LoadCommandCountMax) && reader.Ok; i++)
        {
            var at = reader.Position;
            var (command, size) = (reader.U32(), reader.U32());
            switch (command)
            {
                case UuidCommand:
                    uuid = Convert.ToHexString(reader.Bytes(16));
                    break;
                case SymbolTableCommand:
                    reader.Skip(4);
                    features |= reader.U32() > 0 ? SymbolFeatures.SymbolTable : SymbolFeatures.None;
                    break;
                case SegmentCommand or Segment64Command:
                    features |= SegmentFeatures(ref reader, command == Segment64Command);
                    break;
                default:
                    break;
            }

            if (size < 8 || size > (uint)(reader.Length - at))
            {
                break;
            }

            reader.Position = at + (int)size;
        }

        // A debug file keeps the section headers of the code, and none of its bytes.
        features &= type == DebugFileType ? ~(SymbolFeatures.Code | SymbolFeatures.UnwindInfo) : ~SymbolFeatures.None;
        return cpu.Length == 0 && uuid.Length == 0 ? null : new SymbolObject(
            SymbolFileKind.MachO, uuid.Length == 32 ? uuid + "0" : "", uuid.ToLowerInvariant(), "", "", "macos", cpu, features);
    }

    static SymbolFeatures SegmentFeatures(ref ByteReader reader, bool is64)
    {
        var features = SymbolFeatures.None;
        var segment = Name(reader.Bytes(16));
        reader.Skip(is64 ? 32u : 16u);
        reader.Skip(8);
        var sections = reader.U32();
        reader.Skip(4);
        for (var i = 0; i < sections && reader.Ok; i++)
        {
            features |= (segment, Name(reader.Bytes(16))) switch
            {
                ("__TEXT", "__text") => SymbolFeatures.Code,
                (_, "__unwind_info" or "__eh_frame" or "__debug_frame") => SymbolFeatures.UnwindInfo,
                (_, "__debug_info") => SymbolFeatures.DebugInfo | SymbolFeatures.SymbolTable,
                _ => SymbolFeatures.None,
            };
            reader.Skip(is64 ? 64u : 52u);
        }

        return features;
    }

    static string Name(ReadOnlySpan<byte> padded) => System.Text.Encoding.UTF8.GetString(padded.TrimEnd((byte)0));

    static bool IsThin(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && BitConverter.ToUInt32(head) is 0xCEFAEDFE or 0xCFFAEDFE or 0xFEEDFACE or 0xFEEDFACF;

    // CAFEBABE begins Java classes too; those go on with a version of 45 and more where this has a count.
    static bool IsUniversal(ReadOnlySpan<byte> head) =>
        head[0] == 0xCA && head[1] == 0xFE && head[2] == 0xBA && head[3] is 0xBE or 0xBF
        && head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] < 40;

    static string CpuName(uint type) => type switch
    {
        7 => "x86",
        0x01000007 => "x86_64",
        12 => "arm",
        0x0100000C => "arm64",
        0x0200000C => "arm64_32",
        18 => "ppc",
        0x01000012 => "ppc64",
        _ => "",
    };
}

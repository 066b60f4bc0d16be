using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>Reads the CodeView record of a module.</summary>
/// <remarks>
/// <code>
/// RSDS  4 signature, 16 GUID, 4 age, then the PDB's path, NUL-terminated UTF-8
/// NB10  4 signature, 4 offset, 4 time stamp, 4 age, then the path
/// BpEL  4 signature (0x4270454C), then the build id up to the record's end
/// </code>
/// </remarks>
static class CodeViewParser
{
    const uint Rsds = 0x53445352;
    const uint Nb10 = 0x3031424E;
    const uint BpEl = 0x4270454C;

    public static CodeViewRecord? Read(DumpReader reader, MinidumpLocation location, string what)
    {
        if (location.IsEmpty)
        {
            return null;
        }

        if (reader.Present(location) < 4)
        {
            reader.Report("codeview-outside-file", $"The CodeView record of {what} would be at 0x{location.Rva:X}, past the file's end.");
            return null;
        }

        var size = (int)Math.Min(location.Size, MinidumpLimits.CodeViewBytesMax);
        if (!reader.TrySpendText(Math.Min(size, 4096)))
        {
            reader.Report("text-budget", $"The CodeView records add up to more than the file itself; that of {what} is left out.");
            return null;
        }

        var cursor = reader.Cursor(reader.Bytes(location, size));
        var record = cursor.U32() switch
        {
            Rsds => Pdb70(ref cursor),
            Nb10 => Pdb20(ref cursor),
            BpEl => Elf(ref cursor),
            var other => CodeViewRecord.OfKind(IsEmbedded(other) ? CodeViewKind.Embedded : CodeViewKind.Unknown),
        };
        if (!cursor.Ok)
        {
            reader.Report("codeview-too-short", $"The CodeView record of {what} has {location.Size} bytes, too few for its kind.");
            return null;
        }

        return record;
    }

    static CodeViewRecord Pdb70(ref DumpCursor cursor)
    {
        var signature = cursor.Guid();
        var age = cursor.U32();
        return new CodeViewRecord(CodeViewKind.Pdb70, signature, 0, age, [], Path(cursor.Rest()));
    }

    static CodeViewRecord Pdb20(ref DumpCursor cursor)
    {
        cursor.Skip(4);
        var signature = cursor.U32();
        var age = cursor.U32();
        return new CodeViewRecord(CodeViewKind.Pdb20, Guid.Empty, signature, age, [], Path(cursor.Rest()));
    }

    static CodeViewRecord Elf(ref DumpCursor cursor) =>
        new(CodeViewKind.ElfBuildId, Guid.Empty, 0, 0,
            cursor.Take(Math.Min(cursor.Remaining, MinidumpLimits.BuildIdBytesMax)).ToArray(), null);

    // NB05 to NB11: the letters N and B, then two digits.
    static bool IsEmbedded(uint signature) => (signature & 0xFFFF) == 0x424E;

    static string? Path(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        return bytes.IsEmpty ? null : Encoding.UTF8.GetString(bytes);
    }
}

namespace Inquest.Formats.Minidump;

/// <summary>Makes the ids by which symbol stores are asked.</summary>
static class DebugIdentifier
{
    public static string? DebugId(CodeViewRecord? record)
    {
        switch (record?.Kind)
        {
            case CodeViewKind.Pdb70 when record.Signature != Guid.Empty:
                return Format(record.Signature, record.Age);
            case CodeViewKind.Pdb20 when record.Pdb20Signature != 0:
                return $"{record.Pdb20Signature:X8}{record.Age:x}";
            case CodeViewKind.ElfBuildId when record.BuildId.Any(b => b != 0):
                // The first 16 bytes read as a little-endian GUID, shorter ids padded with zeros, and always age 0.
                Span<byte> guid = stackalloc byte[16];
                for (var i = 0; i < Math.Min(16, record.BuildId.Count); i++)
                {
                    guid[i] = record.BuildId[i];
                }

                return Format(new Guid(guid), 0);
            default:
                return null;
        }
    }

    public static string? CodeId(CodeViewRecord? record, OsFamily os, uint timeDateStamp, uint size) => os switch
    {
        OsFamily.MacOS or OsFamily.IOS => record is { Kind: CodeViewKind.Pdb70 } && record.Signature != Guid.Empty
            ? record.Signature.ToString("N")
            : null,
        OsFamily.Windows or OsFamily.WindowsCe => timeDateStamp == 0 && size == 0 ? null : $"{timeDateStamp:x8}{size:x}",
        _ => record is { Kind: CodeViewKind.ElfBuildId } && record.BuildId.Any(b => b != 0)
            ? Convert.ToHexStringLower([.. record.BuildId])
            : null,
    };

    // Folklore: Breakpad prints the age in lower-case hex after an upper-case GUID, and symbol stores are laid out so.
    static string Format(Guid signature, uint age) => $"{signature.ToString("N").ToUpperInvariant()}{age:x}";
}

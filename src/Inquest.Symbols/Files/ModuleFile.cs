using Inquest.Formats;

namespace Inquest.Symbols.Files;

/// <summary>Reads just enough of a file to say which modules it belongs to.</summary>
public static class ModuleFile
{
    /// <summary>One head per module: a universal Mach-O file has several, an unknown or damaged file none. Never throws for bytes.</summary>
    public static IReadOnlyList<ModuleFileHead> Read(FileBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return KindOf(bytes.Slice(0, MagicLength).Span) switch
        {
            ModuleFileKind.Elf => ElfHead.Read(bytes) is { } elf ? [elf] : [],
            ModuleFileKind.Pe => PeHead.Read(bytes) is { } pe ? [pe] : [],
            _ => [],
        };
    }

    /// <summary>Bytes that <see cref="KindOf"/> wants.</summary>
    public const int MagicLength = 32;

    /// <summary>The kind by the first bytes.</summary>
    public static ModuleFileKind KindOf(ReadOnlySpan<byte> head) => head switch
    {
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => ModuleFileKind.Elf,
        [(byte)'M', (byte)'Z', ..] => ModuleFileKind.Pe,
        [0xCE or 0xCF, 0xFA, 0xED, 0xFE, ..] or [0xFE, 0xED, 0xFA, 0xCE or 0xCF, ..] => ModuleFileKind.MachO,

        // Java classes begin so too; where they have a version of 45 and more, a universal file has a count.
        [0xCA, 0xFE, 0xBA, 0xBE or 0xBF, 0, 0, 0, < 40, ..] => ModuleFileKind.MachO,
        _ when head.StartsWith("Microsoft C/C++ MSF 7.00\r\n\u001aDS"u8) => ModuleFileKind.Pdb,
        _ when head.StartsWith("MODULE "u8) => ModuleFileKind.BreakpadText,
        _ => ModuleFileKind.Unknown,
    };
}

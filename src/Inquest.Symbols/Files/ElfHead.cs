using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Files;

/// <summary>Ids and contents of an ELF file.</summary>
static class ElfHead
{
    public static ModuleFileHead? Read(FileBytes bytes)
    {
        if (ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) != ElfError.None || elf!.Type is ElfType.Core or ElfType.Relocatable)
        {
            return null;
        }

        var buildId = ElfBuildId.FromNotes(elf);
        var id = buildId.IsEmpty ? ElfBuildId.Get(elf) : buildId;
        return new ModuleFileHead(
            ModuleFileKind.Elf,
            id.IsEmpty ? "" : ElfBuildId.ToDebugId(id.Span),
            Convert.ToHexStringLower(buildId.Span),
            Contents(elf));
    }

    static ModuleFileContents Contents(ElfFile elf)
    {
        var contents = ModuleFileContents.None;
        if (elf.FindSection(".text") is { HasBytes: true })
        {
            contents |= ModuleFileContents.Code;
        }

        if (Has(elf, ".eh_frame") || Has(elf, ".debug_frame") || Has(elf, ".gnu_debugdata") || Has(elf, ".ARM.exidx"))
        {
            contents |= ModuleFileContents.UnwindInfo;
        }

        return Has(elf, ".debug_info") || Has(elf, ".zdebug_info") ? contents | ModuleFileContents.DebugInfo : contents;
    }

    static bool Has(ElfFile elf, string section) => elf.FindSection(section) is { HasBytes: true, Size: > 0 };
}

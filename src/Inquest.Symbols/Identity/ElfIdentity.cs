using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Identity;

/// <summary>Ids of an ELF file: programs, libraries, their debug files, and dwz's shared supplements.</summary>
static class ElfIdentity
{
    /// <returns>Null when the headers cannot be read; empty when the file has no identity.</returns>
    public static List<SymbolObject>? Read(FileBytes bytes)
    {
        if (ElfFile.TryOpen(bytes, new ElfLimits(), out var file) != ElfError.None)
        {
            return null;
        }

        // What no linker has seen can be in no crash; kernel modules and dwz's supplements are relocatable and have a build id.
        var id = file!.Type is ElfType.Relocatable or ElfType.Core ? ElfBuildId.FromNotes(file) : ElfBuildId.Get(file);
        if (id.IsEmpty || !id.Span.ContainsAnyExcept((byte)0))
        {
            return [];
        }

        var features = SymbolFeatures.None;
        foreach (var section in file.Sections)
        {
            if (section.HasBytes && section.Size > 0)
            {
                features |= FeaturesOf(section);
            }
        }

        return
        [
            new SymbolObject(SymbolFileKind.Elf, ElfBuildId.ToDebugId(id.Span), Convert.ToHexStringLower(id.Span), "", "",
                file.FindSection(".note.android.ident") is null ? "linux" : "android", CpuName(file.Architecture), features),
        ];
    }

    static SymbolFeatures FeaturesOf(ElfSection section) => section.Name switch
    {
        ".symtab" or ".dynsym" or ".gnu_debugdata" => SymbolFeatures.SymbolTable,
        ".debug_info" or ".zdebug_info" => SymbolFeatures.DebugInfo,
        ".eh_frame" or ".debug_frame" or ".zdebug_frame" => SymbolFeatures.UnwindInfo,
        _ => section is { IsAllocated: true, IsExecutable: true } ? SymbolFeatures.Code : SymbolFeatures.None,
    };

    static string CpuName(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.Amd64 => "x86_64",
        CpuArchitecture.Unknown => "",
        _ => architecture.ToString().ToLowerInvariant(),
    };
}

using Inquest.Formats;
using Inquest.Formats.MachO;

namespace Inquest.Cli.Inspection;

/// <summary>The ids of a Mach-O file; of a universal one each architecture's.</summary>
static class MachOInspector
{
    public static FileFacts Inspect(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "mach-o" };
        var error = MachOUniversal.TryList(bytes, MachOLimits.Default, out var slices);
        if (error != MachOError.None)
        {
            return facts with { Error = $"The Mach-O file cannot be read: {error}." };
        }

        if (slices.Count == 1)
        {
            error = MachOFile.TryOpen(bytes, slices[0], MachOLimits.Default, out var file);
            return error == MachOError.None ? Describe(file!, facts) : facts with { Error = $"The Mach-O file cannot be read: {error}." };
        }

        var modules = new List<ModuleFacts>();
        foreach (var slice in slices)
        {
            if (MachOFile.TryOpen(bytes, slice, MachOLimits.Default, out var file) == MachOError.None)
            {
                modules.Add(new ModuleFacts($"0x{slice.Offset:x16}", $"0x{slice.Offset + slice.Size:x16}", slice.ArchitectureName,
                    file!.InstallName ?? "", DebugId(file), CodeId(file), VersionOf(file)));
            }
        }

        return facts with
        {
            Detail = "universal: " + string.Join(", ", slices.Select(slice => slice.ArchitectureName)),
            Modules = modules,
        };
    }

    static FileFacts Describe(MachOFile file, FileFacts facts) => facts with
    {
        Detail = TypeOf(file.Type),
        Cpu = file.ArchitectureName,
        Os = file.BuildVersion?.Platform,
        OsVersion = file.BuildVersion is { } version ? $"from {version.MinimumOs}, SDK {version.Sdk}" : null,
        CodeFile = file.InstallName,
        CodeId = CodeId(file),
        DebugId = DebugId(file),
        Sections = [.. file.Sections.Select(section => $"{section.SegmentName},{section.Name}")],
        Findings = [.. file.Findings.Select(finding => new FindingFacts(finding.Code, finding.Detail))],
    };

    static string? CodeId(MachOFile file) => file.Uuid.IsEmpty ? null : Convert.ToHexStringLower(file.Uuid.Span);

    static string? DebugId(MachOFile file) => file.Uuid.IsEmpty ? null : Convert.ToHexString(file.Uuid.Span) + "0";

    static string? VersionOf(MachOFile file) =>
        file.BuildVersion is { } version ? $"{version.Platform} {version.MinimumOs}" : null;

    static string TypeOf(MachOFileType type) => type switch
    {
        MachOFileType.Object => "object",
        MachOFileType.Executable => "executable",
        MachOFileType.Core => "core",
        MachOFileType.Library => "library",
        MachOFileType.DynamicLinker => "dynamic linker",
        MachOFileType.Bundle => "bundle",
        MachOFileType.LibraryStub => "library stub",
        MachOFileType.DebugFile => "debug file",
        MachOFileType.KernelExtension => "kernel extension",
        MachOFileType.FileSet => "file set",
        _ => $"file type {(int)type}",
    };
}

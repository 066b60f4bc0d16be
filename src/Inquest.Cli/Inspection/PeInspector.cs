using Inquest.Formats;
using Inquest.Formats.Pe;

namespace Inquest.Cli.Inspection;

/// <summary>Ids and sections of a PE image.</summary>
static class PeInspector
{
    public static FileFacts Inspect(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "pe" };
        var error = PeFile.TryOpen(bytes, PeLimits.Default, out var file);
        return error != PeError.None
            ? facts with
            {
                Error = error == PeError.NotPe ? "The file begins as a DOS program and has no PE header." : $"The PE image cannot be read: {error}.",
            }
            : facts with
            {
                Detail = file!.IsLibrary ? "library" : "executable",
                Cpu = CpuOf(file.Machine),
                CodeId = $"{file.TimeDateStamp:x8}{file.SizeOfImage:x}",
                DebugId = file.CodeView?.DebugId,
                DebugFile = file.CodeView?.PdbPath,
                Sections = [.. file.Sections.Select(section => section.Name)],
                Findings = [.. file.Findings.Select(finding => new FindingFacts(finding.Code, finding.Detail))],
            };
    }

    public static string CpuOf(ushort machine) => machine switch
    {
        0x014C => "x86",
        0x8664 => "amd64",
        0x01C0 or 0x01C2 or 0x01C4 => "arm",
        0xAA64 or 0xA641 or 0xA64E => "arm64",
        _ => $"machine 0x{machine:x4}",
    };
}

using Inquest.Formats;
using Inquest.Formats.Pdb;

namespace Inquest.Cli.Inspection;

/// <summary>What a PDB says of itself.</summary>
static class PdbInspector
{
    public static FileFacts Inspect(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "pdb" };
        var error = PdbFile.TryOpen(bytes, PdbLimits.Default, out var file);
        return error != PdbError.None
            ? facts with { Error = $"The PDB cannot be read: {error}." }
            : facts with
            {
                Detail = $"{file!.Modules.Count} modules",
                Os = "windows",
                Cpu = PeInspector.CpuOf(file.Machine),
                DebugFile = Path.GetFileName(facts.File),
                DebugId = file.DebugId,
                Findings = [.. file.Findings.Select(finding => new FindingFacts(finding.Code, finding.Detail))],
            };
    }
}

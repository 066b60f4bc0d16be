namespace Inquest.Formats.Minidump;

/// <summary>A module's CodeView record.</summary>
/// <param name="Kind">Which layout it has.</param>
/// <param name="Signature">GUID of <see cref="CodeViewKind.Pdb70"/>.</param>
/// <param name="Pdb20Signature">Time stamp of <see cref="CodeViewKind.Pdb20"/>.</param>
/// <param name="Age">How often the PDB was updated; zero for ELF and Mach-O.</param>
/// <param name="BuildId">Build id of <see cref="CodeViewKind.ElfBuildId"/>, as many bytes as the linker gave it.</param>
/// <param name="File">Path of the PDB as the linker wrote it, or null.</param>
public sealed record CodeViewRecord(
    CodeViewKind Kind, Guid Signature, uint Pdb20Signature, uint Age, IReadOnlyList<byte> BuildId, string? File)
{
    internal static CodeViewRecord OfKind(CodeViewKind kind) => new(kind, Guid.Empty, 0, 0, [], null);
}

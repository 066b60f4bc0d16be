namespace Inquest.Client.Stacks;

/// <summary>What a server needs to find a module's symbols.</summary>
/// <param name="Type"><c>pe_dotnet</c> for assemblies, <c>elf</c> for NativeAOT programs.</param>
/// <param name="CodeFile">Name of the module.</param>
/// <param name="CodeId">Time stamp and size (PE) or build id (ELF); null is unknown.</param>
/// <param name="DebugFile">Name of the PDB; null is unknown.</param>
/// <param name="DebugId">Id of the portable PDB with its stamp as the age, or of the ELF file; null is unknown.</param>
/// <param name="Checksum"><c>SHA256:hex</c> of the PDB; null is unknown.</param>
/// <param name="Mvid">Module version id of an assembly.</param>
/// <param name="Base">Address of a native image; 0 for assemblies, whose frames say method and offset.</param>
/// <param name="Size">Bytes at that address.</param>
sealed record DebugImage(
    string Type, string CodeFile, string? CodeId, string? DebugFile, string? DebugId, string? Checksum, Guid? Mvid, ulong Base = 0, ulong Size = 0);

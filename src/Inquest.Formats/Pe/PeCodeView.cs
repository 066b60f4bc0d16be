namespace Inquest.Formats.Pe;

/// <summary>The CodeView record of a debug directory: which PDB belongs to the image.</summary>
/// <param name="Signature">Of an RSDS record (PDB 7); empty for NB10.</param>
/// <param name="Timestamp">Of an NB10 record (PDB 2); zero for RSDS.</param>
/// <param name="PdbPath">As the linker wrote it: often a path of the build machine.</param>
public sealed record PeCodeView(Guid Signature, uint Timestamp, uint Age, string PdbPath)
{
    /// <summary>The id by which symbol servers know the PDB: upper-case GUID or time stamp, age in lower-case hex without padding.</summary>
    public string DebugId => Signature == Guid.Empty
        ? $"{Timestamp:X8}{Age:x}"
        : $"{Signature.ToString("N").ToUpperInvariant()}{Age:x}";

    /// <summary>The last part of the path, whichever separator was used.</summary>
    public string PdbName => PdbPath[(PdbPath.AsSpan().LastIndexOfAny('\\', '/') + 1)..];
}

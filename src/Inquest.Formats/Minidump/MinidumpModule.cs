namespace Inquest.Formats.Minidump;

/// <summary>A loaded module (MINIDUMP_MODULE, 108 bytes).</summary>
public sealed record MinidumpModule
{
    /// <summary>Place in the list; the first module is the program itself.</summary>
    public int Index { get; init; }

    /// <summary>BaseOfImage: the address it was loaded at.</summary>
    public ulong Base { get; init; }

    /// <summary>SizeOfImage in bytes.</summary>
    public uint Size { get; init; }

    public uint CheckSum { get; init; }

    /// <summary>Time stamp of the PE header; elsewhere zero or of no meaning.</summary>
    public uint TimeDateStamp { get; init; }

    /// <summary>Path of the file on the crashed machine; empty when the dump has none.</summary>
    public string CodeFile { get; init; } = "";

    /// <summary>The version resource; null when its signature is missing.</summary>
    public FixedFileInfo? VersionInfo { get; init; }

    public CodeViewRecord? CodeView { get; init; }

    /// <summary>Name from the obsolete IMAGE_DEBUG_MISC record, or null.</summary>
    public string? MiscName { get; init; }

    /// <summary>Whose rules apply to <see cref="CodeId"/>.</summary>
    public OsFamily Os { get; init; }

    /// <summary>The address after the module's last byte.</summary>
    public ulong End => Base > ulong.MaxValue - Size ? ulong.MaxValue : Base + Size;

    /// <summary>Last part of <see cref="CodeFile"/>, whichever way its slashes lean.</summary>
    public string CodeFileName => PathName.Last(CodeFile);

    /// <summary>Path of the debug file: the PDB's, or the module's own where it carries its own symbols; empty without any.</summary>
    /// <remarks>
    /// Folklore: GNU ld for Windows writes an RSDS record with an id and no name. Breakpad then has no debug file; the image
    /// itself is the one, because its DWARF is inside.
    /// </remarks>
    public string DebugFile => CodeView is null ? MiscName ?? "" : CodeView.File ?? MiscName ?? CodeFile;

    /// <summary>Last part of <see cref="DebugFile"/>.</summary>
    public string DebugFileName => PathName.Last(DebugFile);

    /// <summary>Breakpad form: 32 upper-case hex digits and the age in hex without padding; null when there is no id.</summary>
    public string? DebugId => DebugIdentifier.DebugId(CodeView);

    /// <summary>Lower-case hex: build id, UUID, or time stamp and size of a PE; null when there is no id.</summary>
    public string? CodeId => DebugIdentifier.CodeId(CodeView, Os, TimeDateStamp, Size);

    /// <summary><c>10.0.19041.1288</c> of the file, or null.</summary>
    public string? Version => VersionInfo is { } info ? FixedFileInfo.Format(info.FileVersion) : null;

    public bool Contains(ulong address) => address >= Base && address - Base < Size;
}

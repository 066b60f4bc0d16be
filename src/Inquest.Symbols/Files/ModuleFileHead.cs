namespace Inquest.Symbols.Files;

/// <summary>Which module a file belongs to, as the file itself says.</summary>
/// <param name="DebugId">Breakpad form, or empty.</param>
/// <param name="CodeId">Lower-case hex build id or UUID, or time stamp and size of a PE; or empty.</param>
/// <param name="Contents">What it has of the module, as far as its headers tell.</param>
public sealed record ModuleFileHead(ModuleFileKind Kind, string DebugId, string CodeId, ModuleFileContents Contents)
{
    /// <summary>True when this is the wanted module's, by whichever of the two ids both sides have.</summary>
    /// <remarks>
    /// The debug id decides where both have one. A PE's or ELF file's debug id is of the file's build; a code id alone is
    /// compared when the dump or the file has no other. Of a PDB the age may differ, because tools that rewrite a PDB raise it.
    /// </remarks>
    public bool IsOf(ModuleId id)
    {
        const int guidLength = 32;
        if (DebugId.Length >= guidLength && id.DebugId.Length >= guidLength)
        {
            return string.Compare(DebugId, 0, id.DebugId, 0, guidLength, StringComparison.OrdinalIgnoreCase) == 0;
        }

        return CodeId.Length > 0 && CodeId.Equals(id.CodeId, StringComparison.OrdinalIgnoreCase);
    }
}

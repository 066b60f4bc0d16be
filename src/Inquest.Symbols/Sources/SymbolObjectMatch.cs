using Inquest.Symbols.Identity;

namespace Inquest.Symbols.Sources;

/// <summary>Decides whether a file is the wanted module's, by whichever of the two ids both sides have.</summary>
static class SymbolObjectMatch
{
    /// <summary>Digits of a GUID: a debug id without its age.</summary>
    public const int GuidDigits = 32;

    /// <remarks>Of a PDB the age may differ, because tools that rewrite a PDB raise it.</remarks>
    public static bool IsOf(this SymbolObject file, ModuleId id) =>
        file.DebugId.Length >= GuidDigits && id.DebugId.Length >= GuidDigits
            ? string.Compare(file.DebugId, 0, id.DebugId, 0, GuidDigits, StringComparison.OrdinalIgnoreCase) == 0
            : file.CodeId.Length > 0 && file.CodeId.Equals(id.CodeId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The id to show to people: the build id where there is one.</summary>
    public static string ShownId(this SymbolObject file) => file.CodeId.Length > 0 ? file.CodeId : file.DebugId;
}

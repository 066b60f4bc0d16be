using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols;

/// <summary>What became of one file of an upload.</summary>
/// <param name="Name">Base name; of a refused entry of an archive, the name as it is there.</param>
/// <param name="Error">Why it was refused, or none.</param>
/// <param name="IsDuplicate">The project had the same content already.</param>
/// <param name="Objects">What is inside, empty when refused.</param>
/// <param name="EventsToRedo">Stored events that lacked these symbols and are being symbolicated again.</param>
public sealed record SymbolUpload(
    string Name, SymbolUploadError Error, bool IsDuplicate, SymbolFileKind Kind, long Size, byte[] Sha256, byte[] Sha1,
    IReadOnlyList<SymbolObject> Objects, int EventsToRedo)
{
    public static SymbolUpload Refused(string name, SymbolUploadError error) =>
        new(name, error, IsDuplicate: false, SymbolFileKind.Unknown, 0, [], [], [], 0);
}

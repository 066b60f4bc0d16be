using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols.Wire;

/// <summary>What became of one file of an upload.</summary>
/// <param name="Status"><c>stored</c>, <c>duplicate</c> or <c>refused</c>.</param>
/// <param name="Reason">Word of the refusal.</param>
/// <param name="EventsToRedo">Stored events that lacked these symbols and are being symbolicated again.</param>
sealed record SymbolUploadBody(
    string Name, string Status, string? Reason, string? Detail, string? Kind, long? Size, string? Sha256,
    IReadOnlyList<SymbolObjectBody> Objects, int EventsToRedo)
{
    public static SymbolUploadBody Of(SymbolUpload upload) => upload.Error != SymbolUploadError.None
        ? new(upload.Name, "refused", upload.Error.Word(), upload.Error.Detail(), null, null, null, [], 0)
        : new(
            upload.Name, upload.IsDuplicate ? "duplicate" : "stored", null, null, upload.Kind.Word(), upload.Size, Convert.ToHexStringLower(upload.Sha256),
            [.. upload.Objects.Select(part => SymbolObjectBody.Of(part.DebugId, part.CodeId, part.DebugFile, part.Os, part.Cpu, part.Features))],
            upload.EventsToRedo);
}

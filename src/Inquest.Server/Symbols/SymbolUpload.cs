namespace Inquest.Server.Symbols;

/// <summary>What became of an uploaded symbol file.</summary>
/// <param name="Status"><c>stored</c>, or <c>duplicate</c> when the same content was there.</param>
/// <param name="EventsToRedo">Stored events that lacked these symbols and are being symbolicated again.</param>
public sealed record SymbolUpload(string Status, string DebugFile, string DebugId, string? CodeId, long Size, int EventsToRedo);

namespace Inquest.Storage.Consent;

/// <summary>What an erasure took away, and what a search after it still found.</summary>
/// <param name="Events">Events that lost their user, their body and their tags; they go on being counted.</param>
/// <param name="Files">Dumps and attachments that were deleted.</param>
/// <param name="Rows">Other rows: sessions, days of use, uploads, choices.</param>
/// <param name="Left">Rows that the search afterwards found; 0 unless something arrived meanwhile.</param>
public sealed record ErasedUser(long Events, long Files, long Rows, long Left);

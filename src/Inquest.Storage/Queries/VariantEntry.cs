using Inquest.Storage.Decisions;

namespace Inquest.Storage.Queries;

/// <summary>A fingerprint of an issue.</summary>
/// <param name="Fingerprint">Which.</param>
/// <param name="Title">Title of its latest event; empty when none of the latest events has it.</param>
/// <param name="Events">How many of the latest events have it.</param>
public sealed record VariantEntry(FingerprintId Fingerprint, string Title, long Events);

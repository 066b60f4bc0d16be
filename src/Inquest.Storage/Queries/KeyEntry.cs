namespace Inquest.Storage.Queries;

/// <summary>A key that clients send with.</summary>
public sealed record KeyEntry(long Id, string PublicKey, string Label, bool Enabled, long CreatedAt);

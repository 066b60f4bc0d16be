namespace Inquest.Storage.Symbols;

/// <summary>Who brings a file, and for what.</summary>
/// <param name="UploadedBy">Name of the token, for people.</param>
public sealed record SymbolOwner(long OrganizationId, long ProjectId, string? Release, string? UploadedBy);

namespace Inquest.Storage.Symbols;

/// <summary>A file of a project, as it is listed.</summary>
public sealed record SymbolFileRow(
    long Id, string Name, byte[] Sha256, byte[] Sha1, string Kind, long Size, long PackedSize, string? Release, string? UploadedBy, long UploadedAt, long LastUsedAt,
    IReadOnlyList<NewSymbolObject> Objects);

namespace Inquest.Storage.Queries;

/// <summary>A symbol file in the server's store.</summary>
public sealed record SymbolFileEntry(
    string DebugFile, string DebugId, string Kind, string? Os, string? Cpu, long Size, string? Release, string? UploadedBy, long UploadedAt);

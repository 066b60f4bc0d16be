namespace Inquest.Web.Views;

/// <summary>A symbol file in the server's store.</summary>
public sealed record SymbolFileRow(
    string DebugFile, string DebugId, string Kind, string? Os, string? Cpu, long Size, string? Release, string? UploadedBy, DateTimeOffset UploadedAt);

namespace Inquest.Server.Api.Wire;

sealed record SymbolFileBody(
    string DebugFile, string DebugId, string Kind, string? Os, string? Cpu, long Size, string? Release, string? UploadedBy, DateTimeOffset UploadedAt);

using Inquest.Server.Symbols.Wire;
using Inquest.Storage.Symbols;
using Inquest.Symbols.Identity;

namespace Inquest.Server.Api.Wire;

/// <summary>A symbol file of a project.</summary>
/// <param name="Size">Bytes as uploaded.</param>
/// <param name="PackedSize">Bytes on disk.</param>
sealed record SymbolFileBody(
    long Id, string Name, string Kind, long Size, long PackedSize, string Sha256, string? Release, string? UploadedBy, DateTimeOffset UploadedAt,
    DateTimeOffset LastUsedAt, IReadOnlyList<SymbolObjectBody> Objects)
{
    public static SymbolFileBody Of(SymbolFileRow file) => new(
        file.Id, file.Name, file.Kind, file.Size, file.PackedSize, Convert.ToHexStringLower(file.Sha256), file.Release, file.UploadedBy,
        DateTimeOffset.FromUnixTimeMilliseconds(file.UploadedAt), DateTimeOffset.FromUnixTimeMilliseconds(file.LastUsedAt),
        [.. file.Objects.Select(part => SymbolObjectBody.Of(
            part.DebugId, part.CodeId, part.DebugFile, part.Os, part.Cpu, (SymbolFeatures)part.Features))]);
}

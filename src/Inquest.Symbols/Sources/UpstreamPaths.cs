namespace Inquest.Symbols.Sources;

/// <summary>The paths that a server of each kind is asked for a module by, best first; few, since each costs a request.</summary>
public static class UpstreamPaths
{
    const int GuidDigits = 32;
    const int LongestPeCodeId = 16;
    const int ShortestBuildId = 16;
    const int PaddedBuildIdDigits = 40;

    /// <summary>Relative paths, percent-encoded.</summary>
    public static IEnumerable<string> Of(UpstreamKind kind, ModuleId id)
    {
        var paths = kind switch
        {
            UpstreamKind.Breakpad => Breakpad(id),
            UpstreamKind.Debuginfod => Debuginfod(id),
            UpstreamKind.SymbolServer => SymbolServer(id),
            UpstreamKind.Unified => Unified(id),
            _ => Breakpad(id).Concat(SymbolLayouts.ObjectPaths(id)),
        };
        return paths.Select(path => string.Join('/', path.Split('/').Select(Uri.EscapeDataString))).Distinct(StringComparer.Ordinal);
    }

    static IEnumerable<string> Breakpad(ModuleId id) => SymbolPath.For(id).Select(part => $"{part.Name}/{part.Id}/{part.FileName}");

    static IEnumerable<string> Debuginfod(ModuleId id) => BuildId(id) is { } buildId
        ? [$"buildid/{buildId}/debuginfo", $"buildid/{buildId}/executable"]
        : [];

    static IEnumerable<string> SymbolServer(ModuleId id)
    {
        var isWindows = id.DebugFile.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) || id.CodeId.Length is > 8 and <= LongestPeCodeId;
        if (isWindows)
        {
            if (SymbolPath.IsPlainName(id.DebugFile) && SymbolPath.IsId(id.DebugId) && id.DebugId.Length > GuidDigits)
            {
                // GUID in capitals, age in small letters: stores on file systems that mind case are written so.
                yield return $"{id.DebugFile}/{id.DebugId[..GuidDigits].ToUpperInvariant()}{id.DebugId[GuidDigits..].ToLowerInvariant()}/{id.DebugFile}";
            }

            if (SymbolPath.IsPlainName(id.CodeFile) && SymbolPath.IsId(id.CodeId) && id.CodeId.Length is > 8 and <= LongestPeCodeId)
            {
                yield return $"{id.CodeFile}/{id.CodeId[..8].ToUpperInvariant()}{id.CodeId[8..].ToLowerInvariant()}/{id.CodeFile}";
            }

            yield break;
        }

        if (BuildId(id) is not { } code)
        {
            yield break;
        }

        yield return $"_.debug/elf-buildid-sym-{code.PadRight(PaddedBuildIdDigits, '0')}/_.debug";
        if (code.Length == GuidDigits)
        {
            yield return $"_.dwarf/mach-uuid-sym-{code}/_.dwarf";
        }

        if (SymbolPath.IsPlainName(id.CodeFile))
        {
            yield return $"{id.CodeFile}/elf-buildid-{code.PadRight(PaddedBuildIdDigits, '0')}/{id.CodeFile}";
            if (code.Length == GuidDigits)
            {
                yield return $"{id.CodeFile}/mach-uuid-{code}/{id.CodeFile}";
            }
        }
    }

    static IEnumerable<string> Unified(ModuleId id)
    {
        var key = BuildId(id) ?? (SymbolPath.IsId(id.DebugId) && id.DebugId.Length >= GuidDigits ? id.DebugId.ToLowerInvariant() : null);
        return key is null ? [] : [$"{key[..2]}/{key[2..]}/debuginfo", $"{key[..2]}/{key[2..]}/executable", $"{key[..2]}/{key[2..]}/breakpad"];
    }

    // Time stamp and size of a PE are no build id: those are longer.
    static string? BuildId(ModuleId id) =>
        SymbolPath.IsId(id.CodeId) && id.CodeId.Length > ShortestBuildId && id.CodeId.Length % 2 == 0 ? id.CodeId.ToLowerInvariant() : null;
}

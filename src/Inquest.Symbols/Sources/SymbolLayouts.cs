namespace Inquest.Symbols.Sources;

/// <summary>Where symbol stores keep a module's files: paths below their root, best first.</summary>
/// <remarks>
/// Breakpad: <c>libc.so.6/0123…DEF0/libc.so.6.sym</c>. gdb: <c>.build-id/ab/cdef….debug</c> and, of the binary, without the
/// ending. debuginfod: <c>buildid/abcdef…/debuginfo</c> and <c>executable</c>. SSQP (Microsoft): <c>app.pdb/GUID+age/app.pdb</c>,
/// <c>app.exe/time stamp+size/app.exe</c>, <c>libc.so.6/elf-buildid-…/libc.so.6</c>, <c>_.debug/elf-buildid-sym-…/_.debug</c>,
/// <c>a.dylib/mach-uuid-…/a.dylib</c>, <c>_.dwarf/mach-uuid-sym-…/_.dwarf</c>. Unified: <c>ab/cdef…/debuginfo</c> and
/// <c>executable</c>.
/// </remarks>
public static class SymbolLayouts
{
    const int GuidDigits = 32;
    const int PaddedBuildIdDigits = 40;

    /// <summary>Binaries and debug files; symbol text is in <see cref="SymbolPath"/>.</summary>
    public static IEnumerable<string> ObjectPaths(ModuleId id)
    {
        var debugId = SymbolPath.IsId(id.DebugId) ? id.DebugId.ToUpperInvariant() : "";
        var codeId = SymbolPath.IsId(id.CodeId) ? id.CodeId.ToLowerInvariant() : "";
        foreach (var path in ByBuildId(codeId))
        {
            yield return path;
        }

        foreach (var name in Names(id))
        {
            if (debugId.Length > 0)
            {
                yield return $"{name}/{debugId}/{name}";
                yield return $"{name}/{debugId}/{name}.debug";
                yield return $"{name}/{debugId.ToLowerInvariant()}/{name}";
            }

            if (codeId.Length is > 8 and <= 16)
            {
                // Time stamp in capitals, size as it comes: that is how symstore writes it.
                yield return $"{name}/{codeId[..8].ToUpperInvariant()}{codeId[8..]}/{name}";
                yield return $"{name}/{codeId}/{name}";
            }
            else if (codeId.Length >= GuidDigits)
            {
                yield return $"{name}/elf-buildid-{codeId.PadRight(PaddedBuildIdDigits, '0')}/{name}";
                yield return $"{name}/mach-uuid-{codeId}/{name}";
            }
        }

        if (codeId.Length >= GuidDigits)
        {
            yield return $"_.debug/elf-buildid-sym-{codeId.PadRight(PaddedBuildIdDigits, '0')}/_.debug";
            yield return $"_.dwarf/mach-uuid-sym-{codeId}/_.dwarf";
        }

        if (debugId.Length > GuidDigits)
        {
            var unified = debugId.ToLowerInvariant();
            yield return $"{unified[..2]}/{unified[2..]}/debuginfo";
            yield return $"{unified[..2]}/{unified[2..]}/executable";
        }
    }

    static IEnumerable<string> ByBuildId(string codeId)
    {
        if (codeId.Length < GuidDigits / 2)
        {
            yield break;
        }

        var (first, rest) = (codeId[..2], codeId[2..]);
        foreach (var root in (string[])[".build-id/", ""])
        {
            yield return $"{root}{first}/{rest}.debug";
            yield return $"{root}{first}/{rest}";
        }

        yield return $"buildid/{codeId}/debuginfo";
        yield return $"buildid/{codeId}/executable";
        yield return $"{first}/{rest}/debuginfo";
        yield return $"{first}/{rest}/executable";
    }

    static IEnumerable<string> Names(ModuleId id)
    {
        if (SymbolPath.IsPlainName(id.DebugFile))
        {
            yield return id.DebugFile;
        }

        if (id.CodeFile != id.DebugFile && SymbolPath.IsPlainName(id.CodeFile))
        {
            yield return id.CodeFile;
        }
    }
}

using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols.Serve;

/// <summary>Understands the paths of every kind of symbol client (protocol §11); ids and names are compared without regard to case.</summary>
/// <remarks>
/// debuginfod: <c>buildid/ID/{executable|debuginfo|source/PATH|section/NAME}</c>. gdb: <c>[.build-id/]ab/cdef…[.debug]</c>.
/// Unified: <c>ab/cdef…/{executable|debuginfo|breakpad|sourcebundle}</c>. LLDB: <c>XXXX/XXXX/XXXX/XXXX/XXXX/XXXXXXXXXXXX[.app]</c>.
/// SSQP and Breakpad: <c>name/KEY/name</c>, also below the first two letters of the name as two-tier stores have it.
/// </remarks>
static class SymbolServerPath
{
    const int GuidDigits = 32;
    const int LldbGroups = 6;
    const int PaddedBuildIdDigits = 40;

    /// <param name="path">Behind the root, without a slash at its start; percent signs are decoded already.</param>
    /// <returns>Null for a path of no layout.</returns>
    public static WantedFile? Parse(string path)
    {
        var parts = path.Split('/');
        if (parts.Length is < 2 || parts[0].Length == 0)
        {
            return null;
        }

        if (parts[0] == "buildid")
        {
            return Debuginfod(parts);
        }

        if (parts[0] == ".build-id")
        {
            return parts.Length == 3 ? Gdb(parts[1], parts[2]) : null;
        }

        return Lldb(parts) ?? (parts.Length switch
        {
            2 => Gdb(parts[0], parts[1]),
            3 => Unified(parts) ?? Keyed(parts[0], parts[1], parts[2]),
            4 when parts[1].StartsWith(parts[0], StringComparison.OrdinalIgnoreCase) && parts[0].Length == 2 => Keyed(parts[1], parts[2], parts[3]),
            _ => null,
        });
    }

    static WantedFile? Debuginfod(string[] parts)
    {
        // Any even number of digits is a build id; linkers can be told to use their own.
        if (parts.Length < 3 || parts[1].Length % 2 != 0 || !SymbolPath.IsId(parts[1]))
        {
            return null;
        }

        var id = parts[1].ToLowerInvariant();
        return (parts[2], parts.Length) switch
        {
            ("executable", 3) => new WantedFile(WantedPart.Executable, id, ""),
            ("debuginfo", 3) => new WantedFile(WantedPart.DebugInfo, id, ""),
            ("section", 4) => new WantedFile(WantedPart.Section, id, "", "", parts[3]),
            ("source", > 3) => new WantedFile(WantedPart.Source, id, "", "", SourcePath(string.Join('/', parts[3..]))),
            _ => null,
        };
    }

    // Absolute paths lose their first slash to the one that separates; those of Windows begin with a drive.
    static string SourcePath(string path)
    {
        var decoded = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return decoded.StartsWith('/') || (decoded.Length > 1 && decoded[1] == ':') ? decoded : "/" + decoded;
    }

    static WantedFile? Gdb(string first, string rest)
    {
        var isDebug = rest.EndsWith(".debug", StringComparison.OrdinalIgnoreCase);
        var id = first + (isDebug ? rest[..^".debug".Length] : rest);
        return first.Length == 2 && id.Length > 2 && SymbolPath.IsId(id)
            ? new WantedFile(isDebug ? WantedPart.DebugInfo : WantedPart.Executable, id.ToLowerInvariant(), "")
            : null;
    }

    static WantedFile? Unified(string[] parts)
    {
        var id = parts[0] + parts[1];
        WantedPart? part = parts[2].ToLowerInvariant() switch
        {
            "executable" => WantedPart.Executable,
            "debuginfo" => WantedPart.DebugInfo,
            "breakpad" => WantedPart.Breakpad,
            "sourcebundle" => WantedPart.SourceBundle,
            _ => null,
        };

        // The id is a code id, or, where a module has none that is unique, Breakpad's debug id.
        return parts[0].Length == 2 && part is { } wanted && SymbolPath.IsId(id)
            ? new WantedFile(wanted, id.ToLowerInvariant(), id.Length == GuidDigits ? id.ToUpperInvariant() + "0" : id.ToUpperInvariant())
            : null;
    }

    static WantedFile? Lldb(string[] parts)
    {
        if (parts.Length != LldbGroups || !parts[..^1].All(part => part.Length == 4))
        {
            return null;
        }

        var isApp = parts[^1].EndsWith(".app", StringComparison.OrdinalIgnoreCase);
        var id = string.Concat(parts[..^1]) + (isApp ? parts[^1][..^".app".Length] : parts[^1]);
        return id.Length == GuidDigits && SymbolPath.IsId(id)
            ? new WantedFile(isApp ? WantedPart.Executable : WantedPart.DebugInfo, "", id.ToUpperInvariant() + "0")
            : null;
    }

    static WantedFile? Keyed(string name, string key, string file)
    {
        if (!SymbolPath.IsPlainName(name) || !SymbolPath.IsPlainName(file))
        {
            return null;
        }

        var lower = key.ToLowerInvariant();
        return Prefixed(lower, "elf-buildid-sym-", WantedPart.DebugInfo, name)
            ?? Prefixed(lower, "elf-buildid-", WantedPart.Executable, name)
            ?? Prefixed(lower, "mach-uuid-sym-", WantedPart.DebugInfo, name)
            ?? Prefixed(lower, "mach-uuid-", WantedPart.Executable, name)
            ?? (lower.StartsWith("sha1-", StringComparison.Ordinal) && ChunkStore.IsHash(lower["sha1-".Length..])
                ? new WantedFile(WantedPart.Content, "", "", name, lower["sha1-".Length..])
                : SymbolPath.IsId(key) ? ByDigits(name, lower, file) : null);
    }

    static WantedFile? Prefixed(string key, string prefix, WantedPart part, string name)
    {
        if (!key.StartsWith(prefix, StringComparison.Ordinal) || !SymbolPath.IsId(key[prefix.Length..]))
        {
            return null;
        }

        var id = key[prefix.Length..];
        return prefix.StartsWith("mach", StringComparison.Ordinal)
            ? new WantedFile(part, "", id.ToUpperInvariant() + "0", name)
            : new WantedFile(part, id, "", name);
    }

    static WantedFile? ByDigits(string name, string key, string file)
    {
        if (file.EndsWith(".sym", StringComparison.OrdinalIgnoreCase))
        {
            return key.Length > GuidDigits ? new WantedFile(WantedPart.Breakpad, "", key.ToUpperInvariant(), name) : null;
        }

        if (file.Equals("symbols", StringComparison.OrdinalIgnoreCase))
        {
            return new WantedFile(WantedPart.DebugInfo, key, "", name);
        }

        if (!file.Equals(name, StringComparison.OrdinalIgnoreCase) && !file.Equals(name + ".debug", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // Portable PDBs have no age: clients write FFFFFFFF for it, and the store keeps them under the age 1 of dumps.
        if (key.Length == PaddedBuildIdDigits && key.EndsWith("ffffffff", StringComparison.Ordinal))
        {
            return new WantedFile(WantedPart.DebugInfo, "", key[..GuidDigits].ToUpperInvariant() + "1", name);
        }

        return key.Length > GuidDigits ? new WantedFile(WantedPart.Any, "", key.ToUpperInvariant(), name)
            : key.Length > 8 ? new WantedFile(WantedPart.Executable, key, "", name)
            : null;
    }
}

using Inquest.Formats;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Dump;
using Inquest.Symbols.Identity;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols;

/// <summary>Makes a cache file from whatever a source has: symbol text, a binary, a debug file.</summary>
static class CandidateConversion
{
    /// <summary>Writes the cache file at <paramref name="path"/>; the detail says in words why there is none.</summary>
    public static SymbolStatus Write(
        ModuleId id, Stream content, SymbolCandidate candidate, string path, SymbolLimits limits, out string detail, out bool isDiskAtFault)
    {
        isDiskAtFault = false;
        try
        {
            content = CandidateFile.WithKind(content, out var kind);
            if (kind is SymbolFileKind.Breakpad or SymbolFileKind.Unknown)
            {
                var error = SymbolCacheWriter.Write(content, path, limits).Error;
                isDiskAtFault = error == SymbolCacheError.Inaccessible;
                detail = Words(error);
                return StatusOf(error);
            }

            return WriteObject(id, content, candidate, path, limits, out detail, out isDiskAtFault);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            detail = Words(SymbolCacheError.BadCompression);
            return SymbolStatus.Malformed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            detail = e.Message;
            return SymbolStatus.Unreachable;
        }
    }

    /// <summary>What the MODULE record says, when it is another module's than the wanted one's; else null.</summary>
    public static string? OtherIdOf(SymbolCacheFile symbols, ModuleId wanted)
    {
        const int idField = 2;
        var fields = symbols.Module.Split(' ', 4);
        return fields.Length > idField && fields[idField].Length >= SymbolObjectMatch.GuidDigits && wanted.DebugId.Length >= SymbolObjectMatch.GuidDigits
            && string.Compare(fields[idField], 0, wanted.DebugId, 0, SymbolObjectMatch.GuidDigits, StringComparison.OrdinalIgnoreCase) != 0
                ? fields[idField]
                : null;
    }

    static SymbolStatus WriteObject(
        ModuleId id, Stream content, SymbolCandidate candidate, string path, SymbolLimits limits, out string detail, out bool isDiskAtFault)
    {
        isDiskAtFault = false;
        using var file = CandidateFile.Open(content, limits);
        if (file is null)
        {
            detail = "it cannot be mapped";
            return SymbolStatus.Unreachable;
        }

        var heads = SymbolFileIdentity.Read(file.Bytes).Objects;
        if (heads.Count == 0)
        {
            detail = "its headers cannot be read";
            return SymbolStatus.Malformed;
        }

        if (!heads.Any(head => head.IsOf(id)))
        {
            detail = "it has " + string.Join(", ", heads.Select(static head => head.ShownId()).Distinct(StringComparer.Ordinal));
            return SymbolStatus.WrongId;
        }

        using var debugFile = candidate.DebugFile is null ? null : MappedFileBytes.TryOpen(candidate.DebugFile, out _);
        var name = id.DebugFile.Length > 0 ? id.DebugFile : id.CodeFile.Length > 0 ? id.CodeFile : Path.GetFileName(candidate.Place);
        var error = SymbolDump.TryWriteCache(
            new SymbolDumpInput(file.Bytes) { DebugFile = debugFile },
            new SymbolDumpOptions { ModuleName = name },
            path,
            limits,
            out _,
            out var cache);
        isDiskAtFault = cache?.Error == SymbolCacheError.Inaccessible;
        detail = error != SymbolDumpError.None ? Words(error) : Words(cache!.Error);
        return error != SymbolDumpError.None ? SymbolStatus.Malformed : StatusOf(cache!.Error);
    }

    static SymbolStatus StatusOf(SymbolCacheError error) => error switch
    {
        SymbolCacheError.None => SymbolStatus.Found,
        SymbolCacheError.Inaccessible or SymbolCacheError.NotFound => SymbolStatus.Unreachable,
        _ => SymbolStatus.Malformed,
    };

    static string Words(SymbolCacheError error) => error switch
    {
        SymbolCacheError.None => "",
        SymbolCacheError.Inaccessible => "the disk failed or may not be written",
        SymbolCacheError.NotASymbolFile => "not a symbol file",
        SymbolCacheError.BadCompression => "its compression is damaged",
        SymbolCacheError.TooLarge => "too large",
        _ => "damaged",
    };

    static string Words(SymbolDumpError error) => error switch
    {
        SymbolDumpError.UnknownFormat => "a format without an engine",
        SymbolDumpError.Malformed => "damaged beyond reading",
        SymbolDumpError.NoIdentity => "it has neither an id nor code",
        SymbolDumpError.WrongDebugFile => "its debug file is of another build",
        _ => "no functions, exported names or unwind information",
    };
}

namespace Inquest.Symbols.Sources;

/// <summary>
/// Symbol files below a folder: in Breakpad's layout, or loose in the folder itself and known by their MODULE line.
/// A path to one symbol file is a source too.
/// </summary>
public sealed class FolderSymbolSource(string path, SymbolLimits? limits = null) : ISymbolSource
{
    static readonly EnumerationOptions AnyCase = new()
    {
        MatchCasing = MatchCasing.CaseInsensitive,
        MatchType = MatchType.Simple,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
    };

    readonly LooseSymbolFiles _loose = new(path, limits ?? SymbolLimits.Default);

    public IReadOnlyList<SymbolCandidate> Find(ModuleId id)
    {
        var candidates = new List<SymbolCandidate>();
        foreach (var (name, debugId, fileName) in SymbolPath.For(id))
        {
            if (FindInLayout(name, debugId, fileName) is { } found)
            {
                candidates.Add(Candidate(found));
            }
        }

        if (_loose.Find(id) is { } loose)
        {
            candidates.Add(Candidate(loose));
        }

        return candidates.Count > 0 ? candidates : [Absent(id)];
    }

    string? FindInLayout(string name, string debugId, string fileName)
    {
        var exact = Path.Combine(path, name, debugId, fileName);
        if (File.Exists(exact))
        {
            return exact;
        }

        if (File.Exists(exact + ".gz"))
        {
            return exact + ".gz";
        }

        // Windows and macOS do not mind case, so stores made there spell names and ids as they like.
        return Entry(path, name, isFolder: true) is { } byName && Entry(byName, debugId, isFolder: true) is { } byId
            ? Entry(byId, fileName, isFolder: false) ?? Entry(byId, fileName + ".gz", isFolder: false)
            : null;
    }

    static string? Entry(string folder, string name, bool isFolder)
    {
        try
        {
            var entries = isFolder
                ? Directory.EnumerateDirectories(folder, name, AnyCase)
                : Directory.EnumerateFiles(folder, name, AnyCase);
            return entries.FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    SymbolCandidate Absent(ModuleId id)
    {
        var expected = SymbolPath.For(id) is [var (name, debugId, fileName), ..]
            ? Path.Combine(path, name, debugId, fileName)
            : path;
        return new SymbolCandidate(
            expected, "absent:" + expected, IsRemote: false,
            () => SymbolContent.Missing(Directory.Exists(path) || File.Exists(path)
                ? SymbolStatus.NotFound
                : SymbolStatus.Unreachable));
    }

    static SymbolCandidate Candidate(string file)
    {
        var info = new FileInfo(file);
        var full = Path.GetFullPath(file);
        var identity = info.Exists ? $"file:{full}:{info.Length}:{info.LastWriteTimeUtc.Ticks}" : "absent:" + full;
        return new SymbolCandidate(file, identity, IsRemote: false, () => Open(file));
    }

    static SymbolContent Open(string file)
    {
        try
        {
            // No buffer: the conversion reads in large pieces of its own.
            return new SymbolContent(SymbolStatus.Found, new FileStream(file, new FileStreamOptions
            {
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
                Share = FileShare.ReadWrite | FileShare.Delete,
            }));
        }
        catch (UnauthorizedAccessException)
        {
            return SymbolContent.Missing(SymbolStatus.Denied);
        }
        catch (IOException e)
        {
            return SymbolContent.Missing(e is FileNotFoundException or DirectoryNotFoundException
                ? SymbolStatus.NotFound
                : SymbolStatus.Unreachable);
        }
    }
}

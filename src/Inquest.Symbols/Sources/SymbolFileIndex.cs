using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Identity;

namespace Inquest.Symbols.Sources;

/// <summary>The symbol files, binaries and debug files below a folder, or a single one, by the ids that they state themselves.</summary>
/// <remarks>
/// Made at the first question and again when a folder has changed; files that did not change are not read again. Folders
/// that layouts name by an id are left out: they are asked by path. Links to folders are not followed.
/// </remarks>
sealed class SymbolFileIndex(string root, SymbolLimits limits, TimeProvider time)
{
    // MODULE and INFO stand at the top; paths in them are rarely longer than a few hundred bytes.
    const int HeadBytes = 4096;

    // Enough for every magic number.
    const int MagicLength = 64;
    const int BuildIdDigitsMin = SymbolObjectMatch.GuidDigits;

    static readonly string[] PackedText = [".sym.gz", ".sym.zst"];

    static readonly EnumerationOptions Entries = new()
    {
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
        ReturnSpecialDirectories = false,
    };

    readonly Lock _lock = new();
    readonly Dictionary<string, DateTime> _folders = new(StringComparer.Ordinal);
    Dictionary<string, (long Length, DateTime ChangedAt, IReadOnlyList<SymbolObject> Heads)> _files = new(StringComparer.Ordinal);
    ILookup<string, IndexedFile> _byId = Array.Empty<IndexedFile>().ToLookup(static _ => "");
    ILookup<string, IndexedFile> _byName = Array.Empty<IndexedFile>().ToLookup(static _ => "");
    long? _checkedAt;

    /// <summary>Files that belong to some module.</summary>
    public int Count { get; private set; }

    /// <summary>True when there are more files than are indexed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The files of a module, best first.</summary>
    public IReadOnlyList<IndexedFile> Find(ModuleId id)
    {
        lock (_lock)
        {
            Refresh();
            return
            [
                .. Keys(id).SelectMany(key => _byId[key])
                    .Where(file => file.Head.IsOf(id))
                    .Distinct()
                    .OrderBy(static file => file.Rank)
                    .ThenBy(static file => file.Path, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Files of this base name, whatever module they belong to.</summary>
    public IReadOnlyList<IndexedFile> Named(string fileName)
    {
        lock (_lock)
        {
            Refresh();
            return [.. _byName[fileName.ToUpperInvariant()]];
        }
    }

    static IEnumerable<string> Keys(ModuleId id)
    {
        if (SymbolPath.IsId(id.DebugId))
        {
            yield return DebugKey(id.DebugId);
        }

        if (SymbolPath.IsId(id.CodeId))
        {
            yield return CodeKey(id.CodeId);
        }
    }

    // Without the age: see SymbolObjectMatch.
    static string DebugKey(string debugId) =>
        "d" + (debugId.Length > BuildIdDigitsMin ? debugId[..BuildIdDigitsMin] : debugId).ToUpperInvariant();

    static string CodeKey(string codeId) => "c" + codeId.ToUpperInvariant();

    void Refresh()
    {
        var now = time.GetTimestamp();
        if (_checkedAt is { } before && ((_folders.Count > limits.FoldersCheckedAlways && time.GetElapsedTime(before, now) < limits.IndexRecheck)
            || !HasChanged()))
        {
            return;
        }

        Read();
        _checkedAt = time.GetTimestamp();
    }

    /// <summary>A folder's time changes when a file comes or goes, which is when the index must be made again.</summary>
    bool HasChanged()
    {
        _checkedAt = time.GetTimestamp();
        foreach (var (folder, changedAt) in _folders)
        {
            if (ChangeOf(folder) != changedAt)
            {
                return true;
            }
        }

        return false;
    }

    void Read()
    {
        var known = _files;
        _files = new(StringComparer.Ordinal);
        _folders.Clear();
        IsCut = false;
        var found = new List<IndexedFile>();
        foreach (var path in Walk())
        {
            found.AddRange(HeadsOf(path, known).Select(head => new IndexedFile(path, head)));
        }

        Count = _files.Count(static file => file.Value.Heads.Count > 0);
        _byId = found.SelectMany(static file => KeysOf(file).Select(key => (key, file)))
            .ToLookup(static pair => pair.key, static pair => pair.file, StringComparer.Ordinal);
        _byName = found.ToLookup(static file => Path.GetFileName(file.Path).ToUpperInvariant(), StringComparer.Ordinal);
    }

    static IEnumerable<string> KeysOf(IndexedFile file)
    {
        if (file.Head.DebugId.Length > 0)
        {
            yield return DebugKey(file.Head.DebugId);
        }

        if (file.Head.CodeId.Length > 0)
        {
            yield return CodeKey(file.Head.CodeId);
        }
    }

    IEnumerable<string> Walk()
    {
        if (File.Exists(root))
        {
            _folders[root] = ChangeOf(root);
            yield return root;
            yield break;
        }

        var open = new Queue<(string Folder, int Depth)>();
        open.Enqueue((root, 0));
        var count = 0;
        while (open.TryDequeue(out var next))
        {
            _folders[next.Folder] = ChangeOf(next.Folder);
            foreach (var entry in EntriesOf(next.Folder))
            {
                if (entry is DirectoryInfo folder)
                {
                    if (next.Depth < limits.IndexDepthMax && _folders.Count + open.Count < limits.IndexFoldersMax && IsPlain(folder))
                    {
                        open.Enqueue((folder.FullName, next.Depth + 1));
                    }

                    continue;
                }

                if (count++ >= limits.IndexFilesMax)
                {
                    IsCut = true;
                    yield break;
                }

                yield return entry.FullName;
            }
        }
    }

    static bool IsPlain(DirectoryInfo folder) =>
        !folder.Attributes.HasFlag(FileAttributes.ReparsePoint)
        && folder.Name is not (".build-id" or ".git" or "buildid")
        && !(folder.Name.Length >= BuildIdDigitsMin && SymbolPath.IsId(folder.Name))
        && !folder.Name.StartsWith("elf-buildid-", StringComparison.OrdinalIgnoreCase)
        && !folder.Name.StartsWith("mach-uuid-", StringComparison.OrdinalIgnoreCase);

    static IEnumerable<FileSystemInfo> EntriesOf(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Entries).OrderBy(static e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    static DateTime ChangeOf(string folder) =>
        Directory.Exists(folder) ? Directory.GetLastWriteTimeUtc(folder) : File.GetLastWriteTimeUtc(folder);

    IReadOnlyList<SymbolObject> HeadsOf(
        string path, Dictionary<string, (long Length, DateTime ChangedAt, IReadOnlyList<SymbolObject> Heads)> known)
    {
        try
        {
            var info = new FileInfo(path);
            var (length, changedAt) = (info.Length, info.LastWriteTimeUtc);
            var heads = known.TryGetValue(path, out var before) && before.Length == length && before.ChangedAt == changedAt
                ? before.Heads
                : length < MagicLength ? [] : ReadHeads(path);
            _files[path] = (length, changedAt, heads);
            return heads;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ZstdSharp.ZstdException)
        {
            return [];
        }
    }

    static IReadOnlyList<SymbolObject> ReadHeads(string path)
    {
        if (Array.Exists(PackedText, end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
        {
            using var packed = File.OpenRead(path);
            return TextHead(SymStream.Open(packed));
        }

        Span<byte> magic = stackalloc byte[MagicLength];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            switch (SymbolFileIdentity.KindOf(magic[..length]))
            {
                case SymbolFileKind.Unknown:
                    return [];
                case SymbolFileKind.Breakpad:
                    file.Position = 0;
                    return TextHead(file);
            }
        }

        using var bytes = MappedFileBytes.TryOpen(path, out _);
        return bytes is null ? [] : SymbolFileIdentity.Read(bytes).Objects;
    }

    static IReadOnlyList<SymbolObject> TextHead(Stream text)
    {
        var buffer = new byte[HeadBytes];
        var length = text.ReadAtLeast(buffer, HeadBytes, throwOnEndOfStream: false);
        var head = SymHead.Read(buffer.AsSpan(0, length));
        return head.DebugId.Length == 0 && head.CodeId.Length == 0
            ? []
            : [new SymbolObject(SymbolFileKind.Breakpad, head.DebugId, head.CodeId.ToLowerInvariant(), head.Name, head.CodeFile, "", "", SymbolFeatures.None)];
    }
}

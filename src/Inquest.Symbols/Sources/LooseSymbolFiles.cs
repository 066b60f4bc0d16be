using Inquest.Formats.BreakpadSym;
using Inquest.Symbols.Cache;

namespace Inquest.Symbols.Sources;

/// <summary>The symbol files that lie directly in a folder, or a single one, by the ids that they state themselves.</summary>
sealed class LooseSymbolFiles(string path, SymbolLimits limits)
{
    // MODULE and INFO stand at the top; paths in them are rarely longer than a few hundred bytes.
    const int HeadBytes = 4096;

    static readonly string[] Endings = [".sym", ".syms", ".sym.gz", ".sym.zst"];

    readonly Lock _lock = new();
    Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    DateTime _indexedAt = DateTime.MinValue;

    public string? Find(ModuleId id)
    {
        var files = Index();
        return SymbolPath.IsId(id.DebugId) && files.TryGetValue(id.DebugId, out var byDebugId) ? byDebugId
            : SymbolPath.IsId(id.CodeId) && files.TryGetValue("code:" + id.CodeId, out var byCodeId) ? byCodeId
            : null;
    }

    Dictionary<string, string> Index()
    {
        lock (_lock)
        {
            // A folder's time changes when a file comes or goes, which is when the index must be made again.
            var changedAt = Directory.GetLastWriteTimeUtc(path);
            if (changedAt != _indexedAt)
            {
                _files = Read();
                _indexedAt = changedAt;
            }

            return _files;
        }
    }

    Dictionary<string, string> Read()
    {
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in List())
        {
            var head = SymHead.Read(ReadHead(file));
            if (head.DebugId.Length > 0)
            {
                files.TryAdd(head.DebugId, file);
            }

            if (head.CodeId.Length > 0)
            {
                files.TryAdd("code:" + head.CodeId, file);
            }
        }

        return files;
    }

    List<string> List()
    {
        try
        {
            return File.Exists(path)
                ? [path]
                : Directory.EnumerateFiles(path)
                    .Where(file => Endings.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
                    .Take(limits.LooseFilesMax)
                    .ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    static byte[] ReadHead(string file)
    {
        try
        {
            using var content = File.OpenRead(file);
            using var text = SymStream.Open(content);
            var head = new byte[HeadBytes];
            var length = text.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            return head[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or ZstdSharp.ZstdException)
        {
            return [];
        }
    }
}

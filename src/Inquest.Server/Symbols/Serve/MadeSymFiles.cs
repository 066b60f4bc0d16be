using System.Collections.Concurrent;
using Inquest.Storage.Symbols;
using Inquest.Symbols.Dump;
using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols.Serve;

/// <summary>Breakpad text made from stored binaries and debug files, for clients that read nothing else. Kept until the space is needed.</summary>
sealed class MadeSymFiles(SymbolVault vault, string folder, SymbolServeLimits limits) : IDisposable
{
    readonly string _folder = Directory.CreateDirectory(folder).FullName;
    readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _making = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _atOnce = new(limits.DumpsAtOnce);

    /// <param name="all">All stored files of the module.</param>
    /// <param name="name">Name of the module for its first line.</param>
    /// <returns>Null when nothing can be made of them.</returns>
    public async Task<FileStream?> OpenAsync(IReadOnlyList<StoredObject> all, string name, CancellationToken cancellationToken)
    {
        var binary = all.FirstOrDefault(part => IsObject(part) && Has(part, SymbolFeatures.Code));
        var debug = all.FirstOrDefault(part => IsObject(part) && part != binary && Has(part, SymbolFeatures.DebugInfo));
        var first = binary ?? debug;
        if (first is null)
        {
            return null;
        }

        var second = binary is not null && !Has(binary, SymbolFeatures.DebugInfo) ? debug : null;
        var key = Convert.ToHexStringLower(first.Sha256)[..32] + (second is null ? "" : Convert.ToHexStringLower(second.Sha256)[..32]);
        var path = Path.Combine(_folder, key + ".sym");
        if (!File.Exists(path))
        {
            // Several clients that ask for one file at once wait for one dump.
            var making = _making.GetOrAdd(key, _ => new Lazy<Task<bool>>(() => MakeAsync(first, second, name, path)));
            try
            {
                if (!await making.Value.WaitAsync(cancellationToken))
                {
                    return null;
                }
            }
            finally
            {
                if (making.IsValueCreated && making.Value.IsCompleted)
                {
                    _making.TryRemove(key, out _);
                }
            }
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
    }

    public void Dispose() => _atOnce.Dispose();

    async Task<bool> MakeAsync(StoredObject binary, StoredObject? debug, string name, string path)
    {
        await _atOnce.WaitAsync();
        var temporary = path + "." + Guid.NewGuid().ToString("N");
        try
        {
            return await Task.Run(() => Make(binary, debug, name, temporary, path));
        }
        finally
        {
            File.Delete(temporary);
            _atOnce.Release();
        }
    }

    bool Make(StoredObject binary, StoredObject? debug, string name, string temporary, string path)
    {
        using var binaryFile = UnpackedFile.TryMake(vault, binary.Sha256);
        using var debugFile = debug is null ? null : UnpackedFile.TryMake(vault, debug.Sha256);
        if (binaryFile is null)
        {
            return false;
        }

        var input = new SymbolDumpInput(binaryFile.Bytes) { DebugFile = debugFile?.Bytes };
        using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        {
            if (SymbolDump.TryWriteText(input, new SymbolDumpOptions { ModuleName = name }, output, out _) != SymbolDumpError.None)
            {
                return false;
            }
        }

        File.Move(temporary, path, overwrite: true);
        Trim();
        return true;
    }

    void Trim()
    {
        long kept = 0;
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*.sym").OrderByDescending(file => file.LastAccessTimeUtc).ToList())
        {
            kept += file.Length;
            if (kept > limits.MadeBytesMax)
            {
                file.Delete();
            }
        }
    }

    static bool IsObject(StoredObject part) => SymbolFileKinds.Parse(part.Kind) is SymbolFileKind.Elf or SymbolFileKind.Pe or SymbolFileKind.MachO or SymbolFileKind.Pdb;

    static bool Has(StoredObject part, SymbolFeatures feature) => ((SymbolFeatures)part.Features).HasFlag(feature);
}

using System.Text;
using Inquest.Symbols.Cache;

namespace Inquest.Symbols.Tests;

/// <summary>Converts symbol text and opens the result; files go away with it.</summary>
sealed class SymFixture : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-symbols-").FullName;

    public SymFixture(byte[] sym, SymbolLimits? limits = null)
    {
        CachePath = Path.Combine(_folder, "cache.isc");
        Result = SymbolCacheWriter.Write(new MemoryStream(sym), CachePath, limits);
        OpenError = SymbolCacheFile.TryOpen(CachePath, out var file, limits);
        File = file!;
    }

    public SymFixture(string sym, SymbolLimits? limits = null)
        : this(Encoding.UTF8.GetBytes(sym), limits)
    {
    }

    public string CachePath { get; }

    public SymbolCacheResult Result { get; }

    public SymbolCacheError OpenError { get; }

    public SymbolCacheFile File { get; }

    public void Dispose()
    {
        File?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

using System.IO.Compression;
using Inquest.Symbols;
using Inquest.Unwind.Tests.Synthetic;

namespace Inquest.Unwind.Tests.Real;

/// <summary>A case's folder of .sym files, some of them gzipped: <c>debug file/debug id/name.sym</c>.</summary>
sealed class SymFolder(string? folder) : ISymbolProvider
{
    public SymbolSearch Find(ModuleId id)
    {
        var inner = folder is null ? null : Path.Combine(folder, id.DebugFile, id.DebugId);
        if (inner is null || !Directory.Exists(inner) || id.DebugId.Length == 0)
        {
            return new SymbolSearch(null, SymbolStatus.NotFound, null, []);
        }

        var file = Directory.EnumerateFiles(inner).First(f => f.EndsWith(".sym", StringComparison.Ordinal) || f.EndsWith(".sym.gz", StringComparison.Ordinal));
        using var raw = File.OpenRead(file);
        using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream);
        return new SymbolSearch(SymText.Parse(reader.ReadToEnd()), SymbolStatus.Found, file, []);
    }
}

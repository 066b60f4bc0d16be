using Inquest.Formats;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols.Serve;

/// <summary>A stored content, unpacked and mapped; gone when disposed of.</summary>
sealed class UnpackedFile : IDisposable
{
    readonly string _path;

    UnpackedFile(string path, FileBytes bytes)
    {
        _path = path;
        Bytes = bytes;
    }

    public FileBytes Bytes { get; }

    public static UnpackedFile? TryMake(SymbolVault vault, byte[] sha256)
    {
        using var content = vault.Open(sha256);
        if (content is null)
        {
            return null;
        }

        var path = vault.NewPath();
        var isKept = false;
        try
        {
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
            {
                content.CopyTo(file, 1 << 20);
            }

            var bytes = MappedFileBytes.TryOpen(path, out _);
            isKept = bytes is not null;
            return bytes is null ? null : new UnpackedFile(path, bytes);
        }
        finally
        {
            if (!isKept)
            {
                File.Delete(path);
            }
        }
    }

    public void Dispose()
    {
        Bytes.Dispose();
        File.Delete(_path);
    }
}

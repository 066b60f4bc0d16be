using System.Security.Cryptography;

namespace Inquest.Storage;

/// <summary>Files named by the SHA-256 of their content, below one folder: <c>ab/cd…</c>. Equal contents are kept once.</summary>
/// <remarks>A blob is complete and synced before its name exists, and is written before the row that names it commits.</remarks>
public sealed class BlobStore
{
    readonly string _folder;

    public BlobStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "new"));
    }

    /// <summary>Keeps the bytes and returns their hash (32 bytes).</summary>
    public byte[] Put(ReadOnlySpan<byte> content)
    {
        var hash = SHA256.HashData(content);
        var path = PathOf(hash);
        if (File.Exists(path))
        {
            // Young again, by the clock of the file system: the sweep spares it until the row that names it is there.
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return hash;
        }

        var temporary = Path.Combine(_folder, "new", Guid.NewGuid().ToString("N"));
        using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
        return hash;
    }

    /// <summary>Takes over a file that is synced already and whose SHA-256 is known; it must lie on the same disk.</summary>
    public void Adopt(string file, ReadOnlySpan<byte> hash)
    {
        var path = PathOf(hash);
        if (File.Exists(path))
        {
            File.Delete(file);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
    }

    /// <summary>Where the content of a hash lies; the file may be missing.</summary>
    public string PathOf(ReadOnlySpan<byte> hash)
    {
        var hex = Convert.ToHexStringLower(hash);
        return Path.Combine(_folder, hex[..2], hex[2..]);
    }

    /// <summary>Blobs whose hash begins with a byte and that were put before <paramref name="before"/>.</summary>
    public IEnumerable<byte[]> OlderThan(byte first, DateTime before)
    {
        var folder = new DirectoryInfo(Path.Combine(_folder, first.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var file in folder.Exists ? folder.EnumerateFiles() : [])
        {
            if (file.Name.Length == 62 && file.LastWriteTimeUtc < before && file.Name.All(char.IsAsciiHexDigitLower))
            {
                yield return Convert.FromHexString(folder.Name + file.Name);
            }
        }
    }

    /// <summary>Opens a blob for reading, or returns null when it is not there.</summary>
    public FileStream? Open(ReadOnlySpan<byte> hash)
    {
        try
        {
            return new FileStream(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 << 10, useAsync: false);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

using System.IO.Compression;
using System.Security.Cryptography;

namespace Inquest.Server.Symbols;

/// <summary>Pieces of files on their way in, named by their hash, per organisation. What is here need not be sent again.</summary>
/// <remarks>Pieces are verified when they come and go a day after they came; an interrupted upload goes on where it stopped.</remarks>
sealed class ChunkStore
{
    readonly string _folder;
    readonly SymbolUploadLimits _limits;
    readonly TimeProvider _time;
    readonly Lock _lock = new();
    long _bytes;
    DateTimeOffset _cleanedAt = DateTimeOffset.MinValue;

    public ChunkStore(string folder, SymbolUploadLimits limits, TimeProvider time)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _limits = limits;
        _time = time;
        CleanIfDue();
    }

    /// <summary>Hex digits of SHA-1 or SHA-256, which name a piece here.</summary>
    public static bool IsHash(string? hash) => hash is { Length: 40 or 64 } && hash.All(char.IsAsciiHexDigit);

    public bool Has(long organizationId, string hash) => File.Exists(PathOf(organizationId, hash));

    /// <summary>Keeps a piece whose bytes have the hash that it is called by.</summary>
    /// <param name="content">The piece, or gzip or zstd of it.</param>
    public async Task<SymbolUploadError> PutAsync(
        long organizationId, string hash, Stream content, CancellationToken cancellationToken)
    {
        CleanIfDue();
        var path = PathOf(organizationId, hash);
        byte[] piece;
        try
        {
            if (await ReadAsync(content, cancellationToken) is not { } read)
            {
                return SymbolUploadError.TooLarge;
            }

            piece = read;
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException)
        {
            return SymbolUploadError.InvalidCompression;
        }

        var actual = hash.Length == 64 ? SHA256.HashData(piece) : Sha1(piece);
        if (!actual.AsSpan().SequenceEqual(Convert.FromHexString(hash)))
        {
            return SymbolUploadError.WrongHash;
        }

        if (File.Exists(path))
        {
            return SymbolUploadError.None;
        }

        lock (_lock)
        {
            if (_bytes + piece.Length > _limits.ChunkStoreBytesMax)
            {
                return SymbolUploadError.TooLarge;
            }

            _bytes += piece.Length;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + "." + Guid.NewGuid().ToString("N");
        await File.WriteAllBytesAsync(temporary, piece, cancellationToken);
        File.Move(temporary, path, overwrite: true);
        return SymbolUploadError.None;
    }

    /// <summary>The pieces one behind the other; null when one of them is not here.</summary>
    public Stream? Open(long organizationId, IReadOnlyList<string> hashes)
    {
        var paths = hashes.Select(hash => PathOf(organizationId, hash)).ToList();
        return paths.TrueForAll(File.Exists) ? new ConcatenatedFiles(paths) : null;
    }

    /// <summary>Drops pieces that have become a file.</summary>
    public void Remove(long organizationId, IEnumerable<string> hashes)
    {
        foreach (var path in hashes.Select(hash => PathOf(organizationId, hash)))
        {
            Delete(new FileInfo(path));
        }
    }

    async Task<byte[]?> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        var magic = new byte[4];
        var length = await content.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        Stream whole = new PrefixedStream(magic.AsMemory(0, length), content);
        await using var unpacked = magic switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD] => new ZstdSharp.DecompressionStream(whole),
            _ => whole,
        };
        using var piece = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await unpacked.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (piece.Length + count > _limits.ChunkBytes)
            {
                return null;
            }

            piece.Write(buffer, 0, count);
        }

        return piece.ToArray();
    }

    void CleanIfDue()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            if (now - _cleanedAt < TimeSpan.FromHours(1))
            {
                return;
            }

            _cleanedAt = now;
            _bytes = 0;
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList())
            {
                _bytes += file.Length;
                if (now - new DateTimeOffset(file.LastWriteTimeUtc) > _limits.ChunkLifetime)
                {
                    Delete(file);
                }
            }
        }
    }

    void Delete(FileInfo file)
    {
        if (file.Exists)
        {
            lock (_lock)
            {
                _bytes -= file.Length;
            }

            file.Delete();
        }
    }

    // SHA-1 names pieces because clients do; the whole file is then told by SHA-256.
#pragma warning disable CA5350
    static byte[] Sha1(byte[] piece) => SHA1.HashData(piece);
#pragma warning restore CA5350

    string PathOf(long organizationId, string hash) => Path.Combine(
        _folder, organizationId.ToString(System.Globalization.CultureInfo.InvariantCulture), hash[..2], hash.ToLowerInvariant());
}

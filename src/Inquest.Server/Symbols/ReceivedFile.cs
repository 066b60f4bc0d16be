using System.IO.Compression;
using System.Security.Cryptography;

namespace Inquest.Server.Symbols;

/// <summary>A file on its way in: complete on the vault's disk, with its hashes. Disposing removes it.</summary>
sealed class ReceivedFile : IDisposable
{
    const int BufferBytes = 1 << 17;
    const int MagicBytes = 4;

    ReceivedFile(string path, long size, byte[] sha1, byte[] sha256)
    {
        Path = path;
        Size = size;
        Sha1 = sha1;
        Sha256 = sha256;
    }

    public string Path { get; }

    public long Size { get; }

    public byte[] Sha1 { get; }

    public byte[] Sha256 { get; }

    /// <summary>Writes a stream, unpacked when it is gzip or zstd, into a new file.</summary>
    /// <param name="budget">Bytes that may come out; not more than one file may have.</param>
    /// <param name="unpacks">False keeps gzip and zstd as they are.</param>
    public static async Task<(SymbolUploadError Error, ReceivedFile? File)> TakeAsync(
        Stream content, string path, SymbolUploadLimits limits, long budget, CancellationToken cancellationToken,
        bool unpacks = true)
    {
        var isKept = false;
        try
        {
            var magic = new byte[MagicBytes];
            var length = await content.ReadAtLeastAsync(magic, MagicBytes, throwOnEndOfStream: false, cancellationToken);
            var packed = new CountingStream(new PrefixedStream(magic.AsMemory(0, length), content));
            await using var unpacked = unpacks ? Unpack(packed, magic) : packed;
            var (error, file) = await CopyAsync(unpacked, packed, path, limits, Math.Min(budget, limits.FileBytesMax), cancellationToken);
            isKept = file is not null;
            return (error, file);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            return (SymbolUploadError.InvalidCompression, null);
        }
        finally
        {
            if (!isKept)
            {
                File.Delete(path);
            }
        }
    }

    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);

    public void Dispose() => File.Delete(Path);

    static Stream Unpack(Stream packed, byte[] magic) => magic switch
    {
        [0x1F, 0x8B, ..] => new GZipStream(packed, CompressionMode.Decompress),
        [0x28, 0xB5, 0x2F, 0xFD] => new ZstdSharp.DecompressionStream(packed),
        _ => packed,
    };

    static async Task<(SymbolUploadError Error, ReceivedFile? File)> CopyAsync(
        Stream content, CountingStream packed, string path, SymbolUploadLimits limits, long bytesMax, CancellationToken cancellationToken)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        var buffer = new byte[BufferBytes];
        long size = 0;
        while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            size += read;
            if (size > bytesMax)
            {
                return (SymbolUploadError.TooLarge, null);
            }

            if (size > limits.RatioFreeBytes && size / Math.Max(1, packed.BytesRead) > limits.RatioMax)
            {
                return (SymbolUploadError.SuspiciousCompression, null);
            }

            sha1.AppendData(buffer, 0, read);
            sha256.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return (SymbolUploadError.None, new ReceivedFile(path, size, sha1.GetHashAndReset(), sha256.GetHashAndReset()));
    }
}

using System.Security.Cryptography;

namespace Inquest.Cli.SymbolFiles;

/// <summary>A file cut into pieces, with the hashes that name it and them.</summary>
sealed record UploadPlan(FoundSymbolFile File, string Sha256, IReadOnlyList<string> Chunks, int ChunkBytes)
{
    public static UploadPlan Of(FoundSymbolFile file, int chunkBytes)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = System.IO.File.OpenRead(file.Path);
        var chunks = new List<string>();
        var buffer = new byte[chunkBytes];
        int length;
        while ((length = stream.ReadAtLeast(buffer, chunkBytes, throwOnEndOfStream: false)) > 0)
        {
            whole.AppendData(buffer, 0, length);
            chunks.Add(Convert.ToHexStringLower(SHA256.HashData(buffer.AsSpan(0, length))));
        }

        return new UploadPlan(file, Convert.ToHexStringLower(whole.GetHashAndReset()), chunks, chunkBytes);
    }

    /// <summary>The bytes of a piece, packed with zstd.</summary>
    public byte[] Pack(int index)
    {
        using var stream = System.IO.File.OpenRead(File.Path);
        stream.Position = (long)index * ChunkBytes;
        var buffer = new byte[ChunkBytes];
        var length = stream.ReadAtLeast(buffer, ChunkBytes, throwOnEndOfStream: false);
        using var compressor = new ZstdSharp.Compressor(3);
        return compressor.Wrap(buffer.AsSpan(0, length)).ToArray();
    }
}

using System.IO.Compression;
using System.Security.Cryptography;

namespace Inquest.Web;

/// <summary>A browser file of ours, embedded in the assembly and addressed by the hash of its content.</summary>
/// <remarks>Because the address changes with the bytes, an answer may be cached for ever.</remarks>
public sealed class WebAsset
{
    readonly Lazy<byte[]> _brotli;
    readonly Lazy<byte[]> _gzip;

    internal WebAsset(string name, string contentType, byte[] bytes)
    {
        Bytes = bytes;
        ContentType = contentType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6));
        Path = $"/assets/{System.IO.Path.GetFileNameWithoutExtension(name)}.{hash}{System.IO.Path.GetExtension(name)}";
        // Compressed once, when first asked for: the best level takes 50 ms, which a start should not pay.
        _brotli = new(() => Compress(stream => new BrotliStream(stream, CompressionLevel.SmallestSize)));
        _gzip = new(() => Compress(stream => new GZipStream(stream, CompressionLevel.SmallestSize)));
    }

    /// <summary>Absolute path with the content hash, e.g. <c>/assets/app.0a1b2c3d4e5f.css</c>.</summary>
    public string Path { get; }

    public string ContentType { get; }

    public byte[] Bytes { get; }

    public byte[] Brotli => _brotli.Value;

    public byte[] Gzip => _gzip.Value;

    byte[] Compress(Func<Stream, Stream> open)
    {
        using var target = new MemoryStream();
        using (var compressor = open(target))
        {
            compressor.Write(Bytes);
        }

        return target.ToArray();
    }
}

using System.IO.Compression;
using System.Net.Http.Headers;
using ZstdSharp;

namespace Inquest.Client.Delivery;

/// <summary>How bodies are packed on the wire.</summary>
public enum WireCompression
{
    /// <summary>What every server takes.</summary>
    Gzip,

    /// <summary>Smaller and faster; our server and newer Sentry servers take it.</summary>
    Zstd,

    None,
}

/// <summary>The streams and headers of <see cref="WireCompression"/>.</summary>
static class WireCompressionStreams
{
    // Windows grow with the level; servers allow a decoder 8 MiB.
    const int ZstdLevel = 6;

    public static void Announce(this WireCompression compression, HttpContentHeaders headers)
    {
        if (compression != WireCompression.None)
        {
            headers.ContentEncoding.Add(compression == WireCompression.Zstd ? "zstd" : "gzip");
        }
    }

    /// <summary>A stream that packs into <paramref name="output"/>, which stays open.</summary>
    public static Stream Open(this WireCompression compression, Stream output) => compression switch
    {
        WireCompression.Zstd => new CompressionStream(output, ZstdLevel, leaveOpen: true),
        WireCompression.None => new UnclosedStream(output),
        _ => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
    };
}

using System.IO.Compression;

namespace Inquest.Symbols.Cache;

/// <summary>Gives the text of a symbol file, whatever it is packed in.</summary>
static class SymStream
{
    const int MagicLength = 4;

    /// <summary>Decompresses gzip and zstd, which the first bytes tell; anything else is passed on as it is.</summary>
    public static Stream Open(Stream content)
    {
        var magic = new byte[MagicLength];
        var length = content.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
        var whole = new PrefixedStream(magic.AsMemory(0, length), content);
        return magic switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xb5, 0x2f, 0xfd] => new ZstdSharp.DecompressionStream(whole, leaveOpen: false),
            _ => whole,
        };
    }
}

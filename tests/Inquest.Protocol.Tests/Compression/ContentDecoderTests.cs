using System.IO.Compression;
using Inquest.Protocol.Compression;

namespace Inquest.Protocol.Tests.Compression;

public sealed class ContentDecoderTests
{
    static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"type\":\"event\"} ", 500)));

    public static byte[] Pack(string coding, byte[] bytes)
    {
        using var output = new MemoryStream();
        using (Stream packer = coding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true),
            "zlib" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "raw" => new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZstdSharp.CompressionStream(output, leaveOpen: true),
        })
        {
            packer.Write(bytes);
        }

        return output.ToArray();
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("zlib", "deflate")]
    [InlineData("raw", "deflate")]
    [InlineData("br", "br")]
    [InlineData("zstd", "ZSTD")]
    public void Undoes_every_coding(string packer, string header)
    {
        Assert.Equal(DecodeStatus.Ok, ContentDecoder.Decode(Pack(packer, Text), header, ProtocolLimits.Default, out var decoded));
        Assert.Equal(Text, decoded.ToArray());
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("zlib", "deflate")]
    [InlineData("br", "br")]
    [InlineData("zstd", "zstd")]
    public void Calls_truncated_bodies_corrupt(string packer, string header)
    {
        var packed = Pack(packer, Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 3)).ToArray());
        Assert.Equal(DecodeStatus.Corrupt, ContentDecoder.Decode(packed.AsMemory(0, packed.Length / 2), header, ProtocolLimits.Default, out _));
        Assert.Equal(DecodeStatus.Corrupt, ContentDecoder.Decode(packed.AsMemory(0, packed.Length - 3), header, ProtocolLimits.Default, out _));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("zstd", "zstd")]
    public void Stops_bombs(string packer, string header)
    {
        var bomb = Pack(packer, new byte[64 << 20]);
        Assert.Equal(DecodeStatus.TooLarge, ContentDecoder.Decode(bomb, header, ProtocolLimits.Default, out var decoded));
        Assert.True(decoded.IsEmpty);
    }

    [Fact]
    public void Refuses_unknown_codings_and_too_many_of_them()
    {
        Assert.Equal(DecodeStatus.Unsupported, ContentDecoder.Decode(Text, "lzma", ProtocolLimits.Default, out _));
        Assert.Equal(DecodeStatus.Unsupported, ContentDecoder.Decode(Text, "gzip, gzip, gzip", ProtocolLimits.Default, out _));
    }

    [Fact]
    public void Passes_plain_bodies_through_without_a_copy()
    {
        Assert.Equal(DecodeStatus.Ok, ContentDecoder.Decode(Text, null, ProtocolLimits.Default, out var decoded));
        Assert.True(decoded.Span == Text);
    }

    [Fact]
    public void Never_throws() => Gen.Select(Gen.Byte.Array[0, 100], Gen.OneOf(Gen.Const("gzip"), Gen.Const("deflate"), Gen.Const("br"), Gen.Const("zstd"))).Sample((bytes, coding) =>
    {
        ContentDecoder.Decode(bytes, coding, ProtocolLimits.Default, out _);
        ContentDecoder.Decode((byte[])[0x1f, 0x8b, .. bytes], "gzip", ProtocolLimits.Default, out _);
    });
}

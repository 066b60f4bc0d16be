using Inquest.Protocol.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;

namespace Inquest.Protocol.Forms;

/// <summary>A file that may be packed with gzip, xz, bzip2 or zstd, whatever its name says (§7.1).</summary>
static class PackedFile
{
    /// <summary>The unpacked bytes, or the bytes themselves when they are not packed.</summary>
    public static DecodeStatus Unpack(ReadOnlyMemory<byte> content, ProtocolLimits limits, out ReadOnlyMemory<byte> unpacked)
    {
        unpacked = content;
        limits = limits with { MaxBodyBytes = limits.MaxMinidumpBytes };
        return content.Span switch
        {
            [0x1f, 0x8b, ..] => ContentDecoder.Decode(content, "gzip", limits, out unpacked),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => ContentDecoder.Decode(content, "zstd", limits, out unpacked),
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] =>
                ContentDecoder.Inflate(content, static s => new XZStream(s), limits, out unpacked),
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] =>
                ContentDecoder.Inflate(content, static s => BZip2Stream.Create(s, SharpCompress.Compressors.CompressionMode.Decompress, true), limits, out unpacked),
            _ => content.Length <= limits.MaxBodyBytes ? DecodeStatus.Ok : DecodeStatus.TooLarge,
        };
    }

    /// <summary>The name without the suffix of a packer.</summary>
    public static string? StripSuffix(string? name)
    {
        foreach (var suffix in (ReadOnlySpan<string>)[".gz", ".xz", ".bz2", ".zst"])
        {
            if (name is not null && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return name[..^suffix.Length];
            }
        }

        return name;
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ZstdSharp;

namespace Inquest.Storage.Events;

/// <summary>Bodies in the database: one zstd frame each. Contexts and buffers are kept per thread, since making them costs more than using them.</summary>
public static class Zstd
{
    // The first of the levels that leave literals as they are. Level 1 builds a Huffman table for each body, which for a few
    // KiB of JSON takes as long as all the rest: half the time for a frame that is a third larger.
    const int Level = -1;

    // A buffer that grew larger than this is not kept: one huge event must not cost every thread its size.
    const int KeptBufferBytes = 256 << 10;

    [ThreadStatic]
    static Compressor? compressor;

    [ThreadStatic]
    static Decompressor? decompressor;

    [ThreadStatic]
    static ArrayBufferWriter<byte>? text;

    [ThreadStatic]
    static Utf8JsonWriter? writer;

    public static byte[] Pack(ReadOnlySpan<byte> content)
    {
        compressor ??= new Compressor(Level);
        var packed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(content.Length));
        try
        {
            return packed.AsSpan(0, compressor.Wrap(content, packed)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    public static byte[] PackJson<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = text ??= new ArrayBufferWriter<byte>(8 << 10);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true });
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        var packed = Pack(buffer.WrittenSpan);
        text = buffer.Capacity > KeptBufferBytes ? null : buffer;
        return packed;
    }

    /// <exception cref="ZstdException">The bytes are no frame of ours.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> frame) => (decompressor ??= new Decompressor()).Unwrap(frame).ToArray();

    public static T? UnpackJson<T>(ReadOnlySpan<byte> frame, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Unpack(frame), type);
}

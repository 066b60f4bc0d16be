using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ZstdSharp;

namespace Inquest.Storage.Events;

/// <summary>Bodies in the database: one zstd frame each. Contexts are kept per thread, since making one costs more than using it.</summary>
public static class Zstd
{
    // Level 1: JSON of a few KiB shrinks to a third at any level, and the time goes into the drain rate.
    const int Level = 1;

    [ThreadStatic]
    static Compressor? compressor;

    [ThreadStatic]
    static Decompressor? decompressor;

    public static byte[] Pack(ReadOnlySpan<byte> content) => (compressor ??= new Compressor(Level)).Wrap(content).ToArray();

    public static byte[] PackJson<T>(T value, JsonTypeInfo<T> type) => Pack(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <exception cref="ZstdException">The bytes are no frame of ours.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> frame) => (decompressor ??= new Decompressor()).Unwrap(frame).ToArray();

    public static T? UnpackJson<T>(ReadOnlySpan<byte> frame, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Unpack(frame), type);
}

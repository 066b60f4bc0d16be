using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Inquest.Storage.Spool;

/// <summary>Layout of one segment of the spool.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     8  "INQSPOOL"
///      8     4  version, 1
///     12     4  zero
///     16        records until the end of the file
/// record:
///      0     4  n, number of payload bytes, 1 to StorageLimits.SpoolRecordBytesMax
///      4     4  CRC-32C of those bytes, started from n
///      8     n  payload
/// </code>
/// Integers are little-endian. A segment ends at its first record that is short or does not check: a process that
/// died while writing leaves such a tail, nobody was told that it is safe, and no process appends to a segment that
/// another one began. Worked example: the payload "hi" is <c>02 00 00 00 | crc | 68 69</c>, ten bytes.
/// </remarks>
static class SegmentFile
{
    public const int HeaderSize = 16;
    public const int RecordHeaderSize = 8;
    public const uint Version = 1;

    public static ReadOnlySpan<byte> Magic => "INQSPOOL"u8;

    public static string Name(long number) => number.ToString("D16", CultureInfo.InvariantCulture) + ".spool";

    /// <summary>Numbers of the segments in a folder, ascending.</summary>
    public static List<long> List(string folder)
    {
        var numbers = new List<long>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.spool"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }

    public static void WriteHeader(Span<byte> header)
    {
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
    }

    public static bool IsHeader(ReadOnlySpan<byte> header) =>
        header.Length >= HeaderSize && header.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == Version;

    public static void WriteRecordHeader(Span<byte> header, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var length = (uint)(first.Length + second.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header, length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum(Checksum(length, first), second));
    }

    /// <summary>The record at the start of <paramref name="bytes"/>.</summary>
    /// <param name="payloadLength">Length that the record says it has, also when the bytes do not reach that far; 0 when it cannot be one.</param>
    /// <returns>True when the whole record is there and checks.</returns>
    public static bool TryRecord(ReadOnlySpan<byte> bytes, out int payloadLength)
    {
        payloadLength = 0;
        if (bytes.Length < RecordHeaderSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is 0 or > StorageLimits.SpoolRecordBytesMax)
        {
            return false;
        }

        payloadLength = (int)length;
        return bytes.Length - RecordHeaderSize >= payloadLength
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Checksum(length, bytes.Slice(RecordHeaderSize, payloadLength));
    }

    static uint Checksum(uint seed, ReadOnlySpan<byte> bytes)
    {
        var crc = seed;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc;
    }
}

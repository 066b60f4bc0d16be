using System.Buffers.Binary;

namespace Inquest.Formats;

/// <summary>Typed reads over an <see cref="IAddressSpace"/>: all of the value or nothing.</summary>
public static class AddressSpaceExtensions
{
    public static bool TryReadUInt64(this IAddressSpace memory, ulong address, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (memory.Read(address, bytes) != 8)
        {
            value = 0;
            return false;
        }

        value = memory.IsBigEndian
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return true;
    }

    public static bool TryReadUInt32(this IAddressSpace memory, ulong address, out uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (memory.Read(address, bytes) != 4)
        {
            value = 0;
            return false;
        }

        value = memory.IsBigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return true;
    }

    /// <summary>Reads a pointer of <paramref name="pointerSize"/> bytes (4 or 8).</summary>
    public static bool TryReadPointer(this IAddressSpace memory, ulong address, int pointerSize, out ulong value)
    {
        if (pointerSize == 8)
        {
            return memory.TryReadUInt64(address, out value);
        }

        var found = memory.TryReadUInt32(address, out var narrow);
        value = narrow;
        return found;
    }
}

using System.Buffers.Binary;
using Inquest.Formats;

namespace Inquest.Unwind;

/// <summary>Pointer-sized reads through a small window, because a walk reads upwards word by word.</summary>
sealed class StackMemory(IAddressSpace memory, int pointerSize, UnwindLimits limits)
{
    readonly byte[] _window = new byte[4096];
    ulong _windowStart;
    int _windowLength;

    /// <summary>The stack that is being walked; a signal frame may lead to another one.</summary>
    public StackRange Range { get; private set; }

    public int PointerSize => pointerSize;

    /// <summary>Makes the stack around <paramref name="stackPointer"/> the current one; false when the dump holds none of it.</summary>
    public bool Enter(ulong stackPointer, StackRange? given)
    {
        // A stack that overflowed has its pointer below what could be written to the dump, so the given range
        // is taken even when the pointer lies outside, as long as nothing else is known there.
        var length = given is { } range && range.Contains(stackPointer) ? 0 : ReadableFrom(stackPointer);
        Range = length == 0 ? given ?? default : new StackRange(stackPointer, length);
        return Range.Length != 0;
    }

    /// <summary>Reads a pointer anywhere in the dump's memory.</summary>
    public bool TryRead(ulong address, out ulong value)
    {
        value = 0;
        if (address > ulong.MaxValue - (uint)pointerSize)
        {
            return false;
        }

        var offset = address - _windowStart;
        if (address < _windowStart || offset + (uint)pointerSize > (uint)_windowLength)
        {
            _windowStart = address;
            _windowLength = memory.Read(address, _window);
            offset = 0;
            if (_windowLength < pointerSize)
            {
                _windowLength = 0;
                return false;
            }
        }

        var bytes = _window.AsSpan((int)offset, pointerSize);
        value = (pointerSize, memory.IsBigEndian) switch
        {
            (8, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            (8, true) => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            (_, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (_, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
        return true;
    }

    /// <summary>Reads a pointer that must lie in the current stack.</summary>
    public bool TryReadStack(ulong address, out ulong value)
    {
        value = 0;
        return InStack(address) && TryRead(address, out value);
    }

    /// <summary>True when a whole pointer at the address lies in the current stack.</summary>
    public bool InStack(ulong address) =>
        address >= Range.Start && address < Range.End && Range.End - address >= (uint)pointerSize;

    /// <summary>Copies bytes from anywhere, for code; returns how many there were.</summary>
    public int Read(ulong address, Span<byte> destination) => memory.Read(address, destination);

    ulong ReadableFrom(ulong address)
    {
        Span<byte> chunk = new byte[4096];
        var total = 0UL;
        while (total < limits.MaxStackBytes)
        {
            if (address > ulong.MaxValue - total - (uint)chunk.Length)
            {
                break;
            }

            var read = memory.Read(address + total, chunk);
            if (read <= 0)
            {
                break;
            }

            total += (uint)read;
        }

        return total;
    }
}

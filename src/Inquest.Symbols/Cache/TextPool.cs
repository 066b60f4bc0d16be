using System.Buffers.Binary;
using System.Numerics;

namespace Inquest.Symbols.Cache;

/// <summary>The text of one piece. Unwind rules repeat thousands of times and are kept once; names rarely repeat.</summary>
sealed class TextPool
{
    const int FirstSlotCount = 1 << 12;

    byte[] _bytes = new byte[1 << 16];
    int _length;

    // Open addressing; a slot holds 1 + the index of a shared text, 0 when free. Sized a power of two, at most half full.
    int[] _slots = new int[FirstSlotCount];
    readonly List<TextRef> _shared = [];

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Clear()
    {
        _length = 0;
        _shared.Clear();
        Array.Clear(_slots);
    }

    public TextRef Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > _bytes.Length - _length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + text.Length));
        }

        text.CopyTo(_bytes.AsSpan(_length));
        var added = new TextRef { Offset = (uint)_length, Length = (uint)text.Length };
        _length += text.Length;
        return added;
    }

    /// <summary>As <see cref="Add"/>, but equal texts share their bytes.</summary>
    public TextRef AddShared(ReadOnlySpan<byte> text)
    {
        var slot = FindSlot(text);
        if (_slots[slot] != 0)
        {
            return _shared[_slots[slot] - 1];
        }

        var added = Add(text);
        _shared.Add(added);
        _slots[slot] = _shared.Count;
        if (_shared.Count * 2 > _slots.Length)
        {
            Rehash();
        }

        return added;
    }

    int FindSlot(ReadOnlySpan<byte> text)
    {
        var slot = (int)Hash(text) & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            var candidate = _shared[_slots[slot] - 1];
            if (text.SequenceEqual(_bytes.AsSpan((int)candidate.Offset, (int)candidate.Length)))
            {
                break;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _shared.Count; i++)
        {
            var text = _bytes.AsSpan((int)_shared[i].Offset, (int)_shared[i].Length);
            _slots[FindSlot(text)] = i + 1;
        }
    }

    /// <summary>Eight bytes a step. Texts made to collide slow one piece, whose size is bounded; they break nothing.</summary>
    static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        for (; text.Length >= 8; text = text[8..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        }

        foreach (var b in text)
        {
            hash = Mix(hash ^ b);
        }

        return (uint)(hash >> 32);
    }

    static ulong Mix(ulong value) => BitOperations.RotateLeft(value * 0x9E3779B97F4A7C15, 29);
}

using System.Buffers.Binary;
using System.Numerics;

namespace Inquest.Formats.Dwarf;

/// <summary>Texts by number, each kept once, as UTF-8. Several threads may add; which number a text gets is up to chance.</summary>
public sealed class DwarfNamePool
{
    // A thread waits only for one that adds to the same sixteenth.
    const int ShardBits = 4;
    const int ShardMask = (1 << ShardBits) - 1;

    readonly Shard[] _shards = new Shard[1 << ShardBits];

    public DwarfNamePool()
    {
        for (var i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new Shard();
        }
    }

    /// <summary>All numbers given out are below this one; some below it are not given out.</summary>
    public int NumberEnd => (_shards.Max(shard => shard.Count) << ShardBits) | ShardMask;

    /// <param name="text">Copied when it is new.</param>
    /// <param name="isMangled">A linkage name, to be demangled. It tells two texts of equal bytes apart.</param>
    public int Add(ReadOnlySpan<byte> text, bool isMangled)
    {
        var hash = Hash(text, isMangled);
        return (_shards[hash & ShardMask].Add(text, isMangled, hash >> ShardBits) << ShardBits) | (int)(hash & ShardMask);
    }

    /// <summary>The text of a number that was given out. Not while threads add.</summary>
    public ReadOnlySpan<byte> Text(int number, out bool isMangled) =>
        _shards[number & ShardMask].Text(number >> ShardBits, out isMangled);

    static uint Hash(ReadOnlySpan<byte> text, bool isMangled)
    {
        var hash = (ulong)text.Length + (isMangled ? 1UL << 40 : 0);
        for (; text.Length >= 8; text = text[8..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        }

        foreach (var b in text)
        {
            hash = Mix(hash ^ b);
        }

        return (uint)(hash >> 29);
    }

    static ulong Mix(ulong value) => BitOperations.RotateLeft(value * 0x9E3779B97F4A7C15, 29);

    sealed class Shard
    {
        const int BlockSize = 1 << 16;

        readonly Lock _lock = new();
        readonly List<byte[]> _blocks = [];
        Entry[] _entries = new Entry[256];
        int[] _slots = new int[512];
        int _free;

        public int Count { get; private set; }

        public int Add(ReadOnlySpan<byte> text, bool isMangled, uint hash)
        {
            lock (_lock)
            {
                var mask = _slots.Length - 1;
                var slot = (int)hash & mask;
                for (; _slots[slot] != 0; slot = (slot + 1) & mask)
                {
                    ref readonly var entry = ref _entries[_slots[slot] - 1];
                    if (entry.Hash == hash && entry.IsMangled == isMangled && text.SequenceEqual(Text(entry)))
                    {
                        return _slots[slot] - 1;
                    }
                }

                if (Count == _entries.Length)
                {
                    Grow();
                    return Add(text, isMangled, hash);
                }

                _entries[Count] = Keep(text, isMangled, hash);
                _slots[slot] = ++Count;
                return Count - 1;
            }
        }

        public ReadOnlySpan<byte> Text(int index, out bool isMangled)
        {
            isMangled = _entries[index].IsMangled;
            return Text(_entries[index]);
        }

        ReadOnlySpan<byte> Text(in Entry entry) => _blocks[entry.Block].AsSpan(entry.Offset, entry.Length);

        Entry Keep(ReadOnlySpan<byte> text, bool isMangled, uint hash)
        {
            if (_blocks.Count == 0 || text.Length > _blocks[^1].Length - _free)
            {
                _blocks.Add(new byte[Math.Max(BlockSize, text.Length)]);
                _free = 0;
            }

            text.CopyTo(_blocks[^1].AsSpan(_free));
            _free += text.Length;
            return new Entry(hash, _blocks.Count - 1, _free - text.Length, text.Length, isMangled);
        }

        void Grow()
        {
            Array.Resize(ref _entries, _entries.Length * 2);
            _slots = new int[_entries.Length * 2];
            var mask = _slots.Length - 1;
            for (var i = 0; i < Count; i++)
            {
                var slot = (int)_entries[i].Hash & mask;
                while (_slots[slot] != 0)
                {
                    slot = (slot + 1) & mask;
                }

                _slots[slot] = i + 1;
            }
        }

        readonly record struct Entry(uint Hash, int Block, int Offset, int Length, bool IsMangled);
    }
}

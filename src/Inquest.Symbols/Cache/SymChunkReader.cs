using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Cache;

/// <summary>Cuts a symbol file into pieces that can be read apart from each other; several threads may take pieces.</summary>
sealed class SymChunkReader(Stream content, SymbolLimits limits)
{
    readonly Lock _lock = new();
    byte[] _carry = [];
    int _carryLength;
    int _next;
    bool _atEnd;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The file is larger than the limit; no more pieces come.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>True while the last piece taken cannot be known to be the last one of the file.</summary>
    public bool MayHaveMore => !_atEnd;

    /// <summary>Puts the next piece into <paramref name="buffer"/>, which grows when it must.</summary>
    /// <returns>False at the end.</returns>
    public bool TryTake(ref byte[] buffer, out int length, out int number)
    {
        lock (_lock)
        {
            number = _next;
            length = 0;
            if (_atEnd && _carryLength == 0)
            {
                return false;
            }

            GrowTo(ref buffer, Math.Max(limits.ChunkBytes, _carryLength));
            _carry.AsSpan(0, _carryLength).CopyTo(buffer);
            var filled = _carryLength;
            _carryLength = 0;
            length = Fill(ref buffer, filled);
            _next++;
            return length > 0;
        }
    }

    int Fill(ref byte[] buffer, int filled)
    {
        while (true)
        {
            filled += ReadUpTo(buffer.AsSpan(filled));
            if (_atEnd)
            {
                return IsTooLarge ? 0 : filled;
            }

            var cut = SymReader.LastCut(buffer.AsSpan(0, filled));
            if (cut == 0 && buffer.Length < limits.ChunkBytesMax)
            {
                GrowTo(ref buffer, Math.Min(buffer.Length * 2, limits.ChunkBytesMax), filled);
                continue;
            }

            // A function of more than the limit: what follows the cut is reported as lines without a function.
            cut = cut > 0 ? cut : buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            cut = cut > 0 ? cut : filled;
            _carryLength = filled - cut;
            GrowTo(ref _carry, _carryLength);
            buffer.AsSpan(cut, _carryLength).CopyTo(_carry);
            return cut;
        }
    }

    int ReadUpTo(Span<byte> free)
    {
        var count = content.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
        BytesRead += count;
        IsTooLarge = BytesRead > limits.SymBytesMax;
        _atEnd = count < free.Length || IsTooLarge;
        return count;
    }

    static void GrowTo(ref byte[] buffer, int size, int keep = 0)
    {
        if (buffer.Length >= size)
        {
            return;
        }

        var larger = GC.AllocateUninitializedArray<byte>(size);
        buffer.AsSpan(0, keep).CopyTo(larger);
        buffer = larger;
    }
}

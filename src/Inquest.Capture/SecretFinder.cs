using Inquest.Formats;

namespace Inquest.Capture;

/// <summary>Finds the argument and environment strings that the kernel puts at the top of the main stack.</summary>
/// <remarks>
/// From low to high: argc, argv pointers, 0, envp pointers, 0, auxiliary vector, padding, platform name, random bytes, argument
/// strings, environment strings, program path, eight zero bytes. A core does not say where the strings are, but it has the
/// auxiliary vector, whose copy in the stack leads to the pointers.
/// </remarks>
sealed class SecretFinder(IAddressSpace memory, int pointerSize)
{
    public IReadOnlyList<AddressRange> Find(ReadOnlyMemory<byte> auxiliaryVector, IReadOnlyList<MemoryMapping> mappings)
    {
        var anchor = Value(auxiliaryVector, AuxiliaryVectorReader.ExecutableName)
            ?? Value(auxiliaryVector, AuxiliaryVectorReader.Random);
        if (anchor is not { } inStack || mappings.FirstOrDefault(mapping => mapping.Range.Contains(inStack)) is not { } stack)
        {
            return [];
        }

        var top = stack.Range.End;
        var start = Math.Max(stack.Range.Start, top > CaptureLimits.StackTopBytesMax ? top - CaptureLimits.StackTopBytesMax : 0);
        var bytes = new byte[top - start];
        var length = memory.Read(start, bytes);
        var content = bytes.AsSpan(0, length);
        // The first 64 bytes name addresses that this run alone has, so that the match cannot be a chance.
        var needle = auxiliaryVector.Span[..Math.Min(64, auxiliaryVector.Length)];
        var vector = needle.IsEmpty ? -1 : content.LastIndexOf(needle);
        if (vector >= 0 && StringsBefore(content[..vector], start) is { } firstString && firstString >= start && firstString < top)
        {
            // The program's path at the very end is kept: it is also the first module's name.
            var end = Value(auxiliaryVector, AuxiliaryVectorReader.ExecutableName) is { } name && name > firstString && name <= top
                ? name
                : top;
            return [new AddressRange(firstString, end)];
        }

        // Without the pointers: strings lie above the random bytes, which lie above everything an unwinder needs.
        return Value(auxiliaryVector, AuxiliaryVectorReader.Random) is { } random && random >= start && random + 16 < top
            ? [new AddressRange(random + 16, top)]
            : [];
    }

    // Walks back over the words that end with the two null pointers: envp, then argv; returns the lowest string.
    ulong? StringsBefore(ReadOnlySpan<byte> words, ulong start)
    {
        ulong? lowest = null;
        var nulls = 0;
        for (var at = words.Length - pointerSize; at >= 0; at -= pointerSize)
        {
            var word = new ByteReader(words.Slice(at, pointerSize), memory.IsBigEndian).Unsigned(pointerSize);
            if (word == 0)
            {
                if (++nulls == 3)
                {
                    return lowest;
                }

                continue;
            }

            if (word < start)
            {
                // argc: a small number below the pointers.
                return lowest;
            }

            lowest = Math.Min(lowest ?? word, word);
        }

        return lowest;
    }

    ulong? Value(ReadOnlyMemory<byte> vector, ulong type) =>
        AuxiliaryVectorReader.Find(vector, type, pointerSize, memory.IsBigEndian);
}

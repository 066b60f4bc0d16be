using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inquest.Processing.Scrub;

/// <summary>Finds the first of many ASCII words in text of any case: two table look-ups per character, no start-up per string.</summary>
/// <remarks>
/// The framework's search of many strings is measured to be four times slower on the JSON of reports: too many words, too
/// much alike. Here three neighbours make a number, and a bit says whether a word begins with such three.
/// </remarks>
sealed class TriggerWords
{
    // Letters without their case, the punctuation that words begin with, and one class for each of two groups of the rest.
    const int Bits = 5;
    const int Gram = 3;
    const int Slots = 1 << (Bits * Gram);

    static readonly byte[] Classes = MakeClasses();

    readonly ulong[] _present = new ulong[Slots / 64];
    readonly Dictionary<int, string[]> _words;

    /// <param name="words">Of at least three characters each.</param>
    public TriggerWords(IEnumerable<string> words)
    {
        _words = words.Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal)
            .GroupBy(word => Slot(Classes[word[0]], Classes[word[1]], Classes[word[2]]))
            .ToDictionary(group => group.Key, group => group.ToArray());
        foreach (var slot in _words.Keys)
        {
            _present[slot / 64] |= 1UL << (slot % 64);
        }
    }

    /// <summary>Where the first word begins, or -1.</summary>
    public int IndexIn(ReadOnlySpan<char> text) => IndexIn<char>(text);

    /// <summary>True when UTF-8 text holds a word.</summary>
    public bool IsIn(ReadOnlySpan<byte> text) => IndexIn(text) >= 0;

    int IndexIn<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        // Without checks of bounds: a class has five bits, so that a slot cannot pass the table's end, and every index of
        // the table of classes is a byte's value.
        ref var present = ref MemoryMarshal.GetArrayDataReference(_present);
        ref var classes = ref MemoryMarshal.GetArrayDataReference(Classes);
        var (first, second) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var character = uint.CreateTruncating(text[i]);
            int third = character < 256 ? Unsafe.Add(ref classes, character) : 0;
            var slot = Slot(first, second, third);
            if ((Unsafe.Add(ref present, slot >> 6) & (1UL << slot)) != 0 && i >= Gram - 1 && IsWord(text[(i - Gram + 1)..], slot))
            {
                return i - Gram + 1;
            }

            (first, second) = (second, third);
        }

        return -1;
    }

    static int Slot(int first, int second, int third) => (first << (2 * Bits)) | (second << Bits) | third;

    bool IsWord<T>(ReadOnlySpan<T> text, int slot)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var word in _words[slot])
        {
            if (text.Length >= word.Length && StartsWith(text, word))
            {
                return true;
            }
        }

        return false;
    }

    // From the end: what shares the beginning with a word seldom shares that.
    static bool StartsWith<T>(ReadOnlySpan<T> text, string word)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var character = uint.CreateTruncating(text[i]);
            if (character != word[i] && !(character - 'A' <= 'Z' - 'A' && (character | 0x20) == word[i]))
            {
                return false;
            }
        }

        return true;
    }

    static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (var c = 'a'; c <= 'z'; c++)
        {
            classes[c] = classes[c - 0x20] = (byte)(c - 'a' + 1);
        }

        for (var c = '0'; c <= '9'; c++)
        {
            classes[c] = 31;
        }

        (classes['"'], classes['/'], classes['\\'], classes['_'], classes['-']) = (27, 28, 28, 29, 30);
        (classes['.'], classes['='], classes[':'], classes[' ']) = (31, 31, 31, 31);
        return classes;
    }
}

using System.Text;

namespace Inquest.Processing.Scrub;

/// <summary>Finds the first of many ASCII words in text of any case: one table look-up per character, no start-up per string.</summary>
/// <remarks>
/// The framework's search of many strings pays off on long text. A report is hundreds of short strings and most hold
/// nothing, so that what counts is to say so at once.
/// </remarks>
sealed class TriggerWords
{
    // Five bits of each of three neighbours; case is in none of them.
    const int Bits = 5;
    const int Gram = 3;
    const int Slots = 1 << (Bits * Gram);

    readonly ulong[] _present = new ulong[Slots / 64];
    readonly Dictionary<int, string[]> _words;

    /// <param name="words">Of at least three characters each.</param>
    public TriggerWords(IEnumerable<string> words)
    {
        _words = words.Distinct(StringComparer.OrdinalIgnoreCase).GroupBy(SlotOf).ToDictionary(group => group.Key, group => group.ToArray());
        foreach (var slot in _words.Keys)
        {
            _present[slot / 64] |= 1UL << (slot % 64);
        }
    }

    /// <summary>Where the first word begins, or -1.</summary>
    public int IndexIn(ReadOnlySpan<char> text)
    {
        var (slot, present) = (0, _present);
        for (var i = 0; i < text.Length; i++)
        {
            slot = Next(slot, text[i]);
            if ((present[slot / 64] & (1UL << (slot % 64))) != 0 && i >= Gram - 1 && IsWord(text[(i - Gram + 1)..], slot))
            {
                return i - Gram + 1;
            }
        }

        return -1;
    }

    /// <summary>True when UTF-8 text holds a word.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        var (slot, present) = (0, _present);
        for (var i = 0; i < text.Length; i++)
        {
            slot = Next(slot, text[i]);
            if ((present[slot / 64] & (1UL << (slot % 64))) != 0 && i >= Gram - 1 && IsWord(text[(i - Gram + 1)..], slot))
            {
                return true;
            }
        }

        return false;
    }

    static int Next(int slot, int character) => ((slot << Bits) | (character & ((1 << Bits) - 1))) & (Slots - 1);

    static int SlotOf(string word) => Next(Next(Next(0, word[0]), word[1]), word[2]);

    bool IsWord(ReadOnlySpan<char> text, int slot)
    {
        foreach (var word in _words[slot])
        {
            if (text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word))
            {
                return true;
            }
        }

        return false;
    }

    bool IsWord(ReadOnlySpan<byte> text, int slot)
    {
        foreach (var word in _words[slot])
        {
            if (text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word))
            {
                return true;
            }
        }

        return false;
    }
}

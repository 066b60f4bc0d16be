using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>Decodes identifiers that are not ASCII (RFC 3492) as Rust and Swift write them.</summary>
static class Punycode
{
    const uint Base = 36;
    const uint ThresholdLow = 1;
    const uint ThresholdHigh = 26;
    const uint Skew = 38;
    const uint Damp = 700;

    /// <param name="basic">The ASCII characters of the name.</param>
    /// <param name="extended">Where the others go, as digits.</param>
    /// <param name="isSwift">Swift's digits are a–z and A–J, Rust's (and the RFC's) a–z and 0–9.</param>
    public static bool TryDecode(ReadOnlySpan<char> basic, ReadOnlySpan<char> extended, bool isSwift, int lengthMax, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var runes = new List<uint>(basic.Length + 8);
        foreach (var character in basic)
        {
            runes.Add(character);
        }

        uint n = 0x80, index = 0, bias = 72;
        var isFirst = true;
        while (extended.Length > 0)
        {
            var before = index;
            uint weight = 1;
            for (var k = Base; ; k += Base)
            {
                if (extended.Length == 0 || Digit(extended[0], isSwift) is not { } digit)
                {
                    return false;
                }

                extended = extended[1..];
                var threshold = k <= bias ? ThresholdLow : k >= bias + ThresholdHigh ? ThresholdHigh : k - bias;
                var next = index + ((ulong)digit * weight);
                var nextWeight = (ulong)weight * (Base - threshold);
                if (next > int.MaxValue)
                {
                    return false;
                }

                index = (uint)next;
                if (digit < threshold)
                {
                    break;
                }

                if (nextWeight > int.MaxValue)
                {
                    return false;
                }

                weight = (uint)nextWeight;
            }

            var count = (uint)runes.Count + 1;
            bias = Adapt(index - before, count, isFirst);
            isFirst = false;
            n += index / count;
            index %= count;
            // Inserting is linear; names are short and the caller bounds them.
            if (!Rune.IsValid(n) || runes.Count >= lengthMax)
            {
                return false;
            }

            runes.Insert((int)index, n);
            index++;
        }

        var result = new StringBuilder(runes.Count);
        foreach (var rune in runes)
        {
            result.Append(new Rune(rune).ToString());
        }

        text = result.ToString();
        return true;
    }

    static uint? Digit(char character, bool isSwift) => character switch
    {
        >= 'a' and <= 'z' => (uint)(character - 'a'),
        >= '0' and <= '9' when !isSwift => (uint)(character - '0' + 26),
        >= 'A' and <= 'J' when isSwift => (uint)(character - 'A' + 26),
        _ => null,
    };

    static uint Adapt(uint delta, uint count, bool isFirst)
    {
        delta /= isFirst ? Damp : 2;
        delta += delta / count;
        uint k = 0;
        for (; delta > (Base - ThresholdLow) * ThresholdHigh / 2; k += Base)
        {
            delta /= Base - ThresholdLow;
        }

        return k + ((Base - ThresholdLow + 1) * delta / (delta + Skew));
    }
}

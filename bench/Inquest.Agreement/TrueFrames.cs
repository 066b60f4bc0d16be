using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Inquest.Reports;

namespace Inquest.Agreement;

/// <summary>How many of the frames that a stack really has are found, and how many are found that it does not have.</summary>
/// <param name="True">Frames that there are.</param>
/// <param name="Found">Of them, those found in order.</param>
/// <param name="Invented">Frames given that are none of them.</param>
public sealed partial record TrueFrames(int True, int Found, int Invented)
{
    public static TrueFrames operator +(TrueFrames left, TrueFrames right) =>
        new(left.True + right.True, left.Found + right.Found, left.Invented + right.Invented);

    /// <summary>The true program counters of a case, innermost first.</summary>
    public static IReadOnlyList<ulong> Expected(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement[0].GetProperty("frames").EnumerateArray().Select(static f => Hex(f.GetProperty("pc").GetString()!))];
    }

    /// <summary>True when one of the true frames is at this program counter.</summary>
    public static bool Contains(IReadOnlyList<ulong> expected, ulong address)
    {
        foreach (var known in expected)
        {
            if (IsSame(known, address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Our program counters of the first thread.</summary>
    public static IReadOnlyList<ulong> Ours(Report? report) =>
        report is { Threads.Count: > 0 } ? [.. report.Threads[0].Frames.Select(static f => f.Instruction ?? 0)] : [];

    public static IReadOnlyList<ulong> Rust(string path)
    {
        var stacks = PeerStacks.ReadRust(path);
        return stacks is null ? [] : [.. stacks.Thread(0).Where(static f => f.Address is not null).Select(static f => f.Address!.Value)];
    }

    /// <summary>From Breakpad's text, which names the program counter among each frame's registers.</summary>
    public static IReadOnlyList<ulong> Breakpad(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var text = File.ReadAllText(path);
        var start = text.IndexOf("\nThread 0", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf("\n\n", start + 1, StringComparison.Ordinal);
        return start < 0
            ? []
            : [.. ProgramCounter().Matches(end < 0 ? text[start..] : text[start..end]).Select(static m => Hex(m.Groups[1].Value))];
    }

    /// <summary>Compares two lists of program counters, both innermost first.</summary>
    public static TrueFrames Score(IReadOnlyList<ulong> expected, IReadOnlyList<ulong> given)
    {
        // The longest common subsequence: a frame too many must not cost those behind it.
        var lengths = new int[expected.Count + 1, given.Count + 1];
        for (var i = expected.Count - 1; i >= 0; i--)
        {
            for (var j = given.Count - 1; j >= 0; j--)
            {
                lengths[i, j] = IsSame(expected[i], given[j])
                    ? lengths[i + 1, j + 1] + 1
                    : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return new TrueFrames(expected.Count, lengths[0, 0], given.Count - lengths[0, 0]);
    }

    // The return address, the call before it, with or without the Thumb bit: at most 4 bytes apart, 5 with the bit.
    static bool IsSame(ulong left, ulong right) => Math.Max(left, right) - Math.Min(left, right) <= 5;

    static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b[re]?(?:ip|pc) = (0x[0-9a-f]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ProgramCounter();
}

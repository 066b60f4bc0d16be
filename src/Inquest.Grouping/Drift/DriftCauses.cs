namespace Inquest.Grouping.Drift;

/// <summary>Finds why two like stacks have different keys.</summary>
public static class DriftCauses
{
    public static DriftCause Of(NormalisedStack older, NormalisedStack newer)
    {
        var (a, b) = (Grouper.Decide(older), Grouper.Decide(newer));
        if (a.Key == b.Key)
        {
            return DriftCause.Rules;
        }

        if (a.Signature == b.Signature && older.Facts?.Type != newer.Facts?.Type)
        {
            return DriftCause.Type;
        }

        var (before, after) = (Names(older), Names(newer));
        if (before.Count == 0 || after.Count == 0 || before.Count * 2 < Known(older) || after.Count * 2 < Known(newer))
        {
            return DriftCause.Symbols;
        }

        var (gone, come) = (before.Except(after, StringComparer.Ordinal).ToList(), after.Except(before, StringComparer.Ordinal).ToList());
        if (gone.Count == 1 && come.Count == 1)
        {
            return Last(gone[0]) == Last(come[0]) ? DriftCause.Moved : DriftCause.Renamed;
        }

        if (gone.Count + come.Count == 0)
        {
            return DriftCause.Moved;
        }

        if (gone.Count == 0 || come.Count == 0)
        {
            var (longer, names) = gone.Count == 0 ? (newer, come) : (older, gone);
            return longer.Frames.Any(frame => frame.IsInline && names.Contains(frame.Function!, StringComparer.Ordinal)) || older.Frames.Any(frame => frame.IsInline) != newer.Frames.Any(frame => frame.IsInline)
                ? DriftCause.Inlined : DriftCause.Helper;
        }

        return DriftCause.Changed;
    }

    static List<string> Names(NormalisedStack stack) => [.. stack.Frames.Where(frame => frame.Function is not null && frame.Role == FrameRole.Code).Select(frame => frame.Function!).Distinct(StringComparer.Ordinal)];

    static int Known(NormalisedStack stack) => stack.Frames.Count(frame => frame.Role == FrameRole.Code);

    static string Last(string name)
    {
        var cut = name.LastIndexOfAny([':', '.']);
        return cut >= 0 ? name[(cut + 1)..] : name;
    }
}

namespace Inquest.Storage.Events;

/// <summary>Decides whether an event of a resolved issue means that the bug is back.</summary>
static class Regression
{
    /// <param name="resolvedIn">The release that has the repair; null when none was named.</param>
    /// <param name="inNextRelease">The repair is in the release after <paramref name="resolvedIn"/>.</param>
    /// <param name="firstSeenOf">When a release was first seen, for names that cannot be ordered; null when never.</param>
    /// <returns>The first release that has the bug again (empty when the event names none), or null.</returns>
    public static string? Find(
        IssueDelta delta, long resolvedAt, string? resolvedIn, bool inNextRelease, Func<string, long?> firstSeenOf)
    {
        if (resolvedIn is null)
        {
            return delta.LastSeen > resolvedAt ? delta.LastRelease ?? "" : null;
        }

        foreach (var (release, count) in delta.Releases)
        {
            if (count > 0 && IsAtOrAfter(release, resolvedIn, inNextRelease, firstSeenOf))
            {
                return release;
            }
        }

        return null;
    }

    static bool IsAtOrAfter(string release, string resolvedIn, bool inNextRelease, Func<string, long?> firstSeenOf)
    {
        var order = ReleaseOrder.Compare(release, resolvedIn)
            ?? (firstSeenOf(release) ?? long.MaxValue).CompareTo(firstSeenOf(resolvedIn) ?? long.MaxValue);
        return inNextRelease ? order > 0 : order >= 0;
    }
}

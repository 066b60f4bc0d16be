namespace Inquest.Web.Views;

/// <summary>The list of issues of one project.</summary>
public sealed record IssueListPage
{
    public required Shell Shell { get; init; }

    public IssueTab Tab { get; init; }

    public IssueSort Sort { get; init; }

    /// <summary>As typed.</summary>
    public string Query { get; init; } = "";

    /// <summary>Words about a part of the query that was not understood.</summary>
    public string? QueryProblem { get; init; }

    public IReadOnlyList<IssueRow> Issues { get; init; } = [];

    /// <summary>Issues per tab, in the order of <see cref="IssueTab"/>; empty when a search makes them unknown.</summary>
    public IReadOnlyList<long> TabCounts { get; init; } = [];

    /// <summary>Opaque; null on the last page.</summary>
    public string? NextCursor { get; init; }

    /// <summary>True when this is not the first page.</summary>
    public bool HasPrevious { get; init; }

    /// <summary>True while the project has never had an event.</summary>
    public bool NeverHadEvents { get; init; }

    /// <summary>Everybody who issues can be given to.</summary>
    public IReadOnlyList<PersonOption> People { get; init; } = [];

    /// <summary>The address of this list with one thing changed.</summary>
    public string Link(IssueTab? tab = null, IssueSort? sort = null, string? cursor = null)
    {
        var parts = new List<string>();
        if (Shell.ProjectSlug is { } project && Shell.Projects.Count > 1)
        {
            parts.Add("project=" + Uri.EscapeDataString(project));
        }

        if ((tab ?? Tab) != IssueTab.Open)
        {
            parts.Add("tab=" + Name(tab ?? Tab));
        }

        if ((sort ?? Sort) != IssueSort.LastSeen)
        {
            parts.Add("sort=" + Name(sort ?? Sort));
        }

        if (Query.Length > 0)
        {
            parts.Add("q=" + Uri.EscapeDataString(Query));
        }

        if (cursor is not null)
        {
            parts.Add("after=" + Uri.EscapeDataString(cursor));
        }

        return parts.Count == 0 ? "/issues" : "/issues?" + string.Join('&', parts);
    }

    public static string Name(IssueTab tab) => tab switch
    {
        IssueTab.New => "new",
        IssueTab.Regressed => "regressed",
        IssueTab.Ignored => "ignored",
        IssueTab.Resolved => "resolved",
        _ => "open",
    };

    public static string Name(IssueSort sort) => sort switch
    {
        IssueSort.FirstSeen => "first-seen",
        IssueSort.Events => "events",
        IssueSort.Users => "users",
        _ => "last-seen",
    };

    public static string Label(IssueSort sort) => sort switch
    {
        IssueSort.FirstSeen => "First seen",
        IssueSort.Events => "Events",
        IssueSort.Users => "Users",
        _ => "Last seen",
    };
}

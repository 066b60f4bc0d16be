namespace Inquest.Web.Views;

/// <summary>What every page has around its content.</summary>
public sealed record Shell
{
    /// <summary>Title of the page, without the product's name.</summary>
    public required string Title { get; init; }

    public Section Section { get; init; }

    /// <summary>Null for a page seen by nobody in particular: login and first run.</summary>
    public string? UserName { get; init; }

    /// <summary>The reader may decide about issues; without it no form that changes something is drawn.</summary>
    public bool MayDecide { get; init; }

    /// <summary>The page draws a chart, and so needs the files for it.</summary>
    public bool HasChart { get; init; }

    /// <summary>Value of the hidden field of every form; see the server's form guard.</summary>
    public string FormToken { get; init; } = "";

    /// <summary><c>light</c>, <c>dark</c>, or null for what the system says.</summary>
    public string? Theme { get; init; }

    public bool Shortcuts { get; init; } = true;

    /// <summary>Path and query of this page, to come back to after a form.</summary>
    public string Here { get; init; } = "/";

    /// <summary>Every project a reader may look at; the current one is marked.</summary>
    public IReadOnlyList<ProjectLink> Projects { get; init; } = [];

    public string? ProjectSlug { get; init; }

    /// <summary>Text of the search field.</summary>
    public string Search { get; init; } = "";

    /// <summary>What the last form did.</summary>
    public Notice? Notice { get; init; }

    /// <summary>The moment that "3 min ago" counts from.</summary>
    public DateTimeOffset Now { get; init; }
}

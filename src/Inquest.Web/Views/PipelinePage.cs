namespace Inquest.Web.Views;

/// <summary>The way from a crash to this server.</summary>
public sealed record PipelinePage
{
    public required Shell Shell { get; init; }

    /// <summary>Hours looked at.</summary>
    public int Hours { get; init; } = 24;

    /// <summary>The four numbers.</summary>
    public IReadOnlyList<PipelineTile> Tiles { get; init; } = [];

    /// <summary>Events per day of eight weeks.</summary>
    public EventsChart? Volume { get; init; }

    public IReadOnlyList<PipelineLine> Lines { get; init; } = [];
}

namespace Inquest.Web.Views;

/// <summary>What people chose about their reports.</summary>
public sealed record ConsentPage
{
    public required Shell Shell { get; init; }

    public long Given { get; init; }

    public long Revoked { get; init; }

    /// <summary>Reports of 30 days that were held back because somebody said no.</summary>
    public long Withheld { get; init; }

    public bool MayErase { get; init; }

    /// <summary>The latest choices.</summary>
    public IReadOnlyList<ConsentRow> Changes { get; init; } = [];

    /// <summary>What an erasure did, or why it was not done.</summary>
    public string? Result { get; init; }
}

namespace Inquest.Storage.Releases;

/// <summary>One decision about a rollout, with all that it was made from.</summary>
public sealed record RolloutDecision
{
    public long Id { get; init; }

    public required long ProjectId { get; init; }

    public required long RolloutId { get; init; }

    public required long At { get; init; }

    public required string Verdict { get; init; }

    public required string Reason { get; init; }

    public required string Phase { get; init; }

    public int Step { get; init; }

    public required string Actor { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Evidence and rule, packed; null for a person's decision.</summary>
    public byte[]? InputPacked { get; init; }

    public string FiguresJson { get; init; } = "{}";

    public string ToldJson { get; init; } = "[]";
}

namespace Inquest.Server.Uploads;

/// <summary>Where to upload a crash, or why not to.</summary>
sealed record SignedUrlAnswer
{
    public required string CrashId { get; init; }

    /// <summary>The crash is counted and its body not wanted.</summary>
    public bool? Skip { get; init; }

    /// <summary><c>repeated</c>, <c>counted</c>, <c>consent</c> or <c>already-received</c>.</summary>
    public string? Reason { get; init; }

    public string? Url { get; init; }

    public string? Method { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The object's name, for the confirmation.</summary>
    public string? Key { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

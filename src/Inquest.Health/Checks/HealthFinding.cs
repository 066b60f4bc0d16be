namespace Inquest.Health.Checks;

/// <summary>Something that makes rates wrong or less sure.</summary>
/// <param name="Code">For programs; stays the same.</param>
/// <param name="Weight">How bad.</param>
/// <param name="Release">Null: all of the project.</param>
/// <param name="Sdk">The client concerned; null: all, or unknown.</param>
/// <param name="What">What is so, with numbers.</param>
/// <param name="Fix">What to do.</param>
public sealed record HealthFinding(string Code, FindingWeight Weight, string? Release, string? Sdk, string What, string Fix);

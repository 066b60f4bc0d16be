namespace Inquest.Cli.Inspection;

/// <summary>Something odd in a file.</summary>
sealed record FindingFacts(string Code, string Detail);

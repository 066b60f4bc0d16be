namespace Inquest.Storage.Queries;

/// <summary>What a person wrote about an event.</summary>
public sealed record UserReportEntry(long At, string? Name, string? Email, string Comments);

namespace Inquest.Web.Views;

/// <summary>What a person wrote about a crash.</summary>
public sealed record UserReportRow(DateTimeOffset At, string? Name, string? Email, string Comments);

namespace Inquest.Reports;

/// <summary>A function whose body the compiler put into another one's.</summary>
public sealed record InlineFrame(string Function, string? File, int? Line);

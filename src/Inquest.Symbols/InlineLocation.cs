namespace Inquest.Symbols;

/// <summary>One inlined call and the source line that is executing in it.</summary>
public sealed record InlineLocation(string Function, string? File, int? Line);

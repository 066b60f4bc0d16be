namespace Inquest.Web.Stacks;

/// <summary>Source lines as the client sent them.</summary>
/// <param name="FirstLine">Number of the first line; 0 when the client did not say.</param>
/// <param name="Marked">Index of the line that was executing.</param>
public sealed record SourceExcerpt(int FirstLine, IReadOnlyList<string> Lines, int Marked);

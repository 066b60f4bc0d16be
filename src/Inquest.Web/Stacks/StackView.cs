namespace Inquest.Web.Stacks;

/// <summary>A stack as rows for the page.</summary>
/// <param name="Rows">In the order asked for, inlined calls as rows of their own.</param>
/// <param name="ShowsTrust">False when every frame came from the client: a column of one word says nothing.</param>
/// <param name="HiddenCount">System frames left out because the reader asked for that.</param>
/// <param name="CutCount">Frames beyond <see cref="WebLimits.FramesShown"/>; a link shows them.</param>
/// <param name="EndedBy">Why the walk stopped, in words; null when it reached the end of the stack.</param>
public sealed record StackView(
    IReadOnlyList<StackRow> Rows, bool ShowsTrust, int HiddenCount, int CutCount, string? EndedBy);

namespace Inquest.Web.Stacks;

/// <summary>How a reader wants stacks drawn; remembered between pages.</summary>
/// <param name="OldestFirst">The outermost caller on top.</param>
/// <param name="HideSystem">Leave out frames that are known not to be the app's own.</param>
/// <param name="All">Every frame instead of <see cref="WebLimits.FramesShown"/>.</param>
public sealed record StackOptions(bool OldestFirst = false, bool HideSystem = false, bool All = false);

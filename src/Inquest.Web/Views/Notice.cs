namespace Inquest.Web.Views;

/// <summary>One sentence about what just happened.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="IsError">Something was refused.</param>
/// <param name="UndoIds">Issues that one button puts back, or none.</param>
public sealed record Notice(string Text, bool IsError = false, IReadOnlyList<long>? UndoIds = null);

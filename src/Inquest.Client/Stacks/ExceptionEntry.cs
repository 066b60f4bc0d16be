namespace Inquest.Client.Stacks;

/// <summary>One exception of a tree.</summary>
/// <param name="Exception">It.</param>
/// <param name="Id">From 0, the one that was thrown.</param>
/// <param name="Parent">Id of the one that has it inside; null for the root.</param>
/// <param name="Source">The member that has it: <c>InnerException</c>, <c>InnerExceptions[2]</c>; null for the root.</param>
readonly record struct ExceptionEntry(Exception Exception, int Id, int? Parent, string? Source);

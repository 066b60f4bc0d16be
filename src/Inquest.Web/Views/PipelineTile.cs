namespace Inquest.Web.Views;

/// <summary>One of the four numbers.</summary>
/// <param name="Value">As people read it.</param>
/// <param name="Week">Yesterday against the weeks before, with both numbers; null without enough history.</param>
public sealed record PipelineTile(string Name, string Value, string Detail, string? Week, bool IsAlert);

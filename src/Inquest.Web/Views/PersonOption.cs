namespace Inquest.Web.Views;

/// <summary>Somebody who an issue can be given to.</summary>
public sealed record PersonOption(long Id, string Name, bool IsSelf);

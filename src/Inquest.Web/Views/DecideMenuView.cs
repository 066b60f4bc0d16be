namespace Inquest.Web.Views;

/// <summary>The rarer decisions: until when to ignore, whom to give it to.</summary>
/// <param name="People">Everybody who can be chosen.</param>
/// <param name="AssigneeId">Who has the issue now.</param>
/// <param name="IsResolvable">Offers "in the next release" too.</param>
public sealed record DecideMenuView(IReadOnlyList<PersonOption> People, long? AssigneeId, bool IsResolvable);

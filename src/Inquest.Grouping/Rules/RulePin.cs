namespace Inquest.Grouping.Rules;

/// <summary>An example that a rule set must keep right: this event is in this issue.</summary>
/// <param name="Line">From 1.</param>
/// <param name="EventId">32 lower-case hex digits.</param>
/// <param name="Issue">Short id, e.g. <c>GAME-12</c>.</param>
public sealed record RulePin(int Line, string EventId, string Issue);

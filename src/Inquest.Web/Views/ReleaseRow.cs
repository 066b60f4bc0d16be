namespace Inquest.Web.Views;

/// <summary>One release in the list.</summary>
public sealed record ReleaseRow(
    string Version, DateTimeOffset FirstSeen, string Adoption, string Stage, RateView Users, RateView Sessions, long NewIssues, string? Gate, bool IsDeclared);

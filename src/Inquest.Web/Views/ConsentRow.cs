namespace Inquest.Web.Views;

/// <summary>One choice.</summary>
public sealed record ConsentRow(string UserHash, string State, int TextVersion, DateTimeOffset ChangedAt);

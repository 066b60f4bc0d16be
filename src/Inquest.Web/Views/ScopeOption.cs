namespace Inquest.Web.Views;

/// <summary>A permission that a token may have.</summary>
public sealed record ScopeOption(string Name, string Meaning, bool IsDefault);

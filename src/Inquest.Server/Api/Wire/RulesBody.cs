namespace Inquest.Server.Api.Wire;

/// <summary>A rule file.</summary>
sealed record RulesBody(string? Text);

namespace Inquest.Server.Api.Wire;

/// <summary>For POST the label, for PATCH whether the key is in use.</summary>
sealed record KeyChange(string? Label, bool? Enabled);

namespace Inquest.Server.Pages;

/// <summary>What the settings page says once: a secret that was just made, or why nothing was.</summary>
sealed record SettingsNews
{
    public string? Token { get; init; }

    public string? Password { get; init; }

    /// <summary>Whose password it is.</summary>
    public string? PasswordOf { get; init; }

    public string? Problem { get; init; }

    /// <summary>What was done.</summary>
    public string? Done { get; init; }
}

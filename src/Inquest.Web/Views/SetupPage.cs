namespace Inquest.Web.Views;

/// <summary>One step of the first run.</summary>
public sealed record SetupPage
{
    public required Shell Shell { get; init; }

    public SetupStep Step { get; init; }

    /// <summary>What was wrong with the last form, in words.</summary>
    public string? Problem { get; init; }

    public string Email { get; init; } = "";

    public string Name { get; init; } = "";

    public string ProjectName { get; init; } = "";

    public string Platform { get; init; } = "native";

    public ClientSetup? Client { get; init; }

    /// <summary>Set once the first event has become an issue.</summary>
    public long? FirstIssueId { get; init; }

    public int PasswordLengthMin { get; init; } = 8;

    /// <summary>The first event came and could not be processed.</summary>
    public bool FirstEventFailed { get; init; }
}

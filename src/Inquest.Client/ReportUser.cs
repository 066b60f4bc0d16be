namespace Inquest.Client;

/// <summary>Who was using the program. Everything is optional, and nothing is sent that the app did not set.</summary>
public sealed record ReportUser
{
    public string? Id { get; init; }

    public string? Email { get; init; }

    public string? UserName { get; init; }

    /// <summary><c>{{auto}}</c> asks the server to use the address that the report came from.</summary>
    public string? IpAddress { get; init; }
}

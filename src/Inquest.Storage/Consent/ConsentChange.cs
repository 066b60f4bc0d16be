namespace Inquest.Storage.Consent;

/// <summary>One choice of one person.</summary>
/// <param name="UserHash">SHA-256 over <c>id:</c> and the account's id: 32 bytes.</param>
/// <param name="State"><c>given</c> or <c>revoked</c>.</param>
/// <param name="TextVersion">Which text was shown.</param>
/// <param name="ChangedAt">When it was chosen, by the client's clock.</param>
public sealed record ConsentChange(long ProjectId, byte[] UserHash, string State, int TextVersion, DateTimeOffset ChangedAt, DateTimeOffset ReceivedAt)
{
    public const string Given = "given";
    public const string Revoked = "revoked";
}

namespace Inquest.Client.Consent;

/// <summary>What a person said about their crash reports leaving the machine.</summary>
public enum ConsentState
{
    /// <summary>Not asked, or not answered.</summary>
    Unknown,
    Given,
    Revoked,
}

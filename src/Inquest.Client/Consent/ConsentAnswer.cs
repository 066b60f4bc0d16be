namespace Inquest.Client.Consent;

/// <summary>What was answered to one question.</summary>
public enum ConsentAnswer
{
    /// <summary>The window was closed, or there was nobody to ask: nothing is sent, and it is asked again.</summary>
    None,

    /// <summary>These reports, and ask again for the next.</summary>
    Once,

    /// <summary>These and all later ones.</summary>
    Always,

    /// <summary>None, and do not ask again.</summary>
    Never,
}

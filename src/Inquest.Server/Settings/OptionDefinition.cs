namespace Inquest.Server.Settings;

/// <summary>One option of the server.</summary>
/// <param name="Key">As in the file and, upper-case with <c>__</c> for the colon, in the environment: <c>server:urls</c>.</param>
/// <param name="Default">As text; empty when there is none.</param>
/// <param name="Meaning">One sentence for people.</param>
public sealed record OptionDefinition(string Key, string Default, string Meaning)
{
    /// <summary>E.g. <c>INQUEST_SERVER__URLS</c>.</summary>
    public string Variable => "INQUEST_" + Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
}

namespace Inquest.Storage.Symbols;

/// <summary>Whose files a lookup may find.</summary>
/// <param name="OrganizationId">Files of this organisation's projects; null takes the projects that serve everybody.</param>
/// <param name="IsServer">All files: the server's own symbolication, which shows nobody a file.</param>
public readonly record struct SymbolAudience(long? OrganizationId, bool IsServer = false)
{
    /// <summary>Name of the setting of projects whose files are served without a token.</summary>
    public const string PublicSetting = "symbols.public";

    public static SymbolAudience Server => new(null, IsServer: true);

    public static SymbolAudience Everybody => new(null);
}

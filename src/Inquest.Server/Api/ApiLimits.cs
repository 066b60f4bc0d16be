namespace Inquest.Server.Api;

/// <summary>Bounds on what a caller of the API may ask for.</summary>
static class ApiLimits
{
    /// <summary>A page of issues: enough for a script, little enough for one query.</summary>
    public const int ItemsPerPageMax = 100;

    /// <summary>Ninety days of the ledger, by the hour.</summary>
    public const int OutcomeHoursMax = 24 * 90;

    /// <summary>Bodies of this API are a few names.</summary>
    public const int BodyBytesMax = 64 * 1024;

    /// <summary>Names of keys and tokens stand in lists.</summary>
    public const int NameLengthMax = 64;
}

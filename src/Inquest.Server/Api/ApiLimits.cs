namespace Inquest.Server.Api;

/// <summary>Bounds on what a caller of the API may ask for.</summary>
static class ApiLimits
{
    /// <summary>A page of issues: enough for a script, little enough for one query.</summary>
    public const int ItemsPerPageMax = 100;

    /// <summary>Changes of one issue that are listed, the latest ones.</summary>
    public const int HistoryMax = 1_000;

    /// <summary>Modules without symbols that are listed, those with most frames.</summary>
    public const int MissingSymbolsMax = 2_000;

    /// <summary>Days and events that an issue can be ignored for.</summary>
    public const int IgnoreMax = 1_000_000;

    /// <summary>Ninety days of the ledger, by the hour.</summary>
    public const int OutcomeHoursMax = 24 * 90;

    /// <summary>Events of one person that are exported: a crash a day for decades.</summary>
    public const int ExportedEventsMax = 10_000;

    /// <summary>Bodies of this API are a few names.</summary>
    public const int BodyBytesMax = 64 * 1024;

    /// <summary>Names of keys and tokens stand in lists.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Revisions of grouping rules that are listed, the latest.</summary>
    public const int RevisionsMax = 500;

    /// <summary>Days of stored events that a rule set is tried on when nobody says.</summary>
    public const int PreviewDays = 30;

    /// <summary>Ten years: everything there is.</summary>
    public const int PreviewDaysMax = 3_650;

    /// <summary>A rule file as JSON: its limit in characters, with room for escapes.</summary>
    public const int RuleBodyBytesMax = 1 << 20;
}

namespace Inquest.Storage.Queries;

/// <summary>Every bound of the read side, each with its reason.</summary>
public static class QueryLimits
{
    /// <summary>Issues of one page of the list.</summary>
    public const int IssuesPerPage = 50;

    /// <summary>Days of the list's small charts.</summary>
    public const int SparkDays = 14;

    /// <summary>Days of the issue page's chart.</summary>
    public const int TrendDays = 90;

    /// <summary>Releases marked in that chart, the latest ones: more names than that cover each other.</summary>
    public const int ReleasesMarked = 12;

    /// <summary>Latest events of an issue whose fingerprints are counted.</summary>
    public const int EventsSearchedForVariants = 2_000;

    /// <summary>Fingerprints listed for splitting.</summary>
    public const int VariantsShown = 30;

    /// <summary>Terms and filters of one search; each filter is a lookup per issue looked at.</summary>
    public const int SearchPartsMax = 12;

    /// <summary>Characters of a search that are read.</summary>
    public const int SearchLengthMax = 500;

    /// <summary>Different tags on an issue page, the most frequent ones.</summary>
    public const int TagKeysShown = 12;

    /// <summary>Values per tag on an issue page.</summary>
    public const int TagValuesShown = 5;

    /// <summary>Rows of history on an issue page, latest first.</summary>
    public const int HistoryShown = 30;

    /// <summary>Latest events of an issue that are looked at for what users wrote.</summary>
    public const int EventsSearchedForUserReports = 100;

    public const int UserReportsShown = 10;

    /// <summary>Attachments listed per event. Clients may send more than anybody reads.</summary>
    public const int AttachmentsShown = 50;

    public const int MissingSymbolsShown = 100;

    public const int SymbolFilesShown = 200;

    public const int OutcomesShown = 200;

    public const int UnfinishedEventsShown = 50;

    /// <summary>The sum of a table is counted up to here and then written as "more than".</summary>
    public const int CountMax = 100_000;

    /// <summary>Releases in one list, the newest ones.</summary>
    public const int ReleasesShown = 200;

    /// <summary>Segments of a release on its page, the largest ones.</summary>
    public const int SegmentsShown = 100;

    /// <summary>Issues of a release that are compared with its predecessor's, those with most crashes.</summary>
    public const int IssuesComparedMax = 200;

    /// <summary>Hours over which the delay of reports is known; three days hold all but a few.</summary>
    public const int DelayHoursMax = 72;

    /// <summary>Latest crashes that delays are learnt from.</summary>
    public const int EventsForDelays = 20_000;

    /// <summary>Crashes without which nothing is learnt.</summary>
    public const int DelaysNeeded = 50;

    /// <summary>Decisions of a gate on one page, the latest ones.</summary>
    public const int DecisionsShown = 50;

    /// <summary>Rows of each part of the drift page, and releases to choose from.</summary>
    public const int DriftRowsShown = 200;
}

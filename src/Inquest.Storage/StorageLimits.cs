namespace Inquest.Storage;

/// <summary>Every bound of this module, each with its reason.</summary>
public static class StorageLimits
{
    /// <summary>Quotas of one server that are looked at each second.</summary>
    public const int QuotasMax = 2_000;

    /// <summary>Search and sort combine to a few dozen texts; a caller that builds more would leak statements for ever.</summary>
    public const int StatementsPerConnectionMax = 256;

    /// <summary>Idle readers kept open. Each holds a page cache, and two cores do not run more than a few queries at once.</summary>
    public const int IdleReadersMax = 8;

    /// <summary>KiB of page cache of the writer: the upper pages of every index of a million events fit in it.</summary>
    public const int WriterCacheKibibytes = 48 * 1024;

    /// <summary>KiB of page cache of each reader.</summary>
    public const int ReaderCacheKibibytes = 4 * 1024;

    /// <summary>Pages (4 KiB each) of write-ahead log before it is folded back: 32 MiB, a second of full load.</summary>
    public const int WalPagesBeforeCheckpoint = 8192;

    /// <summary>How long one connection waits for another, in milliseconds; only a backup or another process makes it wait.</summary>
    public const int BusyTimeoutMilliseconds = 10_000;

    /// <summary>A request that is kept whole: the largest dump, with its form around it.</summary>
    public const int SpoolRecordBytesMax = 256 << 20;

    /// <summary>Size at which the next segment is begun: small enough that a drained spool takes little disk.</summary>
    public const long SpoolSegmentBytes = 64L << 20;

    /// <summary>What one write call takes; larger records are written by themselves.</summary>
    public const int SpoolWriteBufferBytes = 1 << 20;

    /// <summary>Bytes read at once for processing: a thousand small events, or ten dumps.</summary>
    public const int SpoolBatchBytes = 4 << 20;

    /// <summary>Distinct values counted for one key of one issue or project; the rest is counted together.</summary>
    public const int TagValuesMax = 1_000;

    /// <summary>Files of one event: an SDK sends a handful, a crash handler a dozen.</summary>
    public const int AttachmentsPerEventMax = 200;

    /// <summary>Characters of searchable text per column of an issue: the frames of a deep stack.</summary>
    public const int SearchTextMax = 16_384;

    /// <summary>Beginnings of one job before it is given up: a crash of ours, a full disk and one more.</summary>
    public const int JobAttemptsMax = 3;

    /// <summary>Tags counted of one event: SDKs let users set about 50.</summary>
    public const int TagsPerEventMax = 64;

    /// <summary>Characters of a tag's key or value that are counted; the report keeps what the protocol let through.</summary>
    public const int TagTextMax = 200;

    /// <summary>Characters of a name in an address.</summary>
    public const int SlugLengthMax = 50;

    /// <summary>Issues changed by one form; a page of the list has fifty.</summary>
    public const int IssuesPerDecisionMax = 500;

    /// <summary>Files found for one id: a binary, its debug file, its sources, each perhaps repacked a few times.</summary>
    public const int SymbolObjectsFoundMax = 64;

    /// <summary>Events moved between issues in one transaction: a tenth of a second that arriving events wait.</summary>
    public const int EventsPerMoveMax = 1_000;

    /// <summary>Latest events of an issue that are looked at for one that describes a part of it.</summary>
    public const int EventsSearchedForReport = 5_000;

    /// <summary>Releases (in environments) with sessions of one project: a build a day for ten years. More are made up.</summary>
    public const int RunsPerProjectMax = 5_000;

    /// <summary>Different places of sessions of one project; beyond it only systems are told apart.</summary>
    public const int SlicesPerProjectMax = 100_000;

    /// <summary>Values of one dimension that are counted by themselves; the rest is counted together.</summary>
    public const int SegmentValuesMax = 200;

    /// <summary>Days a session's row stays: the 30 in which updates are taken, and a margin.</summary>
    public const int SessionDaysKept = 32;

    /// <summary>Days for which users can still be told apart once nobody uses a release any more.</summary>
    public const int UserDaysKept = 90;

    /// <summary>Sessions looked at in one transaction of the sweeper: some ten milliseconds.</summary>
    public const int SessionsPerSweepMax = 5_000;

    /// <summary>Events grouped again at once: both processors busy for a twentieth of a second, and one transaction when they move.</summary>
    public const int EventsRegroupedAtOnce = 1_000;

    /// <summary>Example events kept of each move that a rule set would make.</summary>
    public const int ExamplesPerMove = 5;

    /// <summary>Changes of a rule set that a page lists; the rest is counted.</summary>
    public const int ChangesShown = 100;

    /// <summary>Issues of a release that are compared with another's, the most frequent first: beyond, nobody reads the report.</summary>
    public const int DriftIssuesMax = 5_000;
}

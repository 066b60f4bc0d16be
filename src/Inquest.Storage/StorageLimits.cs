namespace Inquest.Storage;

/// <summary>Every bound of this module, each with its reason.</summary>
public static class StorageLimits
{
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
}

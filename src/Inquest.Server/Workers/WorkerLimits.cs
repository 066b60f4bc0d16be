namespace Inquest.Server.Workers;

/// <summary>Every bound of the workers, each with its reason.</summary>
static class WorkerLimits
{
    /// <summary>Records that are parsed together: their reports are in memory at the same time, twice over.</summary>
    public const int BatchRecordsMax = 512;

    /// <summary>Records after which a transaction ends, and the time: people who save something wait for it.</summary>
    public const int TransactionRecordsMax = 4_096;

    public static readonly TimeSpan TransactionTimeMax = TimeSpan.FromMilliseconds(250);

    /// <summary>Records between two looks at whether requests need the processors: a millisecond or two.</summary>
    public const int RecordsPerSlice = 16;

    /// <summary>
    /// Requests a second and processor (a large body counts for several) from which on they come first: less than that is
    /// a twentieth of what a processor answers, and nobody waits.
    /// </summary>
    public const int BusyLoad = 500;

    /// <summary>The same when more than <see cref="QueuedRequests"/> are open at once: they wait for the processors already.</summary>
    public const int BusyLoadWhenQueued = 50;

    /// <summary>Requests open at once that one client or two do not explain.</summary>
    public const int QueuedRequests = 4;

    /// <summary>Part of one processor that parsing and storing keep while requests come first.</summary>
    public const double ShareWhileBusy = 0.15;

    /// <summary>Part of all processors that they get when the backlog is long.</summary>
    public const double ShareInHaste = 0.5;

    /// <summary>Bytes in the spool that are not stored yet, from which on storing is in haste: a minute of full load on a small machine.</summary>
    public const long BacklogBytesBeforeHaste = 1L << 30;

    /// <summary>Bytes allocated between two collections of the youngest generation: a few hundred milliseconds of storing at full speed.</summary>
    public const long YoungBytesMax = 48L << 20;

    /// <summary>Modules without symbols that are noted of one event; the rest of a hostile one is not worth rows.</summary>
    public const int MissingModulesMax = 200;

    /// <summary>
    /// Times that a record which may be poison is begun before it is put aside. A server that is killed from outside again
    /// and again dies in the middle of a record too: five times in the same one is no accident.
    /// </summary>
    public const int PoisonBeginningsMax = 5;

    /// <summary>Characters of an attachment's name; file systems end at 255 bytes.</summary>
    public const int AttachmentNameMax = 200;

    /// <summary>Modules looked for in folders at each sweep, those that would repair most frames first.</summary>
    public const int SweptModulesMax = 500;

    /// <summary>Places kept of a module that was looked for in vain; a server has a handful of sources with a few layouts each.</summary>
    public const int LookupsKeptMax = 40;
}

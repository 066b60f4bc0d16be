namespace Inquest.Server.Ingest;

/// <summary>The ways in which clients send (protocol §1.3). Numbers are written into the spool and never change.</summary>
public enum IngestKind : byte
{
    None = 0,
    Envelope = 1,
    Store = 2,
    Minidump = 3,
    Socorro = 4,
    Attachments = 5,
    Security = 6,
    Nel = 7,

    /// <summary>Check-ins of scheduled work: taken and dropped.</summary>
    Cron = 8,

    /// <summary>OpenTelemetry traces and logs: taken and dropped.</summary>
    Otlp = 9,

    /// <summary>Unreal's crash reporter.</summary>
    Unreal = 10,

    /// <summary>A confirmed upload through a signed address; the dump is in the blob store already.</summary>
    Upload = 11,

    /// <summary>Crashes that were counted and not uploaded.</summary>
    CountedCrash = 12,
}

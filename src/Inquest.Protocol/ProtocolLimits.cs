namespace Inquest.Protocol;

/// <summary>Every bound that the wire parsers hold untrusted input to; sizes are bytes after decompression.</summary>
public sealed record ProtocolLimits
{
    public static ProtocolLimits Default { get; } = new();

    /// <summary>A whole request body after decompression: what SDK vendors document for envelopes in 2026.</summary>
    public long MaxBodyBytes { get; init; } = 200L << 20;

    /// <summary>Inflated bytes per compressed byte. Text seldom passes 50 and sparse memory reaches a few hundred.</summary>
    public int MaxInflationRatio { get; init; } = 400;

    /// <summary>The ratio is not looked at below this size, since it is small enough to be harmless.</summary>
    public long RatioFreeBytes { get; init; } = 16L << 20;

    /// <summary>Codings applied on top of each other (<c>gzip, br</c>); one is usual, two are a confused proxy.</summary>
    public int MaxContentCodings { get; init; } = 2;

    /// <summary>An envelope or item header line: real ones stay below 2 KiB, even with a trace's baggage.</summary>
    public int MaxHeaderLineBytes { get; init; } = 64 << 10;

    /// <summary>Items of one envelope: SDKs batch at most a few dozen.</summary>
    public int MaxItems { get; init; } = 1_000;

    /// <summary>
    /// An event. Others refuse above 1 MiB; this is high enough for a runaway breadcrumb list to arrive and be cut,
    /// because losing the crash over it helps nobody.
    /// </summary>
    public int MaxEventBytes { get; init; } = 20 << 20;

    /// <summary>One attachment, and all of an envelope together: the documented 200 MB.</summary>
    public long MaxAttachmentBytes { get; init; } = 200L << 20;

    public int MaxClientReportBytes { get; init; } = 4 << 10;

    /// <summary>Rows of a client report: as many as there are categories times known reasons, with room for words of newer clients.</summary>
    public int MaxClientReportRows { get; init; } = 500;

    /// <summary>Drops that one row may claim: more is damage or malice and would drown all true counts.</summary>
    public long MaxDiscarded { get; init; } = 1_000_000_000;

    public int MaxCheckInBytes { get; init; } = 100 << 10;

    /// <summary>A session update or an aggregate: 100 buckets of about 200 bytes each, with room.</summary>
    public int MaxSessionBytes { get; init; } = 100 << 10;

    public int MaxSessionItems { get; init; } = 100;

    public int MaxSessionBuckets { get; init; } = 100;

    /// <summary>Sessions that one number of a bucket may claim: more is damage or malice and would drown all true counts.</summary>
    public long MaxSessionCount { get; init; } = 100_000_000;

    /// <summary>Form fields, feedback and browser reports.</summary>
    public int MaxSmallItemBytes { get; init; } = 1 << 20;

    /// <summary>Nesting of JSON that is kept; what lies deeper is cut. No SDK sends more than about ten by itself.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>A minidump upload, the default of the documentation of native SDKs with room to spare.</summary>
    public long MaxMinidumpBytes { get; init; } = 100L << 20;

    /// <summary>Parts of a form. Electron with every annotation set sends about 120.</summary>
    public int MaxFormParts { get; init; } = 2_000;

    /// <summary>The header block of a form part; file names are bounded by 255 bytes on every file system.</summary>
    public int MaxPartHeaderBytes { get; init; } = 8 << 10;

    /// <summary>A text field of a form: Crashpad's annotations end at 20 KiB, Socorro's <c>extra</c> goes to about 300 KiB.</summary>
    public int MaxFormFieldBytes { get; init; } = 2 << 20;

    /// <summary>Elements of a msgpack document: breadcrumb streams hold 100 entries of ten values.</summary>
    public int MaxMsgPackElements { get; init; } = 200_000;

    /// <summary>Breadcrumbs kept, the newest: twice an SDK's default.</summary>
    public int MaxBreadcrumbs { get; init; } = 200;

    /// <summary>Frames of a stack: innermost half and outermost half stay, as a runaway recursion needs both ends.</summary>
    public int MaxFrames { get; init; } = 250;

    /// <summary>Threads kept; the crashed one always is.</summary>
    public int MaxThreads { get; init; } = 256;

    /// <summary>Frames of all stacks of one event together, so that 256 threads cannot carry 250 frames of text each.</summary>
    public int MaxTotalFrames { get; init; } = 10_000;

    /// <summary>Exceptions of one chain: cause chains end within ten, exception groups within dozens.</summary>
    public int MaxExceptions { get; init; } = 50;

    /// <summary>Loaded modules: Chrome and Electron stay near 200, big .NET processes near 600.</summary>
    public int MaxModules { get; init; } = 4_096;

    public int MaxTags { get; init; } = 200;

    /// <summary>Longest key and value of a tag, in characters.</summary>
    public int MaxTagLength { get; init; } = 200;

    /// <summary>Messages and exception values, in characters: a page of text, with the beginning of a dumped document.</summary>
    public int MaxMessageLength { get; init; } = 8_192;

    /// <summary>Names of functions, types, files and the like, in characters; C++ templates pass 2,000 seldom.</summary>
    public int MaxNameLength { get; init; } = 4_096;

    public int MaxReleaseLength { get; init; } = 250;

    public int MaxEnvironmentLength { get; init; } = 64;

    /// <summary>A line of source beside a frame, in characters; minified bundles put a megabyte on one line.</summary>
    public int MaxSourceLineLength { get; init; } = 1_024;

    public int MaxContextLines { get; init; } = 10;

    /// <summary>One tree of client data (contexts, extra, request, vars), as JSON text.</summary>
    public int MaxTreeBytes { get; init; } = 256 << 10;

    /// <summary>Local variables of all frames together.</summary>
    public int MaxVarsBytes { get; init; } = 512 << 10;

    /// <summary>Findings of one event: a hostile one must not fill its report with complaints about itself.</summary>
    public int MaxFindings { get; init; } = 50;

    /// <summary>Brackets of a form field's name: nobody writes <c>sentry[a][b][c][d][e][f][g][h]</c> by hand.</summary>
    public int MaxBracketDepth { get; init; } = 8;

    public int MaxAnnotations { get; init; } = 1_000;

    /// <summary>An event older than this is taken to come from a wrong clock.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Clocks of clients run ahead by seconds; more is a wrong clock.</summary>
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromMinutes(1);
}

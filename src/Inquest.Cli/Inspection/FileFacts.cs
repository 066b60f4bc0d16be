namespace Inquest.Cli.Inspection;

/// <summary>What <c>inquest inspect</c> found out about a file; the JSON is this record. Parts that do not apply are null.</summary>
sealed record FileFacts
{
    /// <summary>Version of this shape; fields are only ever added.</summary>
    public int Schema { get; init; } = 1;

    public required string File { get; init; }

    public required long Size { get; init; }

    /// <summary><c>minidump</c>, <c>elf</c>, <c>pe</c>, <c>pdb</c>, <c>mach-o</c>, <c>wasm</c>, <c>portable-pdb</c>, <c>breakpad-sym</c> or <c>unknown</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>More than the kind in words, e.g. <c>shared library</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>Why the file could not be read as what it seems to be.</summary>
    public string? Error { get; init; }

    public string? Os { get; init; }

    public string? OsVersion { get; init; }

    public string? Cpu { get; init; }

    public string? DebugFile { get; init; }

    public string? DebugId { get; init; }

    public string? CodeFile { get; init; }

    public string? CodeId { get; init; }

    /// <summary>Crashpad's id of the report.</summary>
    public string? ReportId { get; init; }

    public uint? ProcessId { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public uint? WrittenAt { get; init; }

    public uint? CrashingThread { get; init; }

    public string? ExceptionCode { get; init; }

    public string? ExceptionAddress { get; init; }

    public long? MemoryBytes { get; init; }

    public IReadOnlyList<StreamFacts>? Streams { get; init; }

    public IReadOnlyList<ThreadFacts>? Threads { get; init; }

    public IReadOnlyList<ModuleFacts>? Modules { get; init; }

    public IReadOnlyList<string>? Sections { get; init; }

    public IReadOnlyList<FindingFacts> Findings { get; init; } = [];
}

namespace Inquest.Formats.Minidump;

/// <summary>Facts of the process (MINIDUMP_MISC_INFO to MINIDUMP_MISC_INFO_5). What the flags do not vouch for is null.</summary>
public sealed record MinidumpMiscInfo
{
    /// <summary>SizeOfInfo: 24, 44, 232, 832 or 1364 for the five versions.</summary>
    public uint SizeOfInfo { get; init; }

    public uint Flags1 { get; init; }

    public uint? ProcessId { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public uint? ProcessCreateTime { get; init; }

    /// <summary>Seconds spent in the program.</summary>
    public uint? ProcessUserTime { get; init; }

    /// <summary>Seconds spent in the kernel.</summary>
    public uint? ProcessKernelTime { get; init; }

    public ProcessorPower? ProcessorPower { get; init; }

    /// <summary>Mandatory label RID, e.g. 0x2000 medium, 0x1000 low.</summary>
    public uint? ProcessIntegrityLevel { get; init; }

    /// <summary>MEM_EXECUTE_OPTION_ bits.</summary>
    public uint? ProcessExecuteFlags { get; init; }

    public uint? ProtectedProcess { get; init; }

    public TimeZoneFacts? TimeZone { get; init; }

    /// <summary>What built the operating system.</summary>
    public string? BuildString { get; init; }

    /// <summary>What wrote the dump, e.g. <c>dbghelp.i386,10.0.19041</c> or <c>crashpad.amd64,0.8.0,linux</c>.</summary>
    public string? DebuggerBuildString { get; init; }

    /// <summary>Where each extended processor state lies in a context; empty before version 5.</summary>
    public IReadOnlyList<XStateFeature> XStateFeatures { get; init; } = [];

    /// <summary>Bytes of the XSAVE area, or 0.</summary>
    public uint XStateContextSize { get; init; }

    /// <summary>The cookie that EncodePointer mixes in.</summary>
    public uint? ProcessCookie { get; init; }
}

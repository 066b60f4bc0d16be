namespace Inquest.Reports;

/// <summary>The machine and the process that died.</summary>
public sealed record SystemFacts
{
    /// <summary><c>Windows</c>, <c>Linux</c>, <c>Android</c>, <c>macOS</c>, <c>iOS</c>, or what the client said.</summary>
    public string? Os { get; init; }

    public string? OsVersion { get; init; }

    public string? OsBuild { get; init; }

    /// <summary><c>x86</c>, <c>amd64</c>, <c>arm</c>, <c>arm64</c>, …</summary>
    public string? Cpu { get; init; }

    /// <summary>E.g. <c>family 6 model 142 stepping 10</c>.</summary>
    public string? CpuInfo { get; init; }

    public int? CpuCount { get; init; }

    public string? CpuMicrocode { get; init; }

    public string? DeviceModel { get; init; }

    public string? Runtime { get; init; }

    public string? RuntimeVersion { get; init; }

    public string? LinuxDistribution { get; init; }

    public uint? ProcessId { get; init; }

    /// <summary>Seconds since 1970 at which the process started.</summary>
    public long? ProcessStartedAt { get; init; }

    public long? ProcessUptimeSeconds { get; init; }
}

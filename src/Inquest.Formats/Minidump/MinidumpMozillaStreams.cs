namespace Inquest.Formats.Minidump;

/// <summary>The streams of Mozilla's writers.</summary>
public sealed class MinidumpMozillaStreams
{
    readonly Deferred<IReadOnlyList<MacCrashInfo>> _macCrashInfo;
    readonly Deferred<string?> _bootArguments;
    readonly Deferred<string?> _limits;
    readonly Deferred<string?> _softErrors;

    internal MinidumpMozillaStreams(StreamTable streams)
    {
        _macCrashInfo = streams.Lazily(
            MinidumpStreamType.MozMacosCrashInfo, MozillaParser.ReadCrashInfo, (IReadOnlyList<MacCrashInfo>)[]);
        _bootArguments = streams.Lazily(MinidumpStreamType.MozMacosBootargs, MozillaParser.ReadBootargs, null);
        _limits = streams.LazyText(MinidumpStreamType.MozLinuxLimits);
        _softErrors = streams.LazyText(MinidumpStreamType.MozSoftErrors);
    }

    /// <summary>Messages of macOS libraries.</summary>
    public IReadOnlyList<MacCrashInfo> MacCrashInfo => _macCrashInfo.Value;

    /// <summary>Boot arguments of the macOS kernel, or null.</summary>
    public string? BootArguments => _bootArguments.Value;

    /// <summary>/proc/PID/limits, or null.</summary>
    public string? LinuxLimits => _limits.Value;

    /// <summary>JSON list of everything the writer could not do, or null.</summary>
    public string? SoftErrorsJson => _softErrors.Value;
}

using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>The files of /proc that Breakpad and minidump-writer copy into a dump.</summary>
public sealed class MinidumpLinuxStreams
{
    readonly Deferred<string?> _cpuInfo;
    readonly Deferred<string?> _procStatus;
    readonly Deferred<string?> _lsbRelease;
    readonly Deferred<string?> _maps;
    readonly Deferred<IReadOnlyList<string>> _commandLine;
    readonly Deferred<IReadOnlyList<string>> _environment;
    readonly Deferred<IReadOnlyList<KeyValuePair<ulong, ulong>>> _auxiliaryVector;
    readonly Deferred<LinuxDsoDebug?> _dsoDebug;

    internal MinidumpLinuxStreams(StreamTable streams, Func<int> pointerSize)
    {
        _cpuInfo = streams.LazyText(MinidumpStreamType.LinuxCpuInfo);
        _procStatus = streams.LazyText(MinidumpStreamType.LinuxProcStatus);
        _lsbRelease = streams.LazyText(MinidumpStreamType.LinuxLsbRelease);
        _maps = streams.LazyText(MinidumpStreamType.LinuxMaps);
        _commandLine = streams.Lazily(MinidumpStreamType.LinuxCmdLine, Words, (IReadOnlyList<string>)[]);
        _environment = streams.Lazily(MinidumpStreamType.LinuxEnviron, Words, (IReadOnlyList<string>)[]);
        _auxiliaryVector = streams.Lazily(
            MinidumpStreamType.LinuxAuxv,
            (reader, stream) => LinuxParser.ReadAuxv(reader, stream, pointerSize()),
            (IReadOnlyList<KeyValuePair<ulong, ulong>>)[]);
        _dsoDebug = streams.Lazily(
            MinidumpStreamType.LinuxDsoDebug,
            (reader, stream) => LinuxParser.ReadDsoDebug(reader, stream, pointerSize()),
            (LinuxDsoDebug?)null);
    }

    /// <summary>/proc/cpuinfo, or null.</summary>
    public string? CpuInfo => _cpuInfo.Value;

    /// <summary>/proc/PID/status, or null.</summary>
    public string? ProcStatus => _procStatus.Value;

    /// <summary>/etc/lsb-release or /etc/os-release, or null.</summary>
    public string? LsbRelease => _lsbRelease.Value;

    /// <summary>/proc/PID/maps as text, or null; <see cref="MinidumpFile.MemoryMap"/> has it parsed.</summary>
    public string? Maps => _maps.Value;

    /// <summary>/proc/PID/cmdline: the arguments. It may hold secrets.</summary>
    public IReadOnlyList<string> CommandLine => _commandLine.Value;

    /// <summary>/proc/PID/environ: <c>NAME=value</c>. It does hold secrets.</summary>
    public IReadOnlyList<string> Environment => _environment.Value;

    /// <summary>/proc/PID/auxv: type (AT_) and value.</summary>
    public IReadOnlyList<KeyValuePair<ulong, ulong>> AuxiliaryVector => _auxiliaryVector.Value;

    /// <summary>The dynamic linker's list of libraries, or null.</summary>
    public LinuxDsoDebug? DsoDebug => _dsoDebug.Value;

    /// <summary>The value of a <c>KEY: value</c> or <c>KEY=value</c> line of one of the texts, without quotes, or null.</summary>
    public static string? Field(string? text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var separator = line.IndexOfAny(':', '=');
            if (separator > 0 && line[..separator].Trim().SequenceEqual(key))
            {
                return line[(separator + 1)..].Trim().Trim('"').ToString();
            }
        }

        return null;
    }

    static IReadOnlyList<string> Words(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var bytes = reader.Bytes(stream.Location, reader.Limits.TextBytesMax);
        if (!reader.TrySpendText(bytes.Length))
        {
            reader.Report("text-budget", $"The texts add up to more than the file itself; {stream.Name} is left out.");
            return [];
        }

        // One string for each argument is what makes a string of two million NUL bytes expensive, so empty ones go.
        return Encoding.UTF8.GetString(bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}

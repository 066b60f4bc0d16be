using Inquest.Formats;
using Inquest.Formats.Cpu;

namespace Inquest.Capture;

/// <summary>
/// A stopped process: what a minidump is written from, whether it came from a core, from ptrace or from the process itself.
/// </summary>
public sealed class ProcessSnapshot
{
    public required CpuArchitecture Architecture { get; init; }

    public required uint ProcessId { get; init; }

    public required IAddressSpace Memory { get; init; }

    /// <summary>The crashed thread is first where the source knows it.</summary>
    public required IReadOnlyList<ThreadSnapshot> Threads { get; init; }

    /// <summary>The program itself first, the others by address.</summary>
    public required IReadOnlyList<ModuleSnapshot> Modules { get; init; }

    /// <summary>Ordered by address, not overlapping.</summary>
    public required IReadOnlyList<MemoryMapping> Mappings { get; init; }

    /// <summary>Null when the process was only looked at.</summary>
    public CrashSignal? Signal { get; init; }

    /// <summary>The auxiliary vector as the kernel wrote it.</summary>
    public ReadOnlyMemory<byte> AuxiliaryVector { get; init; }

    public DynamicLinkerState? DynamicLinker { get; init; }

    /// <summary><c>uname</c> in Breakpad's order: name, release, version, machine. Empty when unknown.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>Memory that must not leave the machine: argument and environment strings. It is written as zeros.</summary>
    public IReadOnlyList<AddressRange> Secrets { get; init; } = [];

    /// <summary>Names and values that travel in the dump (Crashpad's simple annotations).</summary>
    public IReadOnlyList<(string Name, string Value)> Annotations { get; init; } = [];

    /// <summary>The report's id, when it has one already.</summary>
    public Guid? ReportId { get; init; }

    /// <summary>Files of Linux that are streams of their own: Breakpad's stream type and content.</summary>
    public IReadOnlyList<(uint StreamType, ReadOnlyMemory<byte> Content)> LinuxFiles { get; init; } = [];

    /// <summary>When the process was started and how long it ran, in seconds; null when unknown.</summary>
    public ProcessTimes? Times { get; init; }

    /// <summary>Logical processors; zero when unknown.</summary>
    public int ProcessorCount { get; init; }

    /// <summary>What the source could not say.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public MemoryMapping? FindMapping(ulong address)
    {
        var (low, high) = (0, Mappings.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var mapping = Mappings[middle];
            if (address < mapping.Range.Start)
            {
                high = middle - 1;
            }
            else if (address >= mapping.Range.End)
            {
                low = middle + 1;
            }
            else
            {
                return mapping;
            }
        }

        return null;
    }

    /// <summary>The first mapping that starts above an address, or null.</summary>
    public MemoryMapping? FindMappingAbove(ulong address)
    {
        var (low, high) = (0, Mappings.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Mappings[middle].Range.Start > address)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low < Mappings.Count ? Mappings[low] : null;
    }
}

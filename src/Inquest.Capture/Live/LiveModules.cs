using System.Runtime.InteropServices;
using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Live;

/// <summary>Finds the loaded ELF files of a living process, by their headers in memory: the files themselves may be replaced or gone.</summary>
static class LiveModules
{
    public static IReadOnlyList<ModuleSnapshot> Find(
        IReadOnlyList<MemoryMapping> mappings, IAddressSpace memory, ReadOnlyMemory<byte> auxiliaryVector, CaptureLimits limits)
    {
        var modules = new List<ModuleSnapshot>();
        foreach (var mapping in mappings)
        {
            // lld maps a file's first pages twice; the second mapping lies within the module that the first one named.
            if (modules.Count < limits.ModuleCountMax && mapping is { FileOffset: 0, IsFile: true } && !IsNoModule(mapping.Path)
                && !(modules.Count > 0 && mapping.Range.Start >= modules[^1].Base && mapping.Range.Start - modules[^1].Base < modules[^1].Size)
                && LoadedElf.Read(memory, mapping.Range.Start, ElfLimits.Default) is { } elf)
            {
                modules.Add(new ModuleSnapshot(elf.Base, elf.Size, WithoutDeleted(mapping.Path), elf.BuildId));
            }
        }

        if (AuxiliaryVectorReader.Find(auxiliaryVector, AuxiliaryVectorReader.Vdso, 8, memory.IsBigEndian) is { } address
            && LoadedElf.Read(memory, address, ElfLimits.Default) is { } vdso)
        {
            // The name that Breakpad and gdb give it, so that symbol stores keyed by name agree.
            modules.Add(new ModuleSnapshot(vdso.Base, vdso.Size, "linux-gate.so", vdso.BuildId));
        }

        var entry = AuxiliaryVectorReader.Find(auxiliaryVector, AuxiliaryVectorReader.Entry, 8, memory.IsBigEndian);
        return [.. modules.OrderBy(module => entry is { } e && e >= module.Base && e - module.Base < module.Size ? 0 : 1)
            .ThenBy(module => module.Base)];
    }

    /// <summary>The processor that we run on, which is the only one that ptrace shows.</summary>
    public static CpuArchitecture OwnArchitecture => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => CpuArchitecture.Amd64,
        Architecture.Arm64 => CpuArchitecture.Arm64,
        _ => CpuArchitecture.Unknown,
    };

    // A device may hang whoever reads it; shared memory holds no code.
    static bool IsNoModule(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/SYSV", StringComparison.Ordinal);

    static string WithoutDeleted(string path)
    {
        const string Suffix = " (deleted)";
        return path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] : path;
    }
}

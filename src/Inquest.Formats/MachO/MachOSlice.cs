using Inquest.Formats.Cpu;

namespace Inquest.Formats.MachO;

/// <summary>One architecture of a universal file; of a thin file the whole. Offset and size in bytes.</summary>
public readonly record struct MachOSlice(uint CpuType, uint CpuSubtype, ulong Offset, ulong Size)
{
    public CpuArchitecture Architecture => MachOCpu.ToArchitecture(CpuType);

    public string ArchitectureName => MachOCpu.Name(CpuType, CpuSubtype);
}

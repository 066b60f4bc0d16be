using Inquest.Formats.Cpu;

namespace Inquest.Formats.Minidump;

/// <summary>The registers of a thread as the dump holds them (CONTEXT of its CPU).</summary>
/// <param name="Architecture">Whose layout it is; it can differ from the system's.</param>
/// <param name="Flags">ContextFlags as written.</param>
/// <param name="Registers">The general registers; null for CPUs that are only recognised by name.</param>
public sealed record MinidumpContext(CpuArchitecture Architecture, ulong Flags, RegisterFile? Registers)
{
    /// <summary>True when extended state (AVX and later) follows the classic layout.</summary>
    public bool HasXState =>
        Architecture is CpuArchitecture.X86 or CpuArchitecture.Amd64 && (Flags & ContextParser.XStateFlag) == ContextParser.XStateFlag;
}

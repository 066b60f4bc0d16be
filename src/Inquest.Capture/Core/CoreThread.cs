using Inquest.Formats.Cpu;

namespace Inquest.Capture.Core;

/// <summary>What the notes of a core say about one thread; later notes fill in the rest.</summary>
sealed class CoreThread(uint id, int signal, RegisterFile registers)
{
    public uint Id { get; } = id;

    /// <summary>pr_cursig: the signal that it was stopped by, or zero.</summary>
    public int Signal { get; } = signal;

    public RegisterFile Registers { get; } = registers;

    public ReadOnlyMemory<byte> FloatingPoint { get; set; }

    public ReadOnlyMemory<byte> SignalInformation { get; set; }
}

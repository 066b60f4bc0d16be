using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Instructions;

/// <summary>A fault to be analysed.</summary>
/// <param name="Registers">Registers at the fault.</param>
/// <param name="Address">The address that the operating system reported, or null.</param>
/// <param name="Kind">What the operating system says was attempted.</param>
/// <param name="Stack">The crashed thread's stack, or null.</param>
public sealed record FaultQuestion(RegisterFile Registers, ulong? Address, FaultKind Kind, StackRange? Stack);

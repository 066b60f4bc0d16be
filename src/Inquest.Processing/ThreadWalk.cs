using Inquest.Formats.Cpu;
using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>What walking one thread gave.</summary>
/// <param name="Registers">Where the walk began; null when the dump has none that are understood.</param>
/// <param name="Stack">The memory of its stack, or null.</param>
/// <param name="Walk">The frames, or null when there was nothing to walk from.</param>
sealed record ThreadWalk(RegisterFile? Registers, StackRange? Stack, StackWalk? Walk);

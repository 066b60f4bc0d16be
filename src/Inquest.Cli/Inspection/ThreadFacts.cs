namespace Inquest.Cli.Inspection;

/// <summary>One thread of a minidump; addresses are zero-padded hex.</summary>
sealed record ThreadFacts(uint Id, string? Name, string? ProgramCounter, string StackStart, ulong StackSize);

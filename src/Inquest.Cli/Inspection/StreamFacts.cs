namespace Inquest.Cli.Inspection;

/// <summary>One stream of a minidump.</summary>
sealed record StreamFacts(string Type, string Name, ulong Size, ulong Rva);

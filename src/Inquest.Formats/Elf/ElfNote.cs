namespace Inquest.Formats.Elf;

/// <summary>A note: who defined it, its type in that owner's numbering, and its content.</summary>
public readonly record struct ElfNote(string Owner, uint Type, ReadOnlyMemory<byte> Description);

namespace Inquest.Formats.Elf;

/// <summary>A program header. Sizes and offsets in bytes.</summary>
public readonly record struct ElfSegment(
    uint Type, uint Flags, ulong Offset, ulong VirtualAddress, ulong FileSize, ulong MemorySize, ulong Alignment)
{
    public const uint Load = 1;
    public const uint Dynamic = 2;
    public const uint Interpreter = 3;
    public const uint Note = 4;
    public const uint ProgramHeaders = 6;
    public const uint EhFrameHeader = 0x6474E550;

    public const uint Execute = 1;
    public const uint Write = 2;
    public const uint Read = 4;

    public bool IsLoad => Type == Load;

    public bool IsExecutable => (Flags & Execute) != 0;
}

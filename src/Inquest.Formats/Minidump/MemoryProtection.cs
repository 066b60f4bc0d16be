namespace Inquest.Formats.Minidump;

/// <summary>What a program may do with a page.</summary>
[Flags]
public enum MemoryProtection
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,

    /// <summary>The first access raises an exception (PAGE_GUARD): the end of a stack that may still grow.</summary>
    Guard = 8,

    /// <summary>Writes go to a private copy.</summary>
    CopyOnWrite = 16,
}

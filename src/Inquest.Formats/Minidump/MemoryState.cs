namespace Inquest.Formats.Minidump;

/// <summary>Whether an address has memory behind it.</summary>
public enum MemoryState
{
    /// <summary>There is memory (MEM_COMMIT; any mapping on Linux).</summary>
    Committed = 0,

    /// <summary>Address space is set aside, without memory (MEM_RESERVE).</summary>
    Reserved,

    /// <summary>Nothing is there (MEM_FREE).</summary>
    Free,
}

using System.Runtime.InteropServices;

namespace Inquest.Symbols.Cache;

// The fixed-size entries of a cache file, exactly as they lie in it; SymbolCacheFile describes them.

[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct FunctionEntry : IRanged
{
    public ulong Start;
    public ulong Stop;
    public ulong Entry;
    public TextRef Name;
    public TableRef Lines;
    public TableRef Inlines;
    public uint ParameterSize;

    public readonly ulong Key => Start;

    public readonly ulong End => Stop;

    public void Cover(ulong start, ulong end) => (Start, Stop) = (start, end);
}

/// <summary>Offsets count from the function's entry.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct LineEntry : IRanged
{
    public uint Start;
    public uint Stop;
    public uint Line;
    public uint File;

    public readonly ulong Key => Start;

    public readonly ulong End => Stop;

    public void Cover(ulong start, ulong end) => (Start, Stop) = ((uint)start, (uint)end);
}

/// <summary>Offsets count from the function's entry. Sorted by depth, then by start.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct InlineEntry : IKeyed
{
    public uint Start;
    public uint Depth;
    public uint Stop;
    public uint CallLine;
    public uint CallFile;
    public uint Origin;

    public readonly ulong Key => ((ulong)Depth << 32) | Start;
}

[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct PublicEntry : IKeyed
{
    public ulong Address;
    public TextRef Name;
    public uint ParameterSize;

    public readonly ulong Key => Address;
}

[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct CfiEntry : IRanged
{
    public ulong Start;
    public ulong Stop;
    public ulong InitAddress;
    public ulong InitSize;
    public TextRef Rules;
    public TableRef Deltas;

    public readonly ulong Key => Start;

    public readonly ulong End => Stop;

    public void Cover(ulong start, ulong end) => (Start, Stop) = (start, end);
}

/// <summary>The offset counts from the INIT record's address.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct CfiDeltaEntry : IKeyed
{
    public uint Offset;
    public TextRef Rules;

    public readonly ulong Key => Offset;
}

[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct StackWinEntry : IRanged
{
    public ulong Start;
    public ulong Stop;
    public ulong Rva;
    public uint CodeSize;
    public uint PrologSize;
    public uint EpilogSize;
    public uint ParameterSize;
    public uint SavedRegisterSize;
    public uint LocalSize;
    public uint MaxStackSize;
    public uint AllocatesBasePointer;
    public TextRef Program;

    public readonly ulong Key => Start;

    public readonly ulong End => Stop;

    public void Cover(ulong start, ulong end) => (Start, Stop) = (start, end);
}

/// <summary>A FILE or INLINE_ORIGIN record.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct NameEntry : IKeyed
{
    public uint Id;
    public TextRef Name;

    public readonly ulong Key => Id;
}

/// <summary>How many lines have one problem, and the first of them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct ProblemEntry
{
    public uint Problem;
    public uint Count;
    public uint FirstLine;
}

/// <summary>A table of entries: file offset in bytes, and the number of entries.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct TableRef
{
    public uint Offset;
    public uint Count;
}

/// <summary>Bytes of text: file offset and length. Most likely UTF-8; nothing checks it before it is shown.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct TextRef
{
    public uint Offset;
    public uint Length;
}

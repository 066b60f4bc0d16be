using System.Runtime.InteropServices;

namespace Inquest.Symbols.Cache;

/// <summary>The first bytes of a cache file, as they lie in it; SymbolCacheFile describes them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct SymbolCacheHeader
{
    /// <summary>"INQSYMC" and LF, read as a little-endian number: a file written on the other byte order does not match.</summary>
    public const ulong MagicValue = 0x0A43_4D59_5351_4E49;

    /// <summary>Raised with every change of the layout or of what is stored; older files are made again.</summary>
    public const uint CurrentVersion = 2;

    public const uint HasUnwindInfoFlag = 1;
    public const uint OldInlineSyntaxFlag = 2;
    public const uint HasLinesFlag = 4;

    public ulong Magic;
    public uint Version;
    public uint Flags;
    public ulong FileSize;
    public TableRef Functions;
    public TableRef Publics;
    public TableRef Cfi;
    public TableRef FrameData;
    public TableRef Fpo;
    public TableRef Files;
    public TableRef Origins;
    public TableRef Problems;
    public TableRef Module;
    public TableRef Info;
    public ulong Checksum;

    /// <summary>FNV-1a over all bytes before <see cref="Checksum"/>: finds damage, not malice.</summary>
    public readonly ulong ComputeChecksum()
    {
        var hash = 14695981039346656037UL;
        foreach (var b in MemoryMarshal.AsBytes(new ReadOnlySpan<SymbolCacheHeader>(in this))[..^sizeof(ulong)])
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        return hash;
    }
}

using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>What every stream's parser needs: the bytes, their order, the limits, and where findings go.</summary>
/// <remarks>
/// Strings are remembered by offset and their sum is held to the file's own size: a file of 100,000 modules that all
/// name overlapping 64 KB strings would otherwise grow a thousandfold in memory.
/// </remarks>
sealed class DumpReader(DumpSource source, bool bigEndian, MinidumpLimits limits, FindingLog findings)
{
    readonly Lock _stringLock = new();
    readonly Dictionary<ulong, string?> _strings = [];
    long _stringBudget = Math.Max(limits.TextBudgetFloor, (long)Math.Min(source.Length, (ulong)limits.TextBudgetMax));

    public DumpSource Source { get; } = source;

    public bool BigEndian { get; } = bigEndian;

    public MinidumpLimits Limits { get; } = limits;

    /// <summary>True when addresses have 32 bits, so that a sign-extended one is put right.</summary>
    public bool Is32Bit { get; set; }

    public ulong Length => Source.Length;

    public void Report(string code, string detail) => findings.Add(code, detail);

    public DumpCursor Cursor(ReadOnlySpan<byte> bytes) => new(bytes, BigEndian);

    /// <summary>Bytes of <paramref name="location"/> that the file has, at most <paramref name="countMax"/>.</summary>
    public byte[] Bytes(MinidumpLocation location, int countMax)
    {
        var present = Present(location);
        if (present == 0)
        {
            return [];
        }

        var bytes = new byte[(int)Math.Min(present, (ulong)countMax)];
        Source.Read(location.Rva, bytes);
        return bytes;
    }

    /// <summary>How many bytes of <paramref name="location"/> lie inside the file.</summary>
    public ulong Present(MinidumpLocation location) =>
        location.Rva >= Length ? 0 : Math.Min(location.Size, Length - location.Rva);

    /// <summary>
    /// Folklore: dbghelp sign-extends the addresses of 32-bit processes, so a module at 0x80000000 and above appears at
    /// 0xFFFFFFFF80000000.
    /// </summary>
    public ulong Address(ulong address) => Is32Bit && address >> 32 == 0xFFFFFFFF ? (uint)address : address;

    /// <summary>MINIDUMP_STRING: a byte count, then UTF-16 in the file's byte order. Null when it is not there.</summary>
    public string? Utf16(ulong rva, string what) => Remembered(rva, what, isUtf16: true);

    /// <summary>MinidumpUTF8String (Crashpad): a byte count, then UTF-8. Null when it is not there.</summary>
    public string? Utf8(ulong rva, string what) => Remembered(rva, what, isUtf16: false);

    /// <summary>Takes <paramref name="byteCount"/> from what text may cost; false when it is used up.</summary>
    public bool TrySpendText(int byteCount)
    {
        lock (_stringLock)
        {
            return Spend(byteCount);
        }
    }

    string? Remembered(ulong rva, string what, bool isUtf16)
    {
        if (rva == 0)
        {
            return null;
        }

        var key = isUtf16 ? rva : ~rva;
        lock (_stringLock)
        {
            if (!_strings.TryGetValue(key, out var text))
            {
                text = ReadString(rva, what, isUtf16);
                _strings.Add(key, text);
            }

            return text;
        }
    }

    string? ReadString(ulong rva, string what, bool isUtf16)
    {
        Span<byte> prefix = stackalloc byte[4];
        if (Source.Read(rva, prefix) != 4)
        {
            Report("string-outside-file", $"The {what} would be at 0x{rva:X}, past the end of the file.");
            return null;
        }

        var byteCount = Cursor(prefix).U32();
        var byteCountMax = isUtf16 ? Limits.StringCharsMax * 2 : Limits.AnnotationBytesMax;
        if (byteCount > Present(new MinidumpLocation(rva + 4, byteCount)))
        {
            Report("string-outside-file", $"The {what} at 0x{rva:X} says {byteCount} bytes and runs past the file's end.");
            return null;
        }

        if (byteCount > byteCountMax)
        {
            Report("string-too-long", $"The {what} at 0x{rva:X} has {byteCount} bytes and is cut at {byteCountMax}.");
            byteCount = (uint)byteCountMax;
        }

        if (!Spend(isUtf16 ? (int)byteCount : (int)byteCount * 2))
        {
            Report("text-budget", $"The strings add up to more than the file itself; the {what} at 0x{rva:X} is left out.");
            return null;
        }

        var bytes = new byte[byteCount & (isUtf16 ? ~1u : ~0u)];
        Source.Read(rva + 4, bytes);
        var encoding = !isUtf16 ? Encoding.UTF8 : BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode;

        // Folklore: some writers count the terminator, and minidump-writer once padded names with more than one.
        return encoding.GetString(bytes).TrimEnd('\0');
    }

    bool Spend(int byteCount)
    {
        if (byteCount > _stringBudget)
        {
            return false;
        }

        _stringBudget -= byteCount;
        return true;
    }
}

namespace Inquest.Formats.Minidump;

/// <summary>Parses one entry of a list; the cursor covers exactly the entry.</summary>
delegate T EntryParser<out T>(DumpCursor entry, int index);

/// <summary>Reads the lists that most streams are: a count, then entries of one size.</summary>
static class DumpTable
{
    const int ChunkBytes = 64 * 1024;

    /// <summary>A list with a bare 32-bit count before it (threads, modules, memory, thread names).</summary>
    /// <param name="reader">The dump.</param>
    /// <param name="stream">The directory's entry.</param>
    /// <param name="entrySize">Bytes of an entry on disk.</param>
    /// <param name="entrySizePadded">Bytes of an entry as a compiler without packing lays it out, or the same.</param>
    /// <param name="countMax">Entries taken at most.</param>
    /// <param name="parse">Makes a value of an entry.</param>
    public static T[] ReadCounted<T>(
        DumpReader reader, MinidumpDirectoryEntry stream, int entrySize, int entrySizePadded, int countMax, EntryParser<T> parse)
    {
        var head = reader.Bytes(stream.Location, 4);
        if (head.Length < 4)
        {
            return Absent<T>(reader, stream);
        }

        var count = reader.Cursor(head).U32();
        var (headerSize, size) = Shape(stream.Location.Size, count, entrySize, entrySizePadded);
        if (headerSize < 0)
        {
            headerSize = 4;
            reader.Report(
                "stream-size-mismatch",
                $"{stream.Name} has {stream.Location.Size} bytes, which does not fit {count} entries of {entrySize}.");
        }

        return ReadFixed(reader, stream, headerSize, size, count, countMax, parse);
    }

    /// <summary>A list that states its header's and its entries' size (unloaded modules, memory info, handles).</summary>
    /// <param name="reader">The dump.</param>
    /// <param name="stream">The directory's entry.</param>
    /// <param name="shape">What the newest known writer writes.</param>
    /// <param name="countMax">Entries taken at most.</param>
    /// <param name="parse">Makes a value of an entry; fields past the end of a shorter entry read as zero.</param>
    public static T[] ReadSized<T>(
        DumpReader reader, MinidumpDirectoryEntry stream, SizedListShape shape, int countMax, EntryParser<T> parse)
    {
        var head = reader.Bytes(stream.Location, shape.HeaderSize);
        if (head.Length < 12)
        {
            return Absent<T>(reader, stream);
        }

        var cursor = reader.Cursor(head);
        var headerSize = cursor.U32();
        var entrySize = cursor.U32();
        var count = shape.HasWideCount ? cursor.U64() : cursor.U32();
        if (headerSize < 12 || headerSize > stream.Location.Size || entrySize < shape.EntrySizeMin || entrySize > ChunkBytes)
        {
            reader.Report(
                "list-header-odd",
                $"{stream.Name} says its header has {headerSize} and an entry {entrySize} bytes; the usual sizes are taken.");
            (headerSize, entrySize) = ((uint)shape.HeaderSize, (uint)shape.EntrySize);
        }

        return ReadFixed(reader, stream, (int)headerSize, (int)entrySize, count, countMax, parse);
    }

    /// <summary>
    /// Folklore: Breakpad on macOS and Crashpad's early versions align the entries to eight bytes, so four bytes of padding
    /// follow the count; writers that forget to pack the structure pad an entry of MINIDUMP_MODULE from 108 to 112.
    /// </summary>
    static (int HeaderSize, int EntrySize) Shape(ulong streamSize, uint count, int entrySize, int entrySizePadded)
    {
        foreach (var size in (ReadOnlySpan<int>)[entrySize, entrySizePadded])
        {
            var entries = (ulong)count * (uint)size;
            if (streamSize == 4 + entries)
            {
                return (4, size);
            }

            if (streamSize == 8 + entries)
            {
                return (8, size);
            }
        }

        return (-1, entrySize);
    }

    /// <summary>A list whose header the caller has read.</summary>
    public static T[] ReadFixed<T>(
        DumpReader reader, MinidumpDirectoryEntry stream, int headerSize, int entrySize, ulong count, int countMax,
        EntryParser<T> parse)
    {
        var present = reader.Present(stream.Location);
        var fitting = present < (ulong)headerSize ? 0 : (present - (ulong)headerSize) / (ulong)entrySize;
        if (count > fitting)
        {
            reader.Report("stream-count-too-large", $"{stream.Name} says {count} entries; {fitting} are in the file.");
        }

        if (Math.Min(count, fitting) > (ulong)countMax)
        {
            reader.Report("list-cut", $"{stream.Name} has {count} entries; {countMax} are taken.");
        }

        var taken = new T[(int)Math.Min(Math.Min(count, fitting), (ulong)countMax)];
        if (taken.Length == 0)
        {
            return taken;
        }

        var perChunk = Math.Max(1, ChunkBytes / entrySize);
        var chunk = new byte[Math.Min(perChunk, taken.Length) * entrySize];
        for (var first = 0; first < taken.Length; first += perChunk)
        {
            var inChunk = Math.Min(perChunk, taken.Length - first);
            reader.Source.Read(stream.Location.Rva + (ulong)headerSize + ((ulong)first * (ulong)entrySize), chunk);
            for (var i = 0; i < inChunk; i++)
            {
                taken[first + i] = parse(reader.Cursor(chunk.AsSpan(i * entrySize, entrySize)), first + i);
            }
        }

        return taken;
    }

    static T[] Absent<T>(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        reader.Report("stream-too-short", $"{stream.Name} at 0x{stream.Location.Rva:X} ends within its own header.");
        return [];
    }
}

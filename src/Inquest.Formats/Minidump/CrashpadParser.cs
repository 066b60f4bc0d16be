namespace Inquest.Formats.Minidump;

/// <summary>Reads Crashpad's stream and everything it points at (crashpad/minidump/minidump_extensions.h).</summary>
/// <remarks>
/// <code>
/// info     version 4, report id 16, client id 16, annotations (size, rva), modules (size, rva), reserved 4, address mask 8
/// modules  count, then 12 each: module index, location of: version, list, dictionary, objects (size, rva each)
/// dictionary  count, then 8 each: rva of key, rva of value      list  count, then 4 each: rva
/// objects  count, then 12 each: rva of name, type 2, reserved 2, rva of value (a byte count, then the bytes)
/// </code>
/// Folklore: Crashpad before 2023 wrote 52 bytes, without the mask; before 2017 the module had no objects (20 bytes).
/// </remarks>
sealed class CrashpadParser(DumpReader reader)
{
    const int InfoSize = 64;
    const int InfoSizeMin = 52;
    const int ModuleSize = 28;

    int _left = reader.Limits.AnnotationCountMax;

    public static CrashpadInfo? Read(DumpReader reader, MinidumpDirectoryEntry stream) =>
        new CrashpadParser(reader).Info(stream);

    CrashpadInfo? Info(MinidumpDirectoryEntry stream)
    {
        var cursor = reader.Cursor(reader.Bytes(stream.Location, InfoSize));
        if (cursor.Remaining < InfoSizeMin)
        {
            reader.Report("stream-too-short", $"CrashpadInfo has {cursor.Remaining} bytes; the oldest form has {InfoSizeMin}.");
            return null;
        }

        var version = cursor.U32();
        var reportId = cursor.Guid();
        var clientId = cursor.Guid();
        var annotations = Dictionary(cursor.Location());
        var modules = Modules(cursor.Location());
        cursor.Skip(4);
        return new CrashpadInfo(version, reportId, clientId, annotations, modules, cursor.U64());
    }

    List<CrashpadModule> Modules(MinidumpLocation location)
    {
        var modules = new List<CrashpadModule>();
        foreach (var link in Entries(location, 12))
        {
            var cursor = reader.Cursor(link);
            var index = cursor.U32();
            var body = reader.Cursor(reader.Bytes(cursor.Location(), ModuleSize));
            body.Skip(4);
            modules.Add(new CrashpadModule(
                index, Strings(body.Location()), Dictionary(body.Location()), Objects(body.Location())));
        }

        return modules;
    }

    List<string> Strings(MinidumpLocation location)
    {
        var strings = new List<string>();
        foreach (var entry in Entries(location, 4))
        {
            if (reader.Utf8(reader.Cursor(entry).U32(), "list annotation") is { } text)
            {
                strings.Add(text);
            }
        }

        return strings;
    }

    List<KeyValuePair<string, string>> Dictionary(MinidumpLocation location)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var entry in Entries(location, 8))
        {
            var cursor = reader.Cursor(entry);
            if (reader.Utf8(cursor.U32(), "annotation's key") is { } key)
            {
                pairs.Add(new(key, reader.Utf8(cursor.U32(), "annotation's value") ?? ""));
            }
        }

        return pairs;
    }

    List<CrashpadAnnotation> Objects(MinidumpLocation location)
    {
        var objects = new List<CrashpadAnnotation>();
        foreach (var entry in Entries(location, 12))
        {
            var cursor = reader.Cursor(entry);
            var name = reader.Utf8(cursor.U32(), "annotation's name");
            var type = cursor.U16();
            cursor.Skip(2);
            if (name is not null)
            {
                objects.Add(new CrashpadAnnotation(name, type, ByteArray(cursor.U32())));
            }
        }

        return objects;
    }

    byte[] ByteArray(uint rva)
    {
        var head = reader.Bytes(new MinidumpLocation(rva, 4), 4);
        if (rva == 0 || head.Length < 4)
        {
            return [];
        }

        var location = new MinidumpLocation(rva + 4UL, reader.Cursor(head).U32());
        if (reader.Present(location) < location.Size)
        {
            reader.Report("annotation-outside-file", $"An annotation's value at 0x{rva:X} runs past the file's end.");
            return [];
        }

        var count = (int)Math.Min(location.Size, (ulong)reader.Limits.AnnotationBytesMax);
        return reader.TrySpendText(count) ? reader.Bytes(location, count) : [];
    }

    /// <summary>The entries of a list with a 32-bit count before it; all lists together share one limit.</summary>
    List<byte[]> Entries(MinidumpLocation location, int entrySize)
    {
        var entries = new List<byte[]>();
        if (location.IsEmpty)
        {
            return entries;
        }

        var head = reader.Bytes(location, 4);
        if (head.Length < 4)
        {
            reader.Report("annotation-outside-file", $"A list of annotations would be at 0x{location.Rva:X}, past the file's end.");
            return entries;
        }

        var count = reader.Cursor(head).U32();
        var fitting = (reader.Present(location) - 4) / (uint)entrySize;
        if (count > fitting)
        {
            reader.Report("stream-count-too-large", $"A list of annotations at 0x{location.Rva:X} says {count}; {fitting} fit.");
        }

        var taken = (int)Math.Min(Math.Min(count, fitting), (ulong)_left);
        if ((uint)taken < Math.Min(count, fitting))
        {
            reader.Report("list-cut", $"There are more than {reader.Limits.AnnotationCountMax} annotations; the rest is left out.");
        }

        _left -= taken;
        for (var i = 0; i < taken; i++)
        {
            entries.Add(reader.Bytes(
                new MinidumpLocation(location.Rva + 4 + ((ulong)i * (ulong)entrySize), (ulong)entrySize), entrySize));
        }

        return entries;
    }
}

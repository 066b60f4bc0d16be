using System.Buffers.Binary;
using System.Globalization;
using Inquest.Formats;

namespace Inquest.Symbols.Identity;

/// <summary>Ids of a PDB (MSF 7.00, as the LLVM project's PDB documents have it): the GUID of stream 1 and the age of stream 3.</summary>
static class PdbIdentity
{
    const int SuperBlockSize = 56;
    const int InfoStream = 1;
    const int DbiStream = 3;

    /// <returns>Null when the file's pages cannot be followed.</returns>
    public static List<SymbolObject>? Read(FileBytes bytes)
    {
        var head = new ByteReader(bytes.Slice(0, SuperBlockSize).Span);
        head.Skip(32);
        var pageSize = head.U32();
        head.Skip(8);
        var directorySize = head.U32();
        head.Skip(4);
        var mapPage = head.U32();
        if (!head.Ok || pageSize is not (512 or 1024 or 2048 or 4096 or 8192 or 16384 or 32768)
            || directorySize is < 4 or > IdentityLimits.PdbDirectoryBytesMax)
        {
            return null;
        }

        var directory = Gather(bytes, bytes.Slice((ulong)mapPage * pageSize, 4 * (((ulong)directorySize + pageSize - 1) / pageSize)).Span, pageSize, directorySize);
        var info = new ByteReader(Stream(bytes, directory, pageSize, InfoStream, 28));
        info.Skip(8);
        var age = info.U32();
        var guid = info.Bytes(16);
        if (!info.Ok)
        {
            return null;
        }

        // Folklore: tools that rewrite a PDB count its own age up; the age that the binary names is that of the DBI stream.
        var dbi = new ByteReader(Stream(bytes, directory, pageSize, DbiStream, 64));
        dbi.Skip(8);
        var dbiAge = dbi.U32();
        dbi.Skip(46);
        var machine = dbi.U16();
        return
        [
            new SymbolObject(SymbolFileKind.Pdb, DebugId(guid, dbi.Ok && dbiAge != 0 ? dbiAge : age), "", "", "", "windows", CpuName(dbi.Ok ? machine : 0),
                SymbolFeatures.SymbolTable | SymbolFeatures.DebugInfo | SymbolFeatures.UnwindInfo),
        ];
    }

    /// <summary>Breakpad's form: the GUID as it is printed without hyphens, and the age in hex.</summary>
    public static string DebugId(ReadOnlySpan<byte> guid, uint age) =>
        new Guid(guid).ToString("N").ToUpperInvariant() + age.ToString("X", CultureInfo.InvariantCulture);

    /// <summary>The first bytes of a stream; empty when it is not there.</summary>
    static byte[] Stream(FileBytes bytes, byte[] directory, uint pageSize, int wanted, uint length)
    {
        var reader = new ByteReader(directory);
        var count = reader.U32();
        if (wanted >= count || count > directory.Length / 4)
        {
            return [];
        }

        ulong pagesBefore = 0;
        uint size = 0;
        for (var i = 0; i <= wanted; i++)
        {
            pagesBefore += i == 0 ? 0 : PageCount(size, pageSize);
            size = reader.U32();
        }

        var pages = 4 + (4 * (ulong)count) + (4 * pagesBefore);
        if (!reader.Ok || size == uint.MaxValue || pages >= (ulong)directory.Length)
        {
            return [];
        }

        return Gather(bytes, directory.AsSpan((int)pages), pageSize, Math.Min(size, length));
    }

    static byte[] Gather(FileBytes bytes, ReadOnlySpan<byte> pages, uint pageSize, uint size)
    {
        var content = new byte[size];
        for (var done = 0; done < size; done += (int)pageSize)
        {
            if (pages.Length < 4)
            {
                return [];
            }

            var part = bytes.Slice((ulong)BinaryPrimitives.ReadUInt32LittleEndian(pages) * pageSize, Math.Min(pageSize, size - (uint)done)).Span;
            part.CopyTo(content.AsSpan(done));
            pages = pages[4..];
        }

        return content;
    }

    // A deleted stream has the size 0xFFFFFFFF and no pages.
    static ulong PageCount(uint size, uint pageSize) => size == uint.MaxValue ? 0 : ((ulong)size + pageSize - 1) / pageSize;

    static string CpuName(int machine) => machine switch
    {
        0x014C => "x86",
        0x8664 => "x86_64",
        0x01C4 => "arm",
        0xAA64 => "arm64",
        _ => "",
    };
}

using System.Buffers.Binary;
using System.Text;
using Inquest.Formats;

namespace Inquest.Capture.ClientMemory;

/// <summary>Reads libinquest's <c>struct inquest__client_info</c> (native/src/handler/client_info.h) out of a process.</summary>
/// <remarks>
/// Header: magic, version, size, and three counts, 4 bytes each. Then nine texts of 520 bytes, two 64-bit counters, tags of 652,
/// attachment paths of 2056 and breadcrumbs of 272. A text has two copies; the lowest bit of its sequence number says which one is
/// valid, so that a crash in the middle of a setter finds the old value.
/// </remarks>
public static class ClientInfoReader
{
    const uint Magic = 0x4351_4E49;
    const uint Version = 1;
    const int HeaderSize = 24;
    const int TextSize = 520;
    const int TextCapacity = 256;
    const int TextCount = 9;
    const int CountersOffset = HeaderSize + (TextCount * TextSize);
    const int TagsOffset = CountersOffset + 16;
    const int TagSize = 652;
    const int TagNameCapacity = 64;
    const int PathSize = 2056;
    const int PathCapacity = 1024;
    const int BreadcrumbSize = 272;

    /// <summary>Null when no client info of a known version lies at the address.</summary>
    public static ClientInfo? Read(IAddressSpace memory, ulong address)
    {
        ArgumentNullException.ThrowIfNull(memory);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (memory.Read(address, header) != HeaderSize || U32(header, 0) != Magic || U32(header, 4) != Version
            || U32(header, 8) is < TagsOffset or > CaptureLimits.ClientInfoBytesMax)
        {
            return null;
        }

        var bytes = new byte[U32(header, 8)];
        // What cannot be read stays zero, which is "not set".
        _ = memory.Read(address, bytes);
        return Parse(bytes, (int)U32(header, 12), (int)U32(header, 16), (int)U32(header, 20));
    }

    static ClientInfo Parse(ReadOnlySpan<byte> bytes, int tagCount, int breadcrumbCount, int attachmentCount)
    {
        var attachmentsOffset = TagsOffset + ((long)tagCount * TagSize);
        var breadcrumbsOffset = attachmentsOffset + ((long)attachmentCount * PathSize);
        if (tagCount < 0 || attachmentCount < 0 || breadcrumbCount <= 0
            || breadcrumbsOffset + ((long)breadcrumbCount * BreadcrumbSize) > bytes.Length)
        {
            (tagCount, attachmentCount, breadcrumbCount) = (0, 0, 0);
        }

        return new ClientInfo
        {
            Dsn = TextAt(bytes, 0),
            Release = TextAt(bytes, 1),
            Environment = TextAt(bytes, 2),
            Session = TextAt(bytes, 3),
            UserId = TextAt(bytes, 4),
            UserEmail = TextAt(bytes, 5),
            UserName = TextAt(bytes, 6),
            ExceptionType = TextAt(bytes, 7),
            ExceptionText = TextAt(bytes, 8),
            BreadcrumbsDropped = U64(bytes, CountersOffset + 8),
            Tags = Tags(bytes, tagCount),
            Attachments = Paths(bytes, (int)attachmentsOffset, attachmentCount),
            Breadcrumbs = Breadcrumbs(bytes, (int)breadcrumbsOffset, breadcrumbCount),
        };
    }

    static string TextAt(ReadOnlySpan<byte> bytes, int index) => Cell(bytes.Slice(HeaderSize + (index * TextSize), TextSize), TextCapacity);

    // sequence, two lengths of 16 bits, two copies.
    static string Cell(ReadOnlySpan<byte> cell, int capacity)
    {
        var copy = (int)(U32(cell, 0) & 1);
        var length = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(cell[(4 + (2 * copy))..]), capacity - 1);
        return Encoding.UTF8.GetString(cell.Slice(8 + (copy * capacity), length));
    }

    static List<(string Name, string Value)> Tags(ReadOnlySpan<byte> bytes, int count)
    {
        var tags = new List<(string Name, string Value)>();
        for (var i = 0; i < count; i++)
        {
            var cell = bytes.Slice(TagsOffset + (i * TagSize), TagSize);
            var copy = (int)(U32(cell, 0) & 1);
            var valueLength = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(cell[(4 + (2 * copy))..]), TextCapacity - 1);
            var nameLength = Math.Min((int)cell[8 + copy], TagNameCapacity - 1);
            if (nameLength > 0)
            {
                tags.Add((
                    Encoding.UTF8.GetString(cell.Slice(10 + (copy * TagNameCapacity), nameLength)),
                    Encoding.UTF8.GetString(cell.Slice(10 + (2 * TagNameCapacity) + (copy * TextCapacity), valueLength))));
            }
        }

        return tags;
    }

    static List<string> Paths(ReadOnlySpan<byte> bytes, int offset, int count)
    {
        var paths = new List<string>();
        for (var i = 0; i < count; i++)
        {
            if (Cell(bytes.Slice(offset + (i * PathSize), PathSize), PathCapacity) is { Length: > 0 } path)
            {
                paths.Add(path);
            }
        }

        return paths;
    }

    // A ring: the n-th breadcrumb lies at n modulo the count and has the ticket 2n+2 when it is whole.
    static List<Breadcrumb> Breadcrumbs(ReadOnlySpan<byte> bytes, int offset, int count)
    {
        var breadcrumbs = new List<Breadcrumb>();
        var head = U64(bytes, CountersOffset);
        for (var number = head > (ulong)count ? head - (ulong)count : 0; count > 0 && number < head; number++)
        {
            var crumb = bytes.Slice(offset + ((int)(number % (ulong)count) * BreadcrumbSize), BreadcrumbSize);
            if (U64(crumb, 0) == (2 * number) + 2)
            {
                breadcrumbs.Add(new Breadcrumb(
                    U64(crumb, 8), crumb[16],
                    Encoding.UTF8.GetString(crumb.Slice(20, Math.Min((int)crumb[17], 31))),
                    Encoding.UTF8.GetString(crumb.Slice(52, Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(crumb[18..]), 215)))));
            }
        }

        return breadcrumbs;
    }

    static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    static ulong U64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}

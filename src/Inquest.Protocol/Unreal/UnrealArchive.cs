using System.Buffers.Binary;
using System.Text;
using Inquest.Protocol.Forms;

namespace Inquest.Protocol.Unreal;

/// <summary>The container that Unreal's crash reporter sends, after its zlib stream was inflated (§7.6).</summary>
/// <remarks>
/// <code>
/// name:    i32 n, then n bytes, padded with NUL
/// header:  name (folder), name (file), i32 size of everything, i32 number of files
/// file:    i32 index, name, i32 n, then n bytes
/// </code>
/// Integers are little-endian. New senders begin with <c>CR1</c>. Older ones write a placeholder for the header, the files,
/// and then the true header, so that their number of files is the last four bytes.
/// </remarks>
static class UnrealArchive
{
    /// <summary>Slices of the bytes, not copies. False when the framing is wrong before the first file.</summary>
    /// <param name="isWhole">False when files are missing at the end: what was framed is kept.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ProtocolLimits limits, out List<FormFile> files, out bool isWhole)
    {
        files = [];
        isWhole = false;
        var cursor = new Cursor(bytes);
        var isNew = bytes.Span.StartsWith("CR1"u8);
        cursor.Skip(isNew ? 3 : 0);
        cursor.Name();
        cursor.Name();
        cursor.Int32();
        var count = cursor.Int32();
        if (!isNew && bytes.Length >= sizeof(int))
        {
            count = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[^sizeof(int)..]);
        }

        if (cursor.HasFailed || count < 0)
        {
            return false;
        }

        while (files.Count < count && files.Count < limits.MaxFormParts)
        {
            cursor.Int32();
            var name = cursor.Name();
            var content = cursor.Bytes(cursor.Int32());
            if (cursor.HasFailed)
            {
                break;
            }

            files.Add(new FormFile(name, name, null, content));
        }

        isWhole = files.Count == count;
        return files.Count > 0;
    }

    /// <summary>Reads on until the first value that is not there; from then on every value is empty.</summary>
    struct Cursor(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> _rest = bytes;

        public bool HasFailed { get; private set; }

        public void Skip(int count) => Bytes(count);

        public int Int32() => Bytes(sizeof(int)) is { Length: sizeof(int) } four ? BinaryPrimitives.ReadInt32LittleEndian(four.Span) : 0;

        public string Name() => Encoding.UTF8.GetString(Bytes(Int32()).Span.TrimEnd((byte)0));

        public ReadOnlyMemory<byte> Bytes(int count)
        {
            if (HasFailed || count < 0 || count > _rest.Length)
            {
                HasFailed = true;
                return default;
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}

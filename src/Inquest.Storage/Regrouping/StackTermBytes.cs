using System.Buffers.Binary;
using Inquest.Grouping.Similarity;

namespace Inquest.Storage.Regrouping;

/// <summary>Stack terms as <c>fingerprint_stack.terms</c> keeps them: id (8 bytes) and weight (4 bytes) of each, little-endian.</summary>
static class StackTermBytes
{
    const int Size = 12;

    public static byte[] Pack(StackTerm[] terms)
    {
        var bytes = new byte[terms.Length * Size];
        for (var i = 0; i < terms.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * Size), terms[i].Id);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan((i * Size) + 8), terms[i].Weight);
        }

        return bytes;
    }

    public static StackTerm[] Unpack(ReadOnlySpan<byte> bytes)
    {
        var terms = new StackTerm[bytes.Length / Size];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * Size)..]), BinaryPrimitives.ReadSingleLittleEndian(bytes[((i * Size) + 8)..]));
        }

        return terms;
    }
}

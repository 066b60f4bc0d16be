using Inquest.Formats;

namespace Inquest.Capture;

/// <summary>Values of the auxiliary vector: pairs of type and value, ended by type 0 (System V ABI, "Auxiliary Vector").</summary>
static class AuxiliaryVectorReader
{
    public const ulong ProgramHeaders = 3;
    public const ulong ProgramHeaderSize = 4;
    public const ulong ProgramHeaderCount = 5;
    public const ulong LinkerBase = 7;
    public const ulong Entry = 9;
    public const ulong Platform = 15;
    public const ulong Random = 25;
    public const ulong ExecutableName = 31;
    public const ulong Vdso = 33;

    public static ulong? Find(ReadOnlyMemory<byte> vector, ulong type, int pointerSize, bool isBigEndian)
    {
        var reader = new ByteReader(vector.Span, isBigEndian);
        while (reader.HasMore)
        {
            var key = reader.Unsigned(pointerSize);
            var value = reader.Unsigned(pointerSize);
            if (!reader.Ok || key == 0)
            {
                return null;
            }

            if (key == type)
            {
                return value;
            }
        }

        return null;
    }
}

namespace Inquest.Formats.Pdb;

/// <summary>How an x86 function's frame is taken down (FRAMEDATA of cvinfo.h, or the older FPO_DATA). Sizes in bytes.</summary>
/// <param name="IsFrameData">False for the older form, which has no program.</param>
/// <param name="Program">Offset of the program in the string table.</param>
/// <param name="UsesBasePointer">Only of the older form: EBP was used for something else.</param>
public readonly record struct PdbFrameData(
    bool IsFrameData, uint Rva, uint CodeSize, uint PrologSize, uint ParameterSize, uint SavedRegisterSize, uint LocalSize,
    uint MaxStackSize, uint Program, bool UsesBasePointer)
{
    const int OldSize = 16;
    const int NewSize = 32;

    /// <summary>Records of both streams, in the files' order, the newer form first. Addresses are of the linked image.</summary>
    public static IEnumerable<PdbFrameData> Read(PdbFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var record in Records(file.FrameData, NewSize, file.Limits))
        {
            yield return ReadNew(record.Span);
        }

        foreach (var record in Records(file.FrameOmissions, OldSize, file.Limits))
        {
            yield return ReadOld(record.Span);
        }
    }

    static IEnumerable<ReadOnlyMemory<byte>> Records(MsfStream? stream, int size, PdbLimits limits)
    {
        var bytes = stream?.ReadAll(limits.TableSizeMax) ?? default;
        for (var at = 0; at + size <= bytes.Length; at += size)
        {
            yield return bytes.Slice(at, size);
        }
    }

    static PdbFrameData ReadNew(ReadOnlySpan<byte> record)
    {
        var reader = new ByteReader(record);
        var rva = reader.U32();
        var codeSize = reader.U32();
        var localSize = reader.U32();
        var parameterSize = reader.U32();
        var maxStackSize = reader.U32();
        var program = reader.U32();
        var prologSize = reader.U16();
        var savedRegisterSize = reader.U16();
        return new PdbFrameData(true, rva, codeSize, prologSize, parameterSize, savedRegisterSize, localSize, maxStackSize, program, false);
    }

    static PdbFrameData ReadOld(ReadOnlySpan<byte> record)
    {
        var reader = new ByteReader(record);
        var rva = reader.U32();
        var codeSize = reader.U32();
        var localWords = reader.U32();
        var parameterWords = reader.U16();
        // Prolog 8 bits, saved registers 3, exception handling 1, EBP in use 1, reserved 1, kind of frame 2.
        var bits = reader.U16();
        return new PdbFrameData(false, rva, codeSize, (uint)(bits & 0xFF), parameterWords * 4U, (uint)((bits >> 8) & 7) * 4,
            unchecked(localWords * 4), 0, 0, (bits & 0x1000) != 0);
    }
}

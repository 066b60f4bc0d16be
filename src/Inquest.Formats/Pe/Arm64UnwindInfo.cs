namespace Inquest.Formats.Pe;

/// <summary>The prolog and the epilogs of an arm64 function.</summary>
/// <param name="PrologCodes">In the file's order: what the prolog does last comes first.</param>
/// <param name="PrologCount">How many of the codes are instructions of this part; the others ran in the part that it continues.</param>
/// <param name="Epilogs">Start in bytes from the function's, and a code for each instruction in order of execution.</param>
sealed record Arm64UnwindInfo(
    IReadOnlyList<Arm64UnwindCode> PrologCodes, int PrologCount, IReadOnlyList<(uint Start, IReadOnlyList<Arm64UnwindCode> Codes)> Epilogs)
{
    const int LinkRegister = 30;
    const int FramePointer = 29;

    /// <summary>Codes from an index to the end code, which is kept as the return; null when they cannot be read.</summary>
    /// <remarks>OwnCount has no place for the return: a prolog has none.</remarks>
    public static (List<Arm64UnwindCode> Codes, int OwnCount)? ReadCodes(ReadOnlySpan<byte> bytes, int index)
    {
        var reader = new ByteReader(bytes) { Position = index };
        var codes = new List<Arm64UnwindCode>();
        int? ownCount = null;
        while (reader.HasMore)
        {
            var first = reader.U8();
            if (first == 0xE4)
            {
                codes.Add(new Arm64UnwindCode(Arm64UnwindOp.End, 0, -1, -1, 0));
                return (codes, ownCount ?? codes.Count - 1);
            }

            if (first == 0xE5)
            {
                ownCount ??= codes.Count;
                continue;
            }

            if (Decode(first, ref reader) is not { } code)
            {
                return null;
            }

            codes.Add(code);
        }

        // The codes may fill their words without an end code.
        return reader.Ok && codes.Count > 0 ? (codes, ownCount ?? codes.Count) : null;
    }

    static Arm64UnwindCode? Decode(byte first, ref ByteReader reader)
    {
        switch (first)
        {
            case < 0x20:
                return Store((first & 0x1FU) * 16, -1, -1, 0);
            case < 0x40:
                return Store((first & 0x1FU) * 8, 19, 20, 0);
            case < 0x80:
                return Store(0, FramePointer, LinkRegister, (first & 0x3FU) * 8);
            case < 0xC0:
                return Store(((first & 0x3FU) + 1) * 8, FramePointer, LinkRegister, 0);
            case < 0xC8:
                return Store((((first & 7U) << 8) | reader.U8()) * 16, -1, -1, 0);
            case < 0xE0:
                return DecodeStore(first, reader.U8());
            case 0xE0:
                return Store((((uint)reader.U8() << 16) | ((uint)reader.U8() << 8) | reader.U8()) * 16, -1, -1, 0);
            case 0xE1:
                return new Arm64UnwindCode(Arm64UnwindOp.SetFramePointer, 0, -1, -1, 0);
            case 0xE2:
                return new Arm64UnwindCode(Arm64UnwindOp.SetFramePointer, 0, -1, -1, reader.U8() * 8U);
            case 0xE3 or 0xFC:
                return Nothing;
            case 0xE6:
                return new Arm64UnwindCode(Arm64UnwindOp.StoreNext, 0, -1, -1, 0);
            case 0xE7:
                return DecodeAny(reader.U8(), reader.U8());
            default:
                // Frames of traps and contexts exist in kernels; reserved codes nowhere.
                return null;
        }
    }

    static Arm64UnwindCode? DecodeStore(byte first, byte second)
    {
        var bits = (uint)((first << 8) | second);
        var offset = (bits & 0x3F) * 8;
        var register = 19 + (int)((bits >> 6) & 15);
        return first switch
        {
            < 0xCC => Store(0, register, register + 1, offset),
            < 0xD0 => Store(offset + 8, register, register + 1, 0),
            < 0xD4 => Store(0, register, -1, offset),
            < 0xD6 => Store(((bits & 0x1F) + 1) * 8, 19 + (int)((bits >> 5) & 15), -1, 0),
            < 0xD8 => Store(0, 19 + (2 * (int)((bits >> 6) & 7)), LinkRegister, offset),
            // d8 to d15: only what the ones with writeback allocate matters.
            < 0xDA => Nothing,
            < 0xDC => Store(offset + 8, -1, -1, 0),
            < 0xDE => Nothing,
            0xDE => Store(((bits & 0x1F) + 1) * 8, -1, -1, 0),
            // Scalable vectors: how much is allocated depends on the processor.
            _ => null,
        };
    }

    // save_any_reg: 11100111'0pxrrrrr'ffoooooo: pair, with writeback, register, file of registers, offset.
    static Arm64UnwindCode? DecodeAny(byte second, byte third)
    {
        if ((second & 0x80) != 0)
        {
            return null;
        }

        var isPair = (second & 0x40) != 0;
        var hasWriteback = (second & 0x20) != 0;
        var register = second & 0x1F;
        var isGeneral = (third & 0xC0) == 0;
        var scale = isPair || hasWriteback || (third & 0xC0) == 0x80 ? 16U : 8U;
        var offset = (third & 0x3FU) * scale;
        return Store(hasWriteback ? offset + 16 : 0, isGeneral ? register : -1, isGeneral && isPair ? register + 1 : -1, hasWriteback ? 0 : offset);
    }

    static Arm64UnwindCode Nothing => new(Arm64UnwindOp.Nothing, 0, -1, -1, 0);

    static Arm64UnwindCode Store(uint allocation, int register, int second, uint offset) =>
        new(Arm64UnwindOp.Store, allocation, register, second, offset);
}

namespace Inquest.Formats.Pe;

/// <summary>UNWIND_INFO of x64 (x64 exception handling, "struct UNWIND_INFO").</summary>
/// <remarks>
/// Layout: version (3 bits) and flags (5 bits), prolog size u8, code count u8, frame register (4 bits) and its offset in units of
/// 16 bytes (4 bits), then codes of 2 bytes (offset u8, operation 4 bits, info 4 bits) of which some are followed by one or two
/// slots of operand; padded to an even count; then, with flag 4, the entry of the function that this one continues.
/// </remarks>
public sealed class X64UnwindInfo
{
    const int ChainedFlag = 4;

    readonly List<X64UnwindCode> _codes = [];
    readonly List<uint> _epilogs = [];

    X64UnwindInfo()
    {
    }

    public int Version { get; private set; }

    public int Flags { get; private set; }

    public byte PrologSize { get; private set; }

    /// <summary>Zero when the frame is counted from the stack pointer.</summary>
    public int FrameRegister { get; private set; }

    /// <summary>Bytes from the base of the frame to where the frame register points.</summary>
    public uint FrameOffset { get; private set; }

    /// <summary>In the file's order: what the prolog does last comes first.</summary>
    public IReadOnlyList<X64UnwindCode> Codes => _codes;

    /// <summary>Version 2: where epilogs start, in bytes before the function's end.</summary>
    public IReadOnlyList<uint> Epilogs => _epilogs;

    /// <summary>The function whose prolog ran before this part was entered, or null.</summary>
    public PeRuntimeFunction? Parent { get; private set; }

    /// <summary>Null when the information is cut or has an operation that nobody defines.</summary>
    public static X64UnwindInfo? Read(PeFile file, uint rva)
    {
        ArgumentNullException.ThrowIfNull(file);
        // 4 bytes, 255 slots and one of padding, and an entry of 12.
        var reader = new ByteReader(file.Read(rva, 4 + 512 + 12).Span);
        var head = reader.U8();
        var info = new X64UnwindInfo { Version = head & 7, Flags = head >> 3, PrologSize = reader.U8() };
        int slotCount = reader.U8();
        var frame = reader.U8();
        info.FrameRegister = frame & 15;
        info.FrameOffset = (uint)(frame >> 4) * 16;
        if (!reader.Ok || info.Version is not (1 or 2))
        {
            return null;
        }

        var slots = new ByteReader(reader.Bytes((ulong)slotCount * 2));
        if (!reader.Ok || !info.ReadCodes(ref slots))
        {
            return null;
        }

        if ((info.Flags & ChainedFlag) != 0)
        {
            reader.Skip((slotCount & 1) == 1 ? 2UL : 0);
            info.Parent = new PeRuntimeFunction(reader.U32(), reader.U32(), reader.U32());
        }

        return reader.Ok ? info : null;
    }

    bool ReadCodes(ref ByteReader slots)
    {
        var isFirstEpilog = true;
        while (slots.HasMore)
        {
            var offset = slots.U8();
            var packed = slots.U8();
            var op = (X64UnwindOp)(packed & 15);
            var info = (byte)(packed >> 4);
            if (op == X64UnwindOp.Epilog && Version == 2)
            {
                AddEpilog(offset, info, ref isFirstEpilog);
                continue;
            }

            uint operand = 0;
            switch (op)
            {
                case X64UnwindOp.PushNonVolatile or X64UnwindOp.SetFrameRegister or X64UnwindOp.PushMachineFrame:
                    break;
                case X64UnwindOp.AllocateSmall:
                    operand = (info * 8U) + 8;
                    break;
                case X64UnwindOp.AllocateLarge:
                    operand = info == 0 ? slots.U16() * 8U : slots.U32();
                    break;
                case X64UnwindOp.SaveNonVolatile:
                    operand = slots.U16() * 8U;
                    break;
                case X64UnwindOp.SaveVector:
                    operand = slots.U16() * 16U;
                    break;
                case X64UnwindOp.SaveNonVolatileFar or X64UnwindOp.SaveVectorFar:
                    operand = slots.U32();
                    break;
                case X64UnwindOp.Epilog:
                    slots.U16();
                    continue;
                case X64UnwindOp.Spare:
                    slots.U32();
                    continue;
                default:
                    return false;
            }

            _codes.Add(new X64UnwindCode(offset, op, info, operand));
        }

        return slots.Ok;
    }

    // The first epilog code has the size of all epilogs and a bit that says whether one ends the function; the others have
    // the distance of one epilog from the end each. A distance of zero is padding.
    void AddEpilog(byte offset, byte info, ref bool isFirst)
    {
        var distance = isFirst ? (info & 1) != 0 ? offset : 0U : offset + (info * 256U);
        isFirst = false;
        if (distance != 0)
        {
            _epilogs.Add(distance);
        }
    }
}

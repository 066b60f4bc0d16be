namespace Inquest.Formats.Pe;

/// <summary>Works out where the caller's frame is from the codes that are in effect.</summary>
static class Arm64Frame
{
    const int FramePointer = 29;
    const int StackPointer = 31;

    /// <param name="from">Codes before this one are not in effect (not yet, in a prolog; any more, in an epilog).</param>
    public static PeUnwindRow Row(uint rva, IReadOnlyList<Arm64UnwindCode> codes, int from)
    {
        long depth = 0;
        long? frameOffset = null;
        var nextRegister = -1;
        long nextAt = 0;
        var saved = new SortedDictionary<int, long>();
        for (var i = codes.Count - 1; i >= from; i--)
        {
            var code = codes[i];
            depth += code.Allocation;
            switch (code.Op)
            {
                case Arm64UnwindOp.SetFramePointer:
                    frameOffset = depth - code.Offset;
                    break;
                case Arm64UnwindOp.StoreNext when nextRegister >= 0:
                    Save(saved, nextRegister, nextAt);
                    Save(saved, nextRegister + 1, nextAt + 8);
                    nextRegister += 2;
                    nextAt += 16;
                    break;
                case Arm64UnwindOp.Store when code.Register >= 0:
                    var at = code.Offset - depth;
                    Save(saved, code.Register, at);
                    Save(saved, code.Second, at + 8);
                    (nextRegister, nextAt) = code.Second == code.Register + 1 ? (code.Register + 2, at + 16) : (-1, 0);
                    break;
            }
        }

        var registers = saved.Select(entry => new PeSavedRegister(entry.Key, entry.Value)).ToList();
        return frameOffset is { } offset
            ? new PeUnwindRow(rva, FramePointer, offset, IsTrapFrame: false, registers)
            : new PeUnwindRow(rva, StackPointer, depth, IsTrapFrame: false, registers);
    }

    static void Save(SortedDictionary<int, long> saved, int register, long offset)
    {
        // Arguments that are stored for variadic functions are not anybody's saved registers.
        if (register is >= 19 and <= 30)
        {
            saved[register] = offset;
        }
    }
}

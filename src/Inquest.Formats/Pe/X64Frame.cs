namespace Inquest.Formats.Pe;

/// <summary>The state of a frame while its prolog or epilog runs: how deep the stack is and what is saved where.</summary>
/// <remarks>Depth is counted from the canonical frame address down to the stack pointer, so it is 8 when a function is entered.</remarks>
sealed class X64Frame
{
    const int StackPointer = 4;

    readonly long[] _savedAt = new long[16];
    int _saved;

    public long Depth { get; set; } = 8;

    /// <summary>Bytes from the frame register to the canonical frame address, or null before it is set.</summary>
    public long? FrameRegisterOffset { get; private set; }

    public int FrameRegister { get; private set; }

    public bool IsTrapFrame { get; private set; }

    /// <summary>Registers that were pushed, with the depth right after, in order.</summary>
    public List<(int Register, long Depth)> Pushes { get; } = [];

    /// <summary>Exactly one word lies below what was pushed.</summary>
    public bool IsSmallAllocation => FrameRegisterOffset is null && Depth - (Pushes.Count > 0 ? Pushes[^1].Depth : 8) == 8;

    public X64Frame Clone()
    {
        var copy = new X64Frame
        {
            Depth = Depth, FrameRegisterOffset = FrameRegisterOffset, FrameRegister = FrameRegister, IsTrapFrame = IsTrapFrame, _saved = _saved,
        };
        _savedAt.CopyTo(copy._savedAt, 0);
        copy.Pushes.AddRange(Pushes);
        return copy;
    }

    /// <param name="saveBase">Depth of the address that register saves count from: the base of the finished frame.</param>
    public void Apply(X64UnwindCode code, int frameRegister, uint frameOffset, long saveBase)
    {
        switch (code.Op)
        {
            case X64UnwindOp.PushNonVolatile:
                Depth += 8;
                Save(code.Info, -Depth);
                Pushes.Add((code.Info, Depth));
                break;
            case X64UnwindOp.AllocateLarge or X64UnwindOp.AllocateSmall:
                Depth += code.Operand;
                break;
            case X64UnwindOp.SetFrameRegister:
                FrameRegister = frameRegister;
                FrameRegisterOffset = Depth - frameOffset;
                break;
            case X64UnwindOp.SaveNonVolatile or X64UnwindOp.SaveNonVolatileFar:
                Save(code.Info, code.Operand - saveBase);
                break;
            case X64UnwindOp.PushMachineFrame:
                IsTrapFrame = true;
                Depth = code.Info != 0 ? 8 : 0;
                _saved = 0;
                Pushes.Clear();
                break;
        }
    }

    public void Restore(int register) => _saved &= ~(1 << register);

    public void ForgetFrameRegister() => FrameRegisterOffset = null;

    public PeUnwindRow ToRow(uint rva)
    {
        var saved = new List<PeSavedRegister>();
        for (var register = 0; register < 16; register++)
        {
            if ((_saved & (1 << register)) != 0)
            {
                saved.Add(new PeSavedRegister(register, _savedAt[register]));
            }
        }

        return FrameRegisterOffset is { } offset
            ? new PeUnwindRow(rva, FrameRegister, offset, IsTrapFrame, saved)
            : new PeUnwindRow(rva, StackPointer, Depth, IsTrapFrame, saved);
    }

    void Save(int register, long offset)
    {
        _saved |= 1 << register;
        _savedAt[register] = offset;
    }
}

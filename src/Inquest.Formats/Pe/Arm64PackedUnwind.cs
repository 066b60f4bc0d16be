namespace Inquest.Formats.Pe;

/// <summary>Spells out packed unwind information: the canonical prolog and epilog that it stands for.</summary>
/// <remarks>
/// Layout (ARM64 exception handling, "Packed unwind data"), from bit 0: flag 2, length in instructions 11, RegF 3, RegI 4, H 1, CR 2,
/// frame size in units of 16 bytes 9. Flag 1: one prolog and one epilog; flag 2: a part in between, without either.
/// </remarks>
static class Arm64PackedUnwind
{
    const int LinkRegister = 30;

    public static Arm64UnwindInfo? Read(uint data)
    {
        var length = ((data >> 2) & 0x7FF) * 4;
        var vectorCount = (data >> 13) & 7;
        var registerCount = (int)((data >> 16) & 15);
        var homesArguments = (data & (1 << 20)) != 0;
        var chain = (data >> 21) & 3;
        var frameSize = ((data >> 23) & 0x1FF) * 16;
        if (registerCount > 10)
        {
            return null;
        }

        var savesLink = chain == 1;
        var registerSize = ((uint)registerCount * 8) + (savesLink ? 8U : 0);
        var vectorSize = vectorCount == 0 ? 0 : (vectorCount * 8) + 8;
        var saveSize = (registerSize + vectorSize + (homesArguments ? 64U : 0) + 15) & ~15U;
        if (saveSize > frameSize)
        {
            return null;
        }

        // In order of execution.
        var codes = new List<Arm64UnwindCode>();
        if (chain == 2)
        {
            codes.Add(Nothing);
        }

        var allocation = saveSize;
        AddRegisters(codes, registerCount, savesLink, ref allocation);
        AddVectors(codes, vectorCount, ref allocation);
        var epilog = new List<Arm64UnwindCode>(codes);
        for (var i = 0; homesArguments && i < 4; i++)
        {
            // The epilog does not load them again, though it gives back what the first of them allocates.
            codes.Add(Store(allocation, -1, -1, 0));
            if (allocation != 0)
            {
                epilog.Add(Store(allocation, -1, -1, 0));
            }

            allocation = 0;
        }

        AddLocals(codes, epilog, chain, frameSize - saveSize);
        codes.Reverse();
        epilog.Reverse();
        epilog.Add(new Arm64UnwindCode(Arm64UnwindOp.End, 0, -1, -1, 0));
        var isFragment = (data & 3) == 2;
        var epilogSize = (uint)epilog.Count * 4;
        return new Arm64UnwindInfo(codes, isFragment ? 0 : codes.Count,
            isFragment || epilogSize > length ? [] : [(length - epilogSize, epilog)]);
    }

    static void AddRegisters(List<Arm64UnwindCode> codes, int count, bool savesLink, ref uint allocation)
    {
        var offset = 0U;
        for (var i = 0; i + 1 < count; i += 2)
        {
            codes.Add(Store(allocation, 19 + i, 20 + i, offset));
            allocation = 0;
            offset += 16;
        }

        var last = (count & 1) == 1 ? 18 + count : -1;
        if (last >= 0 && savesLink && count > 1)
        {
            codes.Add(Store(allocation, last, LinkRegister, offset));
        }
        else
        {
            if (last >= 0)
            {
                codes.Add(Store(allocation, last, -1, offset));
                allocation = 0;
                offset += 8;
            }

            if (savesLink)
            {
                codes.Add(Store(allocation, LinkRegister, -1, offset));
            }
        }

        allocation = count > 0 || savesLink ? 0 : allocation;
    }

    static void AddVectors(List<Arm64UnwindCode> codes, uint count, ref uint allocation)
    {
        if (count == 0)
        {
            return;
        }

        for (var i = 0U; i <= count; i += 2)
        {
            codes.Add(allocation == 0 ? Nothing : Store(allocation, -1, -1, 0));
            allocation = 0;
        }
    }

    static void AddLocals(List<Arm64UnwindCode> codes, List<Arm64UnwindCode> epilog, uint chain, uint size)
    {
        var isChained = chain >= 2;
        if (isChained && size <= 512)
        {
            AddBoth(Store(size, 29, LinkRegister, 0));
        }
        else
        {
            // A subtraction takes 4080 bytes at once.
            if (size > 4080)
            {
                AddBoth(Store(4080, -1, -1, 0));
                AddBoth(Store(size - 4080, -1, -1, 0));
            }
            else if (size > 0)
            {
                AddBoth(Store(size, -1, -1, 0));
            }

            if (isChained)
            {
                AddBoth(Store(0, 29, LinkRegister, 0));
            }
        }

        if (isChained)
        {
            codes.Add(new Arm64UnwindCode(Arm64UnwindOp.SetFramePointer, 0, -1, -1, 0));
        }

        void AddBoth(Arm64UnwindCode code)
        {
            codes.Add(code);
            epilog.Add(code);
        }
    }

    static Arm64UnwindCode Nothing => new(Arm64UnwindOp.Nothing, 0, -1, -1, 0);

    static Arm64UnwindCode Store(uint allocation, int register, int second, uint offset) =>
        new(Arm64UnwindOp.Store, allocation, register, second, offset);
}

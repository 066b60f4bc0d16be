using System.Buffers.Binary;

namespace Inquest.Formats.Pe;

/// <summary>Finds the epilogs of x64 functions in their code.</summary>
/// <remarks>
/// Version 1 of the unwind information does not say where epilogs are. The ABI ("x64 prolog and epilog") allows only one form:
/// <c>add rsp, n</c> or <c>lea rsp, [frame + n]</c>, then pops, then a return or a jump out of the function. A run of bytes that
/// undoes exactly what this function's prolog did and ends so is an epilog; that other code looks the same by chance is as likely
/// as guessing several bytes.
/// </remarks>
static class X64Epilogs
{
    /// <summary>Appends a row behind each instruction of the epilog at <paramref name="start"/>, and one behind the epilog.</summary>
    /// <returns>Bytes that the epilog has, or 0 when there is none.</returns>
    public static int TryAppend(ReadOnlySpan<byte> code, int start, uint codeRva, X64Frame body, List<PeUnwindRow> rows)
    {
        var position = start;
        var frame = body;
        var steps = new List<PeUnwindRow>();
        if (TryReadRelease(code, ref position, body, out var depth))
        {
            frame = body.Clone();
            frame.ForgetFrameRegister();
            frame.Depth = depth;
            steps.Add(frame.ToRow(codeRva + (uint)position));
        }
        else if (body.FrameRegisterOffset is not null || body.Pushes.Count == 0)
        {
            return 0;
        }

        for (var next = frame.Pushes.Count - 1; next >= 0; next--)
        {
            var (register, pushDepth) = frame.Pushes[next];
            if (frame.Depth != pushDepth || !TryReadPop(code, ref position, register))
            {
                return 0;
            }

            frame = frame.Clone();
            frame.Depth -= 8;
            frame.Restore(register);
            steps.Add(frame.ToRow(codeRva + (uint)position));
        }

        if (frame.Depth != 8 || steps.Count == 0 || !TryReadLeave(code, ref position))
        {
            return 0;
        }

        rows.AddRange(steps);
        if (position < code.Length)
        {
            rows.Add(body.ToRow(codeRva + (uint)position));
        }

        return position - start;
    }

    // add rsp, imm8 / imm32; with a frame register lea rsp, [reg + disp8 / disp32] or mov rsp, reg.
    static bool TryReadRelease(ReadOnlySpan<byte> code, ref int position, X64Frame body, out long depth)
    {
        depth = 0;
        var rest = code[position..];
        if (body.IsSmallAllocation && rest is [>= 0x58 and <= 0x5A, ..])
        {
            // One word is given back fastest into a register that nobody needs.
            depth = body.Depth - 8;
            position++;
            return true;
        }

        if (rest.Length < 4)
        {
            return false;
        }

        if (rest[0] == 0x48 && rest[1] is 0x83 or 0x81 && rest[2] == 0xC4)
        {
            var isByte = rest[1] == 0x83;
            if (body.FrameRegisterOffset is not null || (!isByte && rest.Length < 7))
            {
                return false;
            }

            depth = body.Depth - (isByte ? (sbyte)rest[3] : BinaryPrimitives.ReadInt32LittleEndian(rest[3..]));
            position += isByte ? 4 : 7;
            return true;
        }

        return body.FrameRegisterOffset is { } offset && TryReadFrameRelease(rest, ref position, body.FrameRegister, offset, out depth);
    }

    static bool TryReadFrameRelease(ReadOnlySpan<byte> rest, ref int position, int register, long offset, out long depth)
    {
        depth = offset;
        var low = register & 7;
        var isHigh = register >= 8;
        if ((rest[0] == (isHigh ? 0x49 : 0x48) && rest[1] == 0x8B && rest[2] == (0xE0 | low))
            || (rest[0] == (isHigh ? 0x4C : 0x48) && rest[1] == 0x89 && rest[2] == (0xC4 | (low << 3))))
        {
            position += 3;
            return true;
        }

        if (rest[0] != (isHigh ? 0x49 : 0x48) || rest[1] != 0x8D)
        {
            return false;
        }

        // r12 as base needs a SIB byte, as rsp does.
        var mode = rest[2];
        var at = low == 4 ? 4 : 3;
        if (mode == (0x60 | low) && rest.Length > at)
        {
            depth = offset - (sbyte)rest[at];
            position += at + 1;
            return true;
        }

        if (mode == (0xA0 | low) && rest.Length >= at + 4)
        {
            depth = offset - BinaryPrimitives.ReadInt32LittleEndian(rest[at..]);
            position += at + 4;
            return true;
        }

        return false;
    }

    static bool TryReadPop(ReadOnlySpan<byte> code, ref int position, int register)
    {
        var rest = code[position..];
        if (register < 8)
        {
            if (rest.IsEmpty || rest[0] != 0x58 + register)
            {
                return false;
            }

            position++;
            return true;
        }

        if (rest.Length < 2 || rest[0] != 0x41 || rest[1] != 0x58 + (register & 7))
        {
            return false;
        }

        position += 2;
        return true;
    }

    // ret, ret n, rep ret, jmp rel32 or rel8 out of the function, jmp [rip + n], jmp reg with the prefix that marks an epilog.
    static bool TryReadLeave(ReadOnlySpan<byte> code, ref int position)
    {
        var rest = code[position..];
        var length = rest switch
        {
            [0xC3, ..] => 1,
            [0xC2, _, _, ..] => 3,
            [0xF3, 0xC3, ..] => 2,
            [0xE9, _, _, _, _, ..] when IsOutside(position + 5L + BinaryPrimitives.ReadInt32LittleEndian(rest[1..]), code.Length) => 5,
            [0xEB, _, ..] when IsOutside(position + 2L + (sbyte)rest[1], code.Length) => 2,
            [0x48, 0xFF, 0x25, _, _, _, _, ..] => 7,
            [0xFF, 0x25, _, _, _, _, ..] => 6,
            [0x48 or 0x49, 0xFF, >= 0xE0 and <= 0xE7, ..] => 3,
            _ => 0,
        };
        position += length;
        return length > 0;
    }

    static bool IsOutside(long target, int length) => target <= 0 || target >= length;
}

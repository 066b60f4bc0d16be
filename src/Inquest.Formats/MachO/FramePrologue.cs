using Inquest.Formats.Cpu;

namespace Inquest.Formats.MachO;

/// <summary>
/// Reads the instructions that set a frame up. A compact encoding only says what holds after them, and a stack overflow, the
/// commonest crash at a function's start, happens in the middle of them.
/// </summary>
public static class FramePrologue
{
    const int Amd64Stack = 7;
    const int X86Stack = 4;
    const int Arm64Stack = 31;
    const int Arm64Frame = 29;

    // Encodings number registers as instructions do; DWARF has another order.
    static readonly int[] Amd64Numbers = [0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>The steps in order; null unless the code leads to exactly the frame that the encoding describes.</summary>
    /// <param name="code">From the function's first byte.</param>
    public static IReadOnlyList<PrologueStep>? Read(ReadOnlySpan<byte> code, CpuArchitecture architecture, CompactFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var steps = new List<PrologueStep>();
        return frame.Kind == CompactFrameKind.Described && architecture switch
        {
            CpuArchitecture.Amd64 => ReadX86(code, frame, is64: true, steps),
            CpuArchitecture.X86 => ReadX86(code, frame, is64: false, steps),
            CpuArchitecture.Arm64 => ReadArm64(code, frame, steps),
            _ => false,
        } ? steps : null;
    }

    static bool ReadX86(ReadOnlySpan<byte> code, CompactFrame frame, bool is64, List<PrologueStep> steps)
    {
        var word = is64 ? 8 : 4;
        var stack = is64 ? Amd64Stack : X86Stack;
        var reader = new ByteReader(code);
        var (register, offset, depth) = (stack, (long)word, (long)word);
        if (code.StartsWith((ReadOnlySpan<byte>)[0xF3, 0x0F, 0x1E, (byte)(is64 ? 0xFA : 0xFB)]))
        {
            reader.Skip(4); // endbr64, endbr32
        }

        while (!IsReached(frame, register, offset, steps) && reader.HasMore)
        {
            var opcode = reader.U8();
            var isExtended = is64 && opcode == 0x41;
            var hasWide = is64 && opcode == 0x48;
            opcode = isExtended || hasWide ? reader.U8() : opcode;
            List<(int, long)> saved = [];
            if (opcode is >= 0x50 and <= 0x57 && !hasWide)
            {
                depth += word;
                offset = register == stack ? depth : offset;
                var number = (opcode & 7) + (isExtended ? 8 : 0);
                var dwarf = is64 ? Amd64Numbers[number] : number;
                // push rax only makes room.
                if (frame.Saved.Contains((dwarf, -depth)))
                {
                    saved.Add((dwarf, -depth));
                }
            }
            else if (opcode is 0x89 or 0x8B && hasWide == is64 && reader.U8() == (opcode == 0x89 ? 0xE5 : 0xEC)
                && frame.HasFrameRegister)
            {
                (register, offset) = (frame.CfaRegister, depth);
            }
            else if (opcode is 0x83 or 0x81 && hasWide == is64 && reader.U8() == 0xEC)
            {
                depth += opcode == 0x83 ? (sbyte)reader.U8() : (int)reader.U32();
                offset = register == stack ? depth : offset;
            }
            else
            {
                return false;
            }

            if (!reader.Ok)
            {
                return false;
            }

            steps.Add(new PrologueStep(reader.Position, register, offset, saved));
        }

        return IsReached(frame, register, offset, steps);
    }

    static bool ReadArm64(ReadOnlySpan<byte> code, CompactFrame frame, List<PrologueStep> steps)
    {
        var reader = new ByteReader(code);
        var (register, offset, depth) = (Arm64Stack, 0L, 0L);
        while (!IsReached(frame, register, offset, steps) && reader.HasMore)
        {
            var instruction = reader.U32();
            List<(int, long)> saved = [];
            // Of 64-bit pairs stored at sp: bits 15–21 the offset in words, 10–14 the second register, 0–4 the first.
            var pairOffset = ((int)(instruction << 10) >> 25) * 8L;
            var (first, second) = ((int)(instruction & 31), (int)((instruction >> 10) & 31));
            if ((instruction & 0xFFFF_F01F) == 0xD503_201F)
            {
                continue; // hints: pacibsp, bti, nop
            }

            if ((instruction & 0xFF80_03FF) == 0xD100_03FF)
            {
                depth += Immediate(instruction); // sub sp, sp, #n
            }
            else if ((instruction & 0xFFC0_03E0) is 0xA980_03E0 or 0x6D80_03E0 && pairOffset < 0)
            {
                depth -= pairOffset; // stp a, b, [sp, #-n]!
                Save(frame, saved, (instruction >> 24) == 0x6D, first, second, -depth);
            }
            else if ((instruction & 0xFFC0_03E0) is 0xA900_03E0 or 0x6D00_03E0 && pairOffset >= 0)
            {
                Save(frame, saved, (instruction >> 24) == 0x6D, first, second, pairOffset - depth);
            }
            else if ((instruction & 0xFF80_03FF) == 0x9100_03FD && frame.HasFrameRegister)
            {
                (register, offset) = (Arm64Frame, depth - Immediate(instruction)); // add x29, sp, #n
            }
            else
            {
                return false;
            }

            offset = register == Arm64Stack ? depth : offset;
            steps.Add(new PrologueStep(reader.Position, register, offset, saved));
        }

        return IsReached(frame, register, offset, steps);
    }

    static void Save(CompactFrame frame, List<(int, long)> saved, bool isVector, int first, int second, long offset)
    {
        foreach (var (number, place) in ((int, long)[])[(first, offset), (second, offset + 8)])
        {
            if (!isVector && frame.Saved.Contains((number, place)))
            {
                saved.Add((number, place));
            }
        }
    }

    static long Immediate(uint instruction) => ((instruction >> 10) & 0xFFF) << ((instruction & 0x40_0000) != 0 ? 12 : 0);

    // The return address is saved by the call itself on x86.
    static bool IsReached(CompactFrame frame, int register, long offset, List<PrologueStep> steps)
    {
        if (register != frame.CfaRegister || offset != frame.CfaOffset)
        {
            return false;
        }

        var savedCount = 0;
        foreach (var step in steps)
        {
            savedCount += step.Saved.Count;
        }

        return savedCount >= frame.Saved.Count - (frame.SavesReturnByCall ? 1 : 0);
    }
}

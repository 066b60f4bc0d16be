using System.Buffers.Binary;
using Inquest.Formats.Cpu;

namespace Inquest.Formats.MachO;

/// <summary>Decodes the 32 bits that describe a frame (mach-o/compact_unwind_encoding.h).</summary>
/// <remarks>
/// x86 and x86-64: mode in bits 24–27 (1 frame pointer, 2 stack size given, 3 stack size in the code, 4 DWARF). With a frame
/// pointer: bits 16–23 how many words below it the saved registers start, bits 0–14 five registers of three bits. Without: bits
/// 16–23 the stack size in words (or the place of the <c>sub</c> instruction's operand), 13–15 what is to be added to that, 10–12 the
/// count of saved registers, 0–9 their permutation. arm64: 2 without frame (bits 12–23 stack size in 16 bytes), 3 DWARF,
/// 4 with frame; bits 0–4 pairs of x19…x28, bits 8–11 pairs of d8…d15. arm (watchOS): 1 frame, 2 frame and d registers, 4 DWARF.
/// </remarks>
public static class CompactEncoding
{
    const uint DwarfOffsetMask = 0x00FF_FFFF;
    const int RegisterKindCount = 6;

    // DWARF numbers of the registers that the encodings number from 1.
    static readonly int[] Amd64Registers = [3, 12, 13, 14, 15, 6]; // rbx, r12 … r15, rbp
    static readonly int[] X86Registers = [3, 1, 2, 7, 6, 5]; // ebx, ecx, edx, edi, esi, ebp

    const int Arm64Frame = 29;
    const int Arm64Link = 30;
    const int Arm64Stack = 31;

    /// <param name="code">The function's first bytes; only stack sizes that stand in the code need them.</param>
    public static CompactFrame Decode(uint encoding, CpuArchitecture architecture, ReadOnlySpan<byte> code) => architecture switch
    {
        CpuArchitecture.Amd64 => X86(encoding, code, 8, Amd64Registers, stack: 7, frame: 6, link: 16),
        CpuArchitecture.X86 => X86(encoding, code, 4, X86Registers, stack: 4, frame: 5, link: 8),
        CpuArchitecture.Arm64 => Arm64(encoding),
        CpuArchitecture.Arm => Arm(encoding),
        _ => CompactFrame.None,
    };

    static CompactFrame X86(uint encoding, ReadOnlySpan<byte> code, int word, int[] registers, int stack, int frame, int link)
    {
        switch ((encoding >> 24) & 0x0F)
        {
            case 1:
                return X86WithFrame(encoding, word, registers, frame, link);
            case 2:
                return X86WithoutFrame(encoding, ((encoding >> 16) & 0xFF) * (uint)word, word, registers, stack, link);
            case 3:
                var place = (int)((encoding >> 16) & 0xFF);
                if (place + 4 > code.Length)
                {
                    return CompactFrame.None;
                }

                var size = unchecked(BinaryPrimitives.ReadUInt32LittleEndian(code[place..]) + (((encoding >> 13) & 7) * (uint)word));
                return X86WithoutFrame(encoding, size, word, registers, stack, link);
            case 4:
                return CompactFrame.Dwarf(encoding & DwarfOffsetMask);
            default:
                return CompactFrame.None;
        }
    }

    static CompactFrame X86WithFrame(uint encoding, int word, int[] registers, int frame, int link)
    {
        List<(int, long)> saved = [(frame, -2 * word), (link, -word)];
        // Offsets are from the frame pointer, which is two words below the canonical frame address.
        var offset = -((long)((encoding >> 16) & 0xFF) * word) - (2 * word);
        for (var i = 0; i < 5; i++, offset += word)
        {
            var number = (int)((encoding >> (3 * i)) & 7);
            // 7 is no register, and the frame pointer itself cannot be among them.
            if (number is > 0 and < RegisterKindCount)
            {
                saved.Add((registers[number - 1], offset));
            }
        }

        return new CompactFrame(CompactFrameKind.Described, frame, 2 * word, saved, false, true, true, 0);
    }

    static CompactFrame X86WithoutFrame(uint encoding, uint stackSize, int word, int[] registers, int stack, int link)
    {
        var count = (int)((encoding >> 10) & 7);
        // The return address is part of the stack size.
        if (count > RegisterKindCount || stackSize < (uint)((count + 1) * word) || stackSize > int.MaxValue
            || Permutation(encoding & 0x3FF, count) is not { } numbers)
        {
            return CompactFrame.None;
        }

        List<(int, long)> saved = [(link, -word)];
        for (var i = 0; i < count; i++)
        {
            saved.Add((registers[numbers[i] - 1], -word * (count + 1L - i)));
        }

        return new CompactFrame(CompactFrameKind.Described, stack, stackSize, saved, false, false, true, 0);
    }

    // A mixed-radix number: its i-th digit, of 6 - i values, says which of the registers still left is the i-th, lowest address first.
    static int[]? Permutation(uint packed, int count)
    {
        var numbers = new int[count];
        var left = new List<int>(RegisterKindCount);
        for (var number = 1; number <= RegisterKindCount; number++)
        {
            left.Add(number);
        }

        for (var i = 0; i < count; i++)
        {
            uint weight = 1;
            for (var j = i + 1; j < count; j++)
            {
                weight *= (uint)(RegisterKindCount - j);
            }

            var digit = (int)(packed / weight);
            packed %= weight;
            if (digit >= left.Count)
            {
                return null;
            }

            numbers[i] = left[digit];
            left.RemoveAt(digit);
        }

        return numbers;
    }

    static CompactFrame Arm64(uint encoding)
    {
        var mode = (encoding >> 24) & 0x0F;
        if (mode == 3)
        {
            return CompactFrame.Dwarf(encoding & DwarfOffsetMask);
        }

        if (mode is not (2 or 4))
        {
            return CompactFrame.None;
        }

        var hasFrame = mode == 4;
        List<(int, long)> saved = hasFrame ? [(Arm64Frame, -16), (Arm64Link, -8)] : [];
        // Pairs lie one below the other, the lower numbered register at the higher address. Folklore: LLVM's own unwinder starts
        // one word too high in functions without frame; its compiler and lldb start below the canonical frame address, as here.
        var offset = hasFrame ? -16L : 0;
        for (var pair = 0; pair < 5; pair++)
        {
            if ((encoding & (1u << pair)) != 0)
            {
                saved.Add((19 + (2 * pair), offset -= 8));
                saved.Add((20 + (2 * pair), offset -= 8));
            }
        }

        return hasFrame
            ? new CompactFrame(CompactFrameKind.Described, Arm64Frame, 16, saved, false, true, false, 0)
            : new CompactFrame(CompactFrameKind.Described, Arm64Stack, ((encoding >> 12) & 0xFFF) * 16, saved, true, false, false, 0);
    }

    static CompactFrame Arm(uint encoding)
    {
        const int Frame = 7;
        const int Link = 14;
        switch ((encoding >> 24) & 0x0F)
        {
            case 1 or 2:
                break;
            case 4:
                return CompactFrame.Dwarf(encoding & DwarfOffsetMask);
            default:
                return CompactFrame.None;
        }

        // Variadic functions push arguments above the frame record.
        var adjust = (long)((encoding >> 22) & 3) * 4;
        List<(int, long)> saved = [(Frame, -8 - adjust), (Link, -4 - adjust)];
        var offset = -8 - adjust;
        // r6, r5, r4 are pushed with the frame record, then r12, r11, r10, r9, r8: higher numbers at higher addresses.
        foreach (var (bit, register) in ((int, int)[])[(2, 6), (1, 5), (0, 4), (7, 12), (6, 11), (5, 10), (4, 9), (3, 8)])
        {
            if ((encoding & (1u << bit)) != 0)
            {
                saved.Add((register, offset -= 4));
            }
        }

        return new CompactFrame(CompactFrameKind.Described, Frame, 8 + adjust, saved, false, true, false, 0);
    }
}

using System.Numerics;

namespace Inquest.Formats.Elf;

/// <summary>.ARM.exidx and .ARM.extab: the unwind tables of 32-bit ARM (Exception Handling ABI for the Arm Architecture, §§6 and 10).</summary>
/// <remarks>
/// An index entry is two words: where a function starts, relative to the word, with 31 bits; then 1 when it cannot be unwound,
/// up to three instructions when bit 31 is set, else where its longer description lies. The instructions take a function's frame
/// away step by step from the end of its prologue; they say nothing about the prologue itself, so that an interrupted one
/// is unwound wrongly, while every call is unwound rightly. Compilers for Android write these where they write no .eh_frame.
/// </remarks>
public sealed class ArmExceptionIndex
{
    const uint IndexSegment = 0x7000_0001;
    const uint CannotUnwind = 1;
    const uint Inline = 0x8000_0000;
    const int StackPointer = 13;
    const int LinkRegister = 14;
    const int ProgramCounter = 15;

    readonly ElfFile _file;

    ArmExceptionIndex(ElfFile file) => _file = file;

    /// <summary>The functions that can be unwound, by ascending address; none when the file has no such table.</summary>
    public static IEnumerable<ArmUnwindEntry> Read(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var segment in file.Segments)
        {
            if (segment.Type == IndexSegment)
            {
                return new ArmExceptionIndex(file).Entries(file.Contents(segment), segment.VirtualAddress);
            }
        }

        return file.FindSection(".ARM.exidx") is { } section
            ? new ArmExceptionIndex(file).Entries(file.Contents(section), section.Address)
            : [];
    }

    IEnumerable<ArmUnwindEntry> Entries(ReadOnlyMemory<byte> index, ulong address)
    {
        const int entrySize = 8;
        var count = index.Length / entrySize;
        for (var i = 0; i < count; i++)
        {
            var (start, word, place) = EntryAt(index, address, i);
            var end = i + 1 < count ? EntryAt(index, address, i + 1).Start : CodeEnd(start);
            if (word != CannotUnwind && end > start && Instructions(word, place) is { } instructions
                && Run(instructions, start, end - start) is { } entry)
            {
                yield return entry;
            }
        }
    }

    (ulong Start, uint Word, ulong Place) EntryAt(ReadOnlyMemory<byte> index, ulong address, int number)
    {
        var reader = new ByteReader(index.Span, _file.IsBigEndian) { Position = number * 8 };
        var place = address + ((ulong)number * 8);
        var start = Relative(reader.U32(), place) & ~1UL;
        return (start, reader.U32(), place + 4);
    }

    static ulong Relative(uint word, ulong place) => (uint)(place + (ulong)((int)(word << 1) >> 1));

    ulong CodeEnd(ulong address)
    {
        foreach (var segment in _file.Segments)
        {
            if (segment is { IsLoad: true, IsExecutable: true } && address >= segment.VirtualAddress
                && address - segment.VirtualAddress < segment.FileSize)
            {
                return segment.VirtualAddress + segment.FileSize;
            }
        }

        return address;
    }

    byte[]? Instructions(uint word, ulong place)
    {
        if ((word & Inline) != 0)
        {
            return Compact(word, 0);
        }

        var table = Relative(word, place);
        if (Word(table) is not { } first)
        {
            return null;
        }

        if ((first & Inline) != 0)
        {
            return Compact(first, table + 4);
        }

        // A personality routine of a language: behind it the same instructions, with the number of further words first.
        return Word(table + 4) is { } head ? Collect(head, 24, table + 8, (int)(head >> 24)) : null;
    }

    byte[]? Compact(uint word, ulong rest) => ((word >> 24) & 0xF) switch
    {
        0 => [(byte)(word >> 16), (byte)(word >> 8), (byte)word],
        1 or 2 when rest != 0 => Collect(word, 16, rest, (int)((word >> 16) & 0xFF)),
        _ => null,
    };

    byte[]? Collect(uint head, int bitsUsed, ulong rest, int wordCount)
    {
        var bytes = new List<byte>();
        Append(bytes, head, bitsUsed);
        for (var i = 0; i < wordCount; i++)
        {
            if (Word(rest + ((ulong)i * 4)) is not { } word)
            {
                return null;
            }

            Append(bytes, word, 32);
        }

        return [.. bytes];
    }

    static void Append(List<byte> bytes, uint word, int bits)
    {
        for (var shift = bits - 8; shift >= 0; shift -= 8)
        {
            bytes.Add((byte)(word >> shift));
        }
    }

    uint? Word(ulong address)
    {
        foreach (var segment in _file.Segments)
        {
            if (segment.IsLoad && address >= segment.VirtualAddress && address - segment.VirtualAddress < segment.FileSize)
            {
                var reader = new ByteReader(_file.Bytes(segment.Offset + (address - segment.VirtualAddress), 4).Span, _file.IsBigEndian);
                var word = reader.U32();
                return reader.Ok ? word : null;
            }
        }

        return null;
    }

    /// <summary>Runs the instructions of §10.3; null for those that refuse or that no rule can express.</summary>
    static ArmUnwindEntry? Run(byte[] instructions, ulong start, ulong size)
    {
        var frame = new Frame();
        var reader = new ByteReader(instructions);
        while (reader.HasMore)
        {
            var code = reader.U8();
            if (code == 0xB0)
            {
                break;
            }

            if (!Step(ref frame, ref reader, code) || !reader.Ok)
            {
                return null;
            }
        }

        return frame.ToEntry(start, size);
    }

    static bool Step(ref Frame frame, ref ByteReader reader, byte code)
    {
        switch (code)
        {
            case < 0x40:
                frame.Move((code << 2) + 4);
                return true;
            case < 0x80:
                frame.Move(-(((code & 0x3F) << 2) + 4));
                return true;
            case < 0x90:
                var mask = ((code & 0xF) << 8) | reader.U8();
                return mask != 0 && frame.Pop((uint)mask << 4);
            case 0x9D or 0x9F:
                return false;
            case < 0xA0:
                return frame.Rebase(code & 0xF);
            case < 0xB0:
                return frame.Pop((((1u << ((code & 7) + 1)) - 1) << 4) | ((code & 8) != 0 ? 1u << LinkRegister : 0));
            case 0xB1:
                var low = reader.U8();
                return low is > 0 and < 16 && frame.Pop(low);
            case 0xB2:
                return frame.TryMove(reader.Uleb());
            case 0xB3:
                frame.Move((((reader.U8() & 0xF) + 1) * 8) + 4);
                return true;
            case >= 0xB8 and < 0xC0:
                frame.Move((((code & 7) + 1) * 8) + 4);
                return true;
            case 0xC6 or 0xC8 or 0xC9:
                frame.Move(((reader.U8() & 0xF) + 1) * 8);
                return true;
            case 0xC7:
                frame.Move(BitOperations.PopCount((uint)reader.U8() & 0xF) * 4);
                return true;
            case >= 0xC0 and < 0xC6 or >= 0xD0 and < 0xD8:
                frame.Move(((code & 7) + 1) * 8);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The virtual stack pointer as a register and an offset, and where registers were found below it.</summary>
    struct Frame()
    {
        readonly List<(int Register, int Offset)> _saved = [];
        int _base = StackPointer;
        int _offset;

        public void Move(int bytes) => _offset += bytes;

        public bool TryMove(ulong words)
        {
            // Frames of gigabytes are damage.
            if (words > int.MaxValue / 16)
            {
                return false;
            }

            _offset += 0x204 + ((int)words << 2);
            return true;
        }

        /// <summary>Only before anything was popped: what was found until then would count from another place.</summary>
        public bool Rebase(int register)
        {
            (_base, _offset) = (register, 0);
            return _saved.Count == 0;
        }

        public bool Pop(uint mask)
        {
            for (var register = 0; register < 16; register++)
            {
                if ((mask >> register & 1) != 0)
                {
                    _saved.Add((register, _offset));
                    _offset += 4;
                }
            }

            return (mask & (1u << StackPointer)) == 0;
        }

        public readonly ArmUnwindEntry ToEntry(ulong start, ulong size)
        {
            var cfa = _offset;
            var registers = new Dictionary<int, int>();
            foreach (var (register, offset) in _saved)
            {
                // A popped program counter is the return address; a link register popped besides it is not.
                var isReturn = register == ProgramCounter;
                if (isReturn || register != LinkRegister || !_saved.Exists(static s => s.Register == ProgramCounter))
                {
                    registers[isReturn ? LinkRegister : register] = offset - cfa;
                }
            }

            return new ArmUnwindEntry(start, size, _base, cfa, [.. registers.OrderBy(static r => r.Key).Select(static r => (r.Key, r.Value))]);
        }
    }
}

using Inquest.Formats.Cpu;

namespace Inquest.Formats.Minidump;

/// <summary>Reads the general registers of a CONTEXT.</summary>
/// <remarks>
/// Offsets in bytes, of the registers that are read:
/// <code>
/// x86    716   flags 0, gs 140 … ds 152, edi 156, esi, ebx, edx, ecx, eax 176, ebp 180, eip 184, cs, eflags, esp 196, ss 200
/// amd64  1232  flags 48, cs 56 (16 bits each, ds es fs gs ss), eflags 68, rax 120, rcx, rdx, rbx, rsp 152, rbp … r15, rip 248
/// arm    368   flags 0, r0 4 … r15 64, cpsr 68   (Breakpad)
/// arm    416   the same up to cpsr               (Windows)
/// arm64  912   flags 0, cpsr 4, x0 8 … x30 248, sp 256, pc 264
/// arm64  796   flags 0 (64 bits), x0 8 … x30 248, sp 256, pc 264, cpsr 272   (Breakpad before Windows had one)
/// </code>
/// Sources: winnt.h of the Windows SDK; minidump_cpu_*.h of Breakpad.
/// </remarks>
static class ContextParser
{
    public const uint XStateFlag = 0x40;

    const int X86Size = 204;
    const int Amd64Size = 256;
    const int ArmSize = 72;
    const int Arm64Size = 272;
    const int Arm64OldSize = 276;
    const int HeadSize = 276;

    const uint X86Flag = 0x00010000;
    const uint Amd64Flag = 0x00100000;
    const uint ArmFlag = 0x40000000;
    const uint ArmWindowsFlag = 0x00200000;
    const uint Arm64Flag = 0x00400000;
    const uint Arm64OldFlag = 0x80000000;

    const uint ControlBit = 1;
    const uint IntegerBit = 2;
    const uint SegmentsBit = 4;

    // In the order of the layout on disk.
    static readonly string[] X86Order =
        ["gs", "fs", "es", "ds", "edi", "esi", "ebx", "edx", "ecx", "eax", "ebp", "eip", "cs", "efl", "esp", "ss"];

    static readonly string[] Amd64Segments = ["cs", "ds", "es", "fs", "gs", "ss"];

    static readonly string[] Amd64Order =
    [
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip",
    ];

    static readonly string[] X86Control = ["ebp", "eip", "cs", "efl", "esp", "ss"];
    static readonly string[] Amd64Control = ["rip", "rsp", "cs", "ss", "eflags"];
    static readonly string[] ArmControl = ["sp", "lr", "pc", "cpsr"];
    static readonly string[] Arm64Control = ["fp", "lr", "sp", "pc", "cpsr"];
    static readonly string[] Segments = ["ds", "es", "fs", "gs"];

    /// <summary>Reads the context at <paramref name="location"/>; null when it is not in the file or not to be understood.</summary>
    public static MinidumpContext? Read(DumpReader reader, MinidumpLocation location, CpuArchitecture expected, string whose)
    {
        if (location.IsEmpty)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[HeadSize];
        var count = (int)Math.Min(reader.Present(location), HeadSize);
        var bytes = buffer[..reader.Source.Read(location.Rva, buffer[..count])];
        if (bytes.Length < 8)
        {
            reader.Report("context-outside-file", $"The registers of {whose} would be at 0x{location.Rva:X}, past the file's end.");
            return null;
        }

        var architecture = Decide(reader, bytes, location.Size, expected);
        if (architecture != expected && expected != CpuArchitecture.Unknown && architecture != CpuArchitecture.Unknown)
        {
            reader.Report(
                "context-of-other-cpu", $"The registers of {whose} are those of {architecture} in a dump that says {expected}.");
        }

        var context = architecture switch
        {
            CpuArchitecture.X86 when bytes.Length >= X86Size => X86(reader.Cursor(bytes)),
            CpuArchitecture.Amd64 when bytes.Length >= Amd64Size => Amd64(reader.Cursor(bytes)),
            CpuArchitecture.Arm when bytes.Length >= ArmSize => Arm(reader.Cursor(bytes)),
            CpuArchitecture.Arm64 when bytes.Length >= Arm64Size => Arm64(reader, bytes, location.Size),
            CpuArchitecture.X86 or CpuArchitecture.Amd64 or CpuArchitecture.Arm or CpuArchitecture.Arm64 => null,
            _ => new MinidumpContext(architecture, reader.Cursor(bytes).U32(), null),
        };
        if (context is null)
        {
            reader.Report(
                "context-too-short", $"The registers of {whose} have {bytes.Length} bytes, too few for {architecture}.");
        }

        return context;
    }

    /// <summary>
    /// Whose context it is: the flags decide where they are plain, then the size, then what the system information says.
    /// </summary>
    /// <remarks>
    /// Folklore: 32-bit processes on 64-bit Windows are dumped with either context, depending on the bitness of the program
    /// that wrote the dump; several writers leave the flags at zero.
    /// </remarks>
    static CpuArchitecture Decide(DumpReader reader, ReadOnlySpan<byte> bytes, ulong size, CpuArchitecture expected)
    {
        var first = reader.Cursor(bytes).U32();
        var cursor = reader.Cursor(bytes);
        var wide = cursor.U64();
        cursor.Skip(40);
        var amd64 = cursor.U32();
        var saysAmd64 = size >= 1232 - 512 && (amd64 & 0xFFFFFF00 & ~0xF8000000u) == Amd64Flag;
        var saysX86 = (first & 0x07FFFF00) == X86Flag && size >= X86Size;
        var saysArm = (first & 0x7FFFFF00) is ArmFlag or ArmWindowsFlag && size >= ArmSize;
        var saysArm64 = (first & 0x7FFFFF00) == Arm64Flag && size >= Arm64Size;
        var saysArm64Old = wide <= uint.MaxValue && (wide & 0xFFFFFF00) == Arm64OldFlag && size >= Arm64Size;

        switch (expected)
        {
            // The layout that the system information asks for wins whenever nothing speaks against it.
            case CpuArchitecture.Amd64 when saysAmd64 || (!saysX86 && size >= Amd64Size):
            case CpuArchitecture.X86 when saysX86 || (!saysAmd64 && size >= X86Size):
            case CpuArchitecture.Arm when saysArm || (!saysArm64 && !saysArm64Old && size >= ArmSize):
            case CpuArchitecture.Arm64 when saysArm64 || saysArm64Old || (!saysArm && size >= Arm64Size):
                return expected;
            case CpuArchitecture.Ppc or CpuArchitecture.Ppc64 or CpuArchitecture.Sparc or CpuArchitecture.Mips
                or CpuArchitecture.Mips64 or CpuArchitecture.RiscV32 or CpuArchitecture.RiscV64 or CpuArchitecture.LoongArch64
                or CpuArchitecture.Ia64 or CpuArchitecture.Alpha:
                return expected;
        }

        return saysAmd64 && size >= 1232 ? CpuArchitecture.Amd64
            : saysArm64 || saysArm64Old ? CpuArchitecture.Arm64
            : saysArm ? CpuArchitecture.Arm
            : saysX86 ? CpuArchitecture.X86
            : expected;
    }

    static MinidumpContext X86(DumpCursor cursor)
    {
        var flags = cursor.U32();
        cursor.Skip(136);
        var registers = new RegisterFile(RegisterLayout.X86);
        foreach (var name in X86Order)
        {
            registers[registers.Layout.IndexOf(name)] = cursor.U32();
        }

        Prune(registers, flags, X86Control, hasSegments: true);
        return new MinidumpContext(CpuArchitecture.X86, flags, registers);
    }

    static MinidumpContext Amd64(DumpCursor cursor)
    {
        cursor.Skip(48);
        var flags = cursor.U32();
        cursor.Skip(4);
        var registers = new RegisterFile(RegisterLayout.Amd64);
        foreach (var name in Amd64Segments)
        {
            registers[registers.Layout.IndexOf(name)] = cursor.U16();
        }

        registers[registers.Layout.IndexOf("eflags")] = cursor.U32();
        cursor.Skip(48);
        foreach (var name in Amd64Order)
        {
            registers[registers.Layout.IndexOf(name)] = cursor.U64();
        }

        Prune(registers, flags, Amd64Control, hasSegments: true);
        return new MinidumpContext(CpuArchitecture.Amd64, flags, registers);
    }

    static MinidumpContext Arm(DumpCursor cursor)
    {
        var flags = cursor.U32();
        var registers = new RegisterFile(RegisterLayout.Arm);
        for (var i = 0; i < 17; i++)
        {
            registers[i] = cursor.U32();
        }

        Prune(registers, flags, ArmControl, hasSegments: false);
        return new MinidumpContext(CpuArchitecture.Arm, flags, registers);
    }

    static MinidumpContext Arm64(DumpReader reader, ReadOnlySpan<byte> bytes, ulong size)
    {
        var cursor = reader.Cursor(bytes);
        ulong flags = cursor.U32();
        ulong cpsr = cursor.U32();
        var wide = reader.Cursor(bytes).U64();

        // The general registers lie alike in both layouts; only the flags and cpsr moved. A size of 796 with flags of
        // neither kind is an old one whose flags were lost.
        var isOld = (wide & 0xFFFFFF00) == Arm64OldFlag || (size == 796 && (flags & Arm64Flag) == 0);
        var registers = new RegisterFile(RegisterLayout.Arm64);
        for (var i = 0; i < 33; i++)
        {
            registers[i] = cursor.U64();
        }

        if (isOld)
        {
            flags = wide;
            cpsr = bytes.Length >= Arm64OldSize ? cursor.U32() : 0;
        }

        registers[registers.Layout.IndexOf("cpsr")] = cpsr;
        Prune(registers, flags, Arm64Control, hasSegments: false);
        return new MinidumpContext(CpuArchitecture.Arm64, flags, registers);
    }

    /// <summary>Takes back what the flags say was not saved.</summary>
    /// <remarks>
    /// Folklore: Breakpad on macOS sets the CPU's bit and none of the parts, Breakpad on ARM never sets CONTROL, and both
    /// mean everything. So only a context that claims CONTROL without INTEGER, as dbghelp writes for threads it could not
    /// stop, is believed to lack the rest.
    /// </remarks>
    static void Prune(RegisterFile registers, ulong flags, string[] control, bool hasSegments)
    {
        if ((flags & (ControlBit | IntegerBit)) == ControlBit)
        {
            for (var i = 0; i < registers.Layout.Names.Count; i++)
            {
                var name = registers.Layout.Names[i];
                if (!control.Contains(name) && !(hasSegments && (flags & SegmentsBit) != 0 && Segments.Contains(name)))
                {
                    registers.Invalidate(i);
                }
            }
        }
    }
}

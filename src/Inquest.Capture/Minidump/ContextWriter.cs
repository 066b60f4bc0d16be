using System.Buffers.Binary;
using Inquest.Formats.Cpu;

namespace Inquest.Capture.Minidump;

/// <summary>
/// Writes thread contexts in the layouts of Windows' CONTEXT (x86 716 bytes, amd64 1232) and Breakpad's (arm 368, arm64 912).
/// </summary>
static class ContextWriter
{
    const uint Amd64Flags = 0x0010_000F;
    const uint X86Flags = 0x0001_001F;
    const uint Arm64Flags = 0x0040_0007;
    const uint ArmFlags = 0x4000_0003;

    static readonly (string Name, int Offset)[] Amd64Offsets =
    [
        ("rax", 120), ("rcx", 128), ("rdx", 136), ("rbx", 144), ("rsp", 152), ("rbp", 160), ("rsi", 168), ("rdi", 176),
        ("r8", 184), ("r9", 192), ("r10", 200), ("r11", 208), ("r12", 216), ("r13", 224), ("r14", 232), ("r15", 240), ("rip", 248),
    ];

    static readonly (string Name, int Offset)[] Amd64SegmentOffsets =
        [("cs", 56), ("ds", 58), ("es", 60), ("fs", 62), ("gs", 64), ("ss", 66)];

    static readonly (string Name, int Offset)[] X86Offsets =
    [
        ("gs", 140), ("fs", 144), ("es", 148), ("ds", 152), ("edi", 156), ("esi", 160), ("ebx", 164), ("edx", 168), ("ecx", 172),
        ("eax", 176), ("ebp", 180), ("eip", 184), ("cs", 188), ("efl", 192), ("esp", 196), ("ss", 200),
    ];

    public static DumpLocation Write(DumpBuffer buffer, ThreadSnapshot thread)
    {
        buffer.Align(16);
        var rva = buffer.Length;
        switch (thread.Registers.Layout.Architecture)
        {
            case CpuArchitecture.Amd64:
                Amd64(buffer.Reserve(1232), thread);
                break;
            case CpuArchitecture.X86:
                X86(buffer.Reserve(716), thread);
                break;
            case CpuArchitecture.Arm64:
                Arm64(buffer.Reserve(912), thread);
                break;
            case CpuArchitecture.Arm:
                Arm(buffer.Reserve(368), thread.Registers);
                break;
        }

        return new DumpLocation(rva, buffer.Length - rva);
    }

    static void Amd64(Span<byte> context, ThreadSnapshot thread)
    {
        U32(context, 48, Amd64Flags);
        foreach (var (name, offset) in Amd64Offsets)
        {
            U64(context, offset, Value(thread.Registers, name));
        }

        foreach (var (name, offset) in Amd64SegmentOffsets)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(context[offset..], (ushort)Value(thread.Registers, name));
        }

        U32(context, 68, (uint)Value(thread.Registers, "eflags"));
        if (thread.FloatingPoint.Length >= 512)
        {
            var image = thread.FloatingPoint.Span[..512];
            image.CopyTo(context[256..]);
            image.Slice(24, 4).CopyTo(context[52..]);
        }
    }

    static void X86(Span<byte> context, ThreadSnapshot thread)
    {
        U32(context, 0, thread.FloatingPoint.Length >= 512 ? X86Flags | 0x20 : X86Flags);
        foreach (var (name, offset) in X86Offsets)
        {
            U32(context, offset, (uint)Value(thread.Registers, name));
        }

        if (thread.FloatingPoint.Length >= 512)
        {
            thread.FloatingPoint.Span[..512].CopyTo(context[204..]);
        }
        else if (thread.FloatingPoint.Length >= 108)
        {
            // user_i387_struct: seven words and eight registers of ten bytes, the layout of FLOATING_SAVE_AREA itself.
            thread.FloatingPoint.Span[..108].CopyTo(context[28..]);
        }
    }

    static void Arm64(Span<byte> context, ThreadSnapshot thread)
    {
        U32(context, 0, Arm64Flags);
        U32(context, 4, (uint)Value(thread.Registers, "cpsr"));
        for (var i = 0; i < 29; i++)
        {
            U64(context, 8 + (8 * i), thread.Registers[i]);
        }

        U64(context, 240, Value(thread.Registers, "fp"));
        U64(context, 248, Value(thread.Registers, "lr"));
        U64(context, 256, Value(thread.Registers, "sp"));
        U64(context, 264, Value(thread.Registers, "pc"));
        if (thread.FloatingPoint.Length >= 520)
        {
            // user_fpsimd_state: 32 vectors, fpsr, fpcr; the context has fpcr first.
            var image = thread.FloatingPoint.Span;
            image[..512].CopyTo(context[272..]);
            image.Slice(516, 4).CopyTo(context[784..]);
            image.Slice(512, 4).CopyTo(context[788..]);
        }
    }

    static void Arm(Span<byte> context, RegisterFile registers)
    {
        U32(context, 0, ArmFlags);
        for (var i = 0; i < 13; i++)
        {
            U32(context, 4 + (4 * i), (uint)registers[i]);
        }

        U32(context, 56, (uint)Value(registers, "sp"));
        U32(context, 60, (uint)Value(registers, "lr"));
        U32(context, 64, (uint)Value(registers, "pc"));
        U32(context, 68, (uint)Value(registers, "cpsr"));
    }

    static ulong Value(RegisterFile registers, string name) => registers.TryGet(name, out var value) ? value : 0;

    static void U32(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    static void U64(Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);
}

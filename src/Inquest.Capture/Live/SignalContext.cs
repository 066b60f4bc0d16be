using System.Buffers.Binary;
using Inquest.Formats;
using Inquest.Formats.Cpu;

namespace Inquest.Capture.Live;

/// <summary>The registers that a signal handler was given (ucontext_t), in the memory of the process that it runs in.</summary>
/// <remarks>
/// amd64: gregs from 40 (r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags, cs/gs/fs), pointer to FXSAVE at 224.
/// arm64: x0 to x30 from 184, sp 432, pc 440, pstate 448, records from 464, the one with magic FPSIMD has fpsr, fpcr, vectors.
/// </remarks>
static class SignalContext
{
    const int Amd64Size = 232;
    const int Arm64Size = 464 + 544;
    const uint FpsimdMagic = 0x4650_8001;

    static readonly string[] Amd64Names =
    [
        "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rdi", "rsi", "rbp", "rbx", "rdx", "rax", "rcx", "rsp", "rip", "eflags",
    ];

    public static ThreadSnapshot? Read(
        IAddressSpace memory, ulong address, ulong tls, CpuArchitecture architecture, uint threadId, string? name)
    {
        var bytes = new byte[architecture == CpuArchitecture.Arm64 ? Arm64Size : Amd64Size];
        if (memory.Read(address, bytes) < Amd64Size)
        {
            return null;
        }

        return architecture switch
        {
            CpuArchitecture.Amd64 => Amd64(memory, bytes, tls, threadId, name),
            CpuArchitecture.Arm64 => Arm64(bytes, threadId, name),
            _ => null,
        };
    }

    static ThreadSnapshot Amd64(IAddressSpace memory, ReadOnlySpan<byte> context, ulong tls, uint threadId, string? name)
    {
        var registers = new RegisterFile(RegisterLayout.Amd64);
        for (var i = 0; i < Amd64Names.Length; i++)
        {
            registers[registers.Layout.IndexOf(Amd64Names[i])] = BinaryPrimitives.ReadUInt64LittleEndian(context[(40 + (8 * i))..]);
        }

        var segments = BinaryPrimitives.ReadUInt64LittleEndian(context[184..]);
        Set(registers, "cs", segments & 0xFFFF);
        Set(registers, "gs", (segments >> 16) & 0xFFFF);
        Set(registers, "fs", (segments >> 32) & 0xFFFF);
        Set(registers, "ss", segments >> 48);
        Set(registers, "fs_base", tls);
        var image = new byte[512];
        var at = BinaryPrimitives.ReadUInt64LittleEndian(context[224..]);
        return new ThreadSnapshot(threadId, name, registers, at != 0 && memory.Read(at, image) == image.Length ? image : default);
    }

    static ThreadSnapshot Arm64(ReadOnlySpan<byte> context, uint threadId, string? name)
    {
        var registers = new RegisterFile(RegisterLayout.Arm64);
        for (var i = 0; i < 31; i++)
        {
            registers[i] = BinaryPrimitives.ReadUInt64LittleEndian(context[(184 + (8 * i))..]);
        }

        Set(registers, "sp", BinaryPrimitives.ReadUInt64LittleEndian(context[432..]));
        Set(registers, "pc", BinaryPrimitives.ReadUInt64LittleEndian(context[440..]));
        Set(registers, "cpsr", BinaryPrimitives.ReadUInt64LittleEndian(context[448..]) & uint.MaxValue);
        return new ThreadSnapshot(threadId, name, registers, FloatingPoint(context[464..]));
    }

    // To user_fpsimd_state: vectors first, then fpsr and fpcr.
    static byte[] FloatingPoint(ReadOnlySpan<byte> records)
    {
        if (records.Length < 528 || BinaryPrimitives.ReadUInt32LittleEndian(records) != FpsimdMagic)
        {
            return [];
        }

        var state = new byte[528];
        records.Slice(16, 512).CopyTo(state);
        records.Slice(8, 8).CopyTo(state.AsSpan(512));
        return state;
    }

    static void Set(RegisterFile registers, string name, ulong value)
    {
        var index = registers.Layout.IndexOf(name);
        if (index >= 0)
        {
            registers[index] = value;
        }
    }
}

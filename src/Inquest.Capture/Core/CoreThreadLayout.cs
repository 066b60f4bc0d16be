using Inquest.Formats;
using Inquest.Formats.Cpu;

namespace Inquest.Capture.Core;

/// <summary>Where struct elf_prstatus and the register set of one architecture keep what (Linux, uapi/linux/elfcore.h).</summary>
/// <param name="SignalOffset">pr_cursig, 16 bits.</param>
/// <param name="ThreadIdOffset">pr_pid, 32 bits.</param>
/// <param name="RegistersOffset">pr_reg.</param>
/// <param name="Names">Registers in the order of the kernel's user_regs_struct; null entries are skipped.</param>
sealed record CoreThreadLayout(
    RegisterLayout Registers, int SignalOffset, int ThreadIdOffset, int RegistersOffset, string?[] Names)
{
    static readonly CoreThreadLayout Amd64 = new(RegisterLayout.Amd64, 12, 32, 112,
    [
        "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi", null, "rip", "cs",
        "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs",
    ]);

    static readonly CoreThreadLayout X86 = new(RegisterLayout.X86, 12, 24, 72,
    [
        "ebx", "ecx", "edx", "esi", "edi", "ebp", "eax", "ds", "es", "fs", "gs", null, "eip", "cs", "efl", "esp", "ss",
    ]);

    static readonly CoreThreadLayout Arm64 = new(RegisterLayout.Arm64, 12, 32, 112,
    [
        "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18",
        "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "fp", "lr", "sp", "pc", "cpsr",
    ]);

    static readonly CoreThreadLayout Arm = new(RegisterLayout.Arm, 12, 24, 72,
    [
        "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc", "cpsr",
    ]);

    public static CoreThreadLayout? For(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.Amd64 => Amd64,
        CpuArchitecture.X86 => X86,
        CpuArchitecture.Arm64 => Arm64,
        CpuArchitecture.Arm => Arm,
        _ => null,
    };

    /// <summary>Reads one NT_PRSTATUS; null when it is too short to hold the registers.</summary>
    public CoreThread? Read(ReadOnlyMemory<byte> status, bool isBigEndian)
    {
        var reader = new ByteReader(status.Span, isBigEndian) { Position = SignalOffset };
        var signal = reader.U16();
        reader.Position = ThreadIdOffset;
        var id = reader.U32();
        return reader.Ok && status.Length > RegistersOffset && ReadRegisters(status.Span[RegistersOffset..], isBigEndian) is { } registers
            ? new CoreThread(id, signal, registers)
            : null;
    }

    /// <summary>Reads a register set (user_regs_struct), which ptrace gives without what stands around it in a core.</summary>
    public RegisterFile? ReadRegisters(ReadOnlySpan<byte> set, bool isBigEndian)
    {
        var reader = new ByteReader(set, isBigEndian);
        var registers = new RegisterFile(Registers);
        foreach (var name in Names)
        {
            var value = reader.Unsigned(Registers.PointerSize);
            if (name is not null && reader.Ok)
            {
                registers[Registers.IndexOf(name)] = value;
            }
        }

        return reader.Ok ? registers : null;
    }
}

using Inquest.Formats.Cpu;

namespace Inquest.Symbols.Dump;

/// <summary>DWARF register numbers as Breakpad names them in STACK CFI records.</summary>
static class CfiRegisterNames
{
    static readonly string[] Amd64 =
    [
        "$rax", "$rdx", "$rcx", "$rbx", "$rsi", "$rdi", "$rbp", "$rsp", "$r8", "$r9", "$r10", "$r11", "$r12", "$r13", "$r14", "$r15",
        "$rip",
    ];

    static readonly string[] X86 = ["$eax", "$ecx", "$edx", "$ebx", "$esp", "$ebp", "$esi", "$edi", "$eip", "$eflags"];

    static readonly string[] Arm =
        ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"];

    static readonly string[] Arm64 = [.. Enumerable.Range(0, 31).Select(i => $"x{i}"), "sp", "pc"];

    /// <summary>Empty for an architecture that is not unwound.</summary>
    public static IReadOnlyList<string> For(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.Amd64 => Amd64,
        CpuArchitecture.X86 => X86,
        CpuArchitecture.Arm => Arm,
        CpuArchitecture.Arm64 => Arm64,
        _ => [],
    };
}

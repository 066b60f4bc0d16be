using Inquest.Reports;

namespace Inquest.Cli.Stackwalk;

/// <summary>Which registers the older tools print, in their order and under their names.</summary>
static class RegisterNames
{
    static readonly string[] X86 = ["eip", "esp", "ebp", "ebx", "esi", "edi", "eax", "ecx", "edx", "efl"];

    static readonly string[] Amd64 =
    [
        "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip",
    ];

    static readonly string[] Arm =
        ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r12", "r11", "sp", "lr", "pc"];

    static readonly string[] Arm64 =
    [
        "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18",
        "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "fp", "lr", "sp", "pc",
    ];

    public static IEnumerable<RegisterValue> Shown(string? cpu, IReadOnlyList<RegisterValue> registers)
    {
        string[] order = cpu switch
        {
            "x86" => X86,
            "amd64" => Amd64,
            "arm" => Arm,
            "arm64" => Arm64,
            _ => [],
        };
        foreach (var name in order)
        {
            foreach (var register in registers)
            {
                if (register.Name == name)
                {
                    yield return register with { Name = Display(cpu, name) };
                }
            }
        }
    }

    static string Display(string? cpu, string name) => (cpu, name) switch
    {
        ("x86", "efl") => "eflags",
        ("arm", "r11") => "fp",
        _ => name,
    };
}

using System.Collections.Frozen;

namespace Inquest.Formats.Cpu;

/// <summary>The register file of one architecture: names in display order and which index plays which role.</summary>
/// <remarks>
/// Names are those of Breakpad's symbol files without the dollar sign (<c>rip</c>, <c>eip</c>, <c>pc</c>), so that a CFI
/// rule finds its register by name. At most 64 registers, because validity is one bit each.
/// </remarks>
public sealed class RegisterLayout
{
    readonly FrozenDictionary<string, int> _indexByName;

    RegisterLayout(CpuArchitecture architecture, int pointerSize, string[] names, string pc, string sp, string? fp,
        string? lr, string[] calleeSaved, (string Alias, string Name)[] aliases)
    {
        Architecture = architecture;
        PointerSize = pointerSize;
        Names = names;
        var indexByName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            indexByName.Add(names[i], i);
        }

        foreach (var (alias, name) in aliases)
        {
            indexByName.Add(alias, indexByName[name]);
        }

        _indexByName = indexByName.ToFrozenDictionary(StringComparer.Ordinal);
        ProgramCounter = _indexByName[pc];
        StackPointer = _indexByName[sp];
        FramePointer = fp is null ? -1 : _indexByName[fp];
        LinkRegister = lr is null ? -1 : _indexByName[lr];
        CalleeSaved = [.. calleeSaved.Select(name => _indexByName[name])];
    }

    public static RegisterLayout X86 { get; } = new(CpuArchitecture.X86, 4,
        ["eip", "esp", "ebp", "ebx", "esi", "edi", "eax", "ecx", "edx", "efl", "cs", "ds", "es", "fs", "gs", "ss"],
        "eip", "esp", "ebp", null, ["ebp", "ebx", "esi", "edi"], [("eflags", "efl")]);

    public static RegisterLayout Amd64 { get; } = new(CpuArchitecture.Amd64, 8,
        ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip",
            "eflags", "cs", "ds", "es", "fs", "gs", "ss", "fs_base", "gs_base"],
        "rip", "rsp", "rbp", null, ["rbx", "rbp", "r12", "r13", "r14", "r15"], []);

    public static RegisterLayout Arm { get; } = new(CpuArchitecture.Arm, 4,
        ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc", "cpsr"],
        "pc", "sp", "r11", "lr", ["r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"],
        [("fp", "r11"), ("r13", "sp"), ("r14", "lr"), ("r15", "pc")]);

    public static RegisterLayout Arm64 { get; } = new(CpuArchitecture.Arm64, 8,
        ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
            "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "fp", "lr", "sp", "pc", "cpsr"],
        "pc", "sp", "fp", "lr", ["x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "fp"],
        [("x29", "fp"), ("x30", "lr"), ("x31", "sp")]);

    public CpuArchitecture Architecture { get; }

    /// <summary>Bytes of a pointer: 4 or 8.</summary>
    public int PointerSize { get; }

    public IReadOnlyList<string> Names { get; }

    public int ProgramCounter { get; }

    public int StackPointer { get; }

    /// <summary>Index of the frame pointer, or -1.</summary>
    public int FramePointer { get; }

    /// <summary>Index of the link register, or -1 where calls push the return address.</summary>
    public int LinkRegister { get; }

    /// <summary>Registers that a callee must leave as they were (AAPCS, System V, Windows x86).</summary>
    public IReadOnlyList<int> CalleeSaved { get; }

    /// <summary>The layout of an architecture that is unwound, otherwise null.</summary>
    public static RegisterLayout? For(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.X86 => X86,
        CpuArchitecture.Amd64 => Amd64,
        CpuArchitecture.Arm => Arm,
        CpuArchitecture.Arm64 => Arm64,
        _ => null,
    };

    public int IndexOf(ReadOnlySpan<char> name) =>
        _indexByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var index) ? index : -1;
}

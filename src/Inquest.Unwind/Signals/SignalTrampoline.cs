using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Signals;

/// <summary>Recognises the few instructions that Linux has a signal handler return to.</summary>
/// <remarks>
/// The kernel, not a call, puts their address on the stack, so they are looked up at the address itself: the byte
/// before belongs to another function. Their unwind rules are written with expressions that no symbol file can hold,
/// or are absent, which is why they are known here by their code or by their name.
/// </remarks>
static class SignalTrampoline
{
    /// <summary>Code of each trampoline: libc's restorers and the vdso's.</summary>
    static readonly (CpuArchitecture Architecture, byte[] Code)[] Codes =
    [
        // mov $15, %rax; syscall
        (CpuArchitecture.Amd64, [0x48, 0xC7, 0xC0, 0x0F, 0x00, 0x00, 0x00, 0x0F, 0x05]),
        (CpuArchitecture.Amd64, [0xB8, 0x0F, 0x00, 0x00, 0x00, 0x0F, 0x05]),

        // pop %eax; mov $119, %eax; int $0x80
        (CpuArchitecture.X86, [0x58, 0xB8, 0x77, 0x00, 0x00, 0x00, 0xCD, 0x80]),

        // mov $173, %eax; int $0x80
        (CpuArchitecture.X86, [0xB8, 0xAD, 0x00, 0x00, 0x00, 0xCD, 0x80]),

        // mov x8, #139; svc #0
        (CpuArchitecture.Arm64, [0x68, 0x11, 0x80, 0xD2, 0x01, 0x00, 0x00, 0xD4]),

        // mov r7, #119 or #173; svc #0, in ARM and in Thumb
        (CpuArchitecture.Arm, [0x77, 0x70, 0xA0, 0xE3, 0x00, 0x00, 0x00, 0xEF]),
        (CpuArchitecture.Arm, [0xAD, 0x70, 0xA0, 0xE3, 0x00, 0x00, 0x00, 0xEF]),
        (CpuArchitecture.Arm, [0x77, 0x27, 0x00, 0xDF]),
        (CpuArchitecture.Arm, [0xAD, 0x27, 0x00, 0xDF]),

        // The old system call interface with the number in the instruction: svc #0x900077 and #0x9000ad.
        (CpuArchitecture.Arm, [0x77, 0x00, 0x90, 0xEF]),
        (CpuArchitecture.Arm, [0xAD, 0x00, 0x90, 0xEF]),
    ];

    /// <summary>True when the dump's code bytes or symbols show a trampoline at an address.</summary>
    public static bool IsAt(WalkContext context, ulong address)
    {
        var code = context.Layout.Architecture == CpuArchitecture.Arm ? address & ~1UL : address;
        Span<byte> bytes = stackalloc byte[9];
        var length = context.Memory.Read(code, bytes);
        foreach (var (architecture, pattern) in Codes)
        {
            if (architecture == context.Layout.Architecture && length >= pattern.Length && bytes.StartsWith(pattern))
            {
                return true;
            }
        }

        return length < bytes.Length && IsNamed(context, code);
    }

    static bool IsNamed(WalkContext context, ulong address)
    {
        if (context.Process.Modules.Find(address) is not { } module)
        {
            return false;
        }

        var rva = address - module.Base;
        return context.Process.SymbolsOf(module)?.FindLocation(rva) is { } location
            && location.FunctionRva == rva
            && IsName(location.Function);
    }

    /// <summary>Names in glibc, musl, bionic, its linker (which prefixes them) and the vdso.</summary>
    static bool IsName(string function)
    {
        const string bionicLinkerPrefix = "__dl_";
        var name = function.StartsWith(bionicLinkerPrefix, StringComparison.Ordinal)
            ? function.AsSpan(bionicLinkerPrefix.Length)
            : function;
        return name is "__restore_rt" or "__restore" or "restore_rt" or "restore"
            or "__kernel_rt_sigreturn" or "__kernel_sigreturn" or "__vdso_rt_sigreturn"
            or "__sigreturn" or "__rt_sigreturn" or "__default_sa_restorer" or "__default_rt_sa_restorer";
    }
}

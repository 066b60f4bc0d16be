namespace Inquest.Testing;

/// <summary>CPU contexts as writers lay them out: a table of field offsets for each CPU, and zeros elsewhere.</summary>
public static class ContextBuilder
{
    public static byte[] X86(IReadOnlyDictionary<string, ulong> registers, uint flags = 0x0001003F, bool bigEndian = false) =>
        Lay(716, bigEndian, registers, X86Offset, 4, (0, flags, 4));

    public static byte[] Amd64(IReadOnlyDictionary<string, ulong> registers, uint flags = 0x0010001F, bool bigEndian = false) =>
        Lay(1232, bigEndian, registers, Amd64Offset, 8, (48, flags, 4));

    /// <summary>Breakpad's, 368 bytes; Windows has 416 and the flags 0x0020000F.</summary>
    public static byte[] Arm(
        IReadOnlyDictionary<string, ulong> registers, uint flags = 0x40000006, int size = 368, bool bigEndian = false) =>
        Lay(size, bigEndian, registers, name => name switch
        {
            "sp" => 4 + (13 * 4),
            "lr" => 4 + (14 * 4),
            "pc" => 4 + (15 * 4),
            "cpsr" => 4 + (16 * 4),
            _ => 4 + (int.Parse(name.AsSpan(1)) * 4),
        }, 4, (0, flags, 4));

    /// <summary>The layout of Windows, which Crashpad and newer Breakpad share: 912 bytes.</summary>
    public static byte[] Arm64(IReadOnlyDictionary<string, ulong> registers, uint flags = 0x00400007, bool bigEndian = false) =>
        Lay(912, bigEndian, registers, name => name == "cpsr" ? 4 : Arm64Offset(name), 8, (0, flags, 4));

    /// <summary>Breakpad's older layout: 796 bytes.</summary>
    public static byte[] Arm64Old(IReadOnlyDictionary<string, ulong> registers, ulong flags = 0x80000006, bool bigEndian = false) =>
        Lay(796, bigEndian, registers, name => name == "cpsr" ? 272 : Arm64Offset(name), 8, (0, flags, 8));

    static int X86Offset(string name) => name switch
    {
        "gs" => 0x8C, "fs" => 0x90, "es" => 0x94, "ds" => 0x98, "edi" => 0x9C, "esi" => 0xA0, "ebx" => 0xA4, "edx" => 0xA8,
        "ecx" => 0xAC, "eax" => 0xB0, "ebp" => 0xB4, "eip" => 0xB8, "cs" => 0xBC, "efl" => 0xC0, "esp" => 0xC4, "ss" => 0xC8,
        _ => throw new ArgumentException(name),
    };

    static int Amd64Offset(string name) => name switch
    {
        "cs" => 0x38, "ds" => 0x3A, "es" => 0x3C, "fs" => 0x3E, "gs" => 0x40, "ss" => 0x42, "eflags" => 0x44,
        "rax" => 0x78, "rcx" => 0x80, "rdx" => 0x88, "rbx" => 0x90, "rsp" => 0x98, "rbp" => 0xA0, "rsi" => 0xA8, "rdi" => 0xB0,
        "r8" => 0xB8, "r9" => 0xC0, "r10" => 0xC8, "r11" => 0xD0, "r12" => 0xD8, "r13" => 0xE0, "r14" => 0xE8, "r15" => 0xF0,
        "rip" => 0xF8,
        _ => throw new ArgumentException(name),
    };

    static int Arm64Offset(string name) => 8 + (8 * name switch
    {
        "fp" => 29,
        "lr" => 30,
        "sp" => 31,
        "pc" => 32,
        _ => int.Parse(name.AsSpan(1)),
    });

    static byte[] Lay(
        int size, bool bigEndian, IReadOnlyDictionary<string, ulong> registers, Func<string, int> offsetOf, int width,
        (int Offset, ulong Value, int Width) flags)
    {
        var bytes = new byte[size];
        Put(bytes, flags.Offset, flags.Value, flags.Width, bigEndian);
        foreach (var (name, value) in registers)
        {
            var fieldWidth = name switch
            {
                "cs" or "ds" or "es" or "fs" or "gs" or "ss" when width == 8 => 2,
                "eflags" or "cpsr" => 4,
                _ => width,
            };
            Put(bytes, offsetOf(name), value, fieldWidth, bigEndian);
        }

        return bytes;
    }

    static void Put(byte[] bytes, int offset, ulong value, int width, bool bigEndian)
    {
        for (var i = 0; i < width; i++)
        {
            bytes[offset + (bigEndian ? width - 1 - i : i)] = (byte)(value >> (8 * i));
        }
    }
}

namespace Inquest.Formats.Pdb;

/// <summary>Type numbers below 0x1000: the kind in the low byte, a kind of pointer in bits 8 to 10.</summary>
static class PdbPrimitive
{
    public static string Name(uint type) => (type & 0xFF) switch
    {
        0x00 => "<NoType>",
        0x03 => "void",
        0x08 => "HRESULT",
        0x10 => "signed char",
        0x20 => "unsigned char",
        0x70 => "char",
        0x71 => "wchar_t",
        0x7A => "char16_t",
        0x7B => "char32_t",
        0x7C => "char8_t",
        0x68 => "int8_t",
        0x69 => "uint8_t",
        0x11 => "short",
        0x21 => "unsigned short",
        0x72 => "int16_t",
        0x73 => "uint16_t",
        0x12 => "long",
        0x22 => "unsigned long",
        0x74 => "int",
        0x75 => "unsigned int",
        0x13 => "long long",
        0x23 => "unsigned long long",
        0x76 => "int64_t",
        0x77 => "uint64_t",
        0x14 or 0x78 => "int128_t",
        0x24 or 0x79 => "uint128_t",
        0x46 => "float16_t",
        0x40 or 0x45 => "float",
        0x44 => "float48_t",
        0x41 => "double",
        0x42 or 0x43 => "long double",
        0x50 => "complex<float>",
        0x51 => "complex<double>",
        0x52 or 0x53 => "complex<long double>",
        0x30 => "bool",
        0x31 => "bool16_t",
        0x32 => "bool32_t",
        0x33 => "bool64_t",
        var kind => $"<type 0x{kind:x}>",
    };

    public static bool IsPointer(uint type) => (type & 0x700) != 0;

    /// <summary>In bytes; zero for what has none.</summary>
    public static uint Size(uint type) => ((type >> 8) & 7) switch
    {
        0 => ValueSize(type & 0xFF),
        6 => 8,
        7 => 16,
        _ => 4,
    };

    static uint ValueSize(uint kind) => kind switch
    {
        0x10 or 0x20 or 0x70 or 0x68 or 0x69 or 0x30 or 0x7C => 1,
        0x71 or 0x7A or 0x11 or 0x21 or 0x72 or 0x73 or 0x46 or 0x31 => 2,
        0x08 or 0x7B or 0x12 or 0x22 or 0x74 or 0x75 or 0x40 or 0x45 or 0x32 => 4,
        0x13 or 0x23 or 0x76 or 0x77 or 0x41 or 0x50 or 0x33 => 8,
        0x14 or 0x24 or 0x78 or 0x79 or 0x43 or 0x51 => 16,
        0x44 => 6,
        0x42 => 10,
        0x52 => 20,
        0x53 => 32,
        _ => 0,
    };
}

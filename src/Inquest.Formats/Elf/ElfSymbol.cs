namespace Inquest.Formats.Elf;

/// <summary>A symbol with a name. The value is an address in linked files.</summary>
/// <param name="Type">STT_*: 0 none, 1 object, 2 function, 3 section, 4 file, 6 TLS, 10 indirect function.</param>
/// <param name="Binding">STB_*: 0 local, 1 global, 2 weak.</param>
/// <param name="SectionIndex">Index of the section, 0 when undefined; numbers from 0xFF00 are reserved.</param>
public readonly record struct ElfSymbol(
    string Name, ulong Value, ulong Size, byte Type, byte Binding, byte Visibility, uint SectionIndex)
{
    public const byte Function = 2;
    public const byte IndirectFunction = 10;

    public bool IsDefined => SectionIndex is not 0;

    public bool IsFunction => Type is Function or IndirectFunction;
}

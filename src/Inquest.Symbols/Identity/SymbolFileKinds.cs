namespace Inquest.Symbols.Identity;

/// <summary>Words for <see cref="SymbolFileKind"/> in the database and in JSON; never renamed.</summary>
public static class SymbolFileKinds
{
    public static string Word(this SymbolFileKind kind) => kind switch
    {
        SymbolFileKind.Breakpad => "breakpad",
        SymbolFileKind.Elf => "elf",
        SymbolFileKind.Pe => "pe",
        SymbolFileKind.Pdb => "pdb",
        SymbolFileKind.MachO => "macho",
        SymbolFileKind.PortablePdb => "portablepdb",
        SymbolFileKind.SourceBundle => "sourcebundle",
        SymbolFileKind.Wasm => "wasm",
        _ => "unknown",
    };

    public static SymbolFileKind Parse(string word) =>
        Enum.GetValues<SymbolFileKind>().FirstOrDefault(kind => kind.Word() == word);
}

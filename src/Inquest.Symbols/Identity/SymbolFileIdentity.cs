using Inquest.Formats;

namespace Inquest.Symbols.Identity;

/// <summary>Tells what a file is, by its first bytes, and which ids it has, by the headers of its form.</summary>
/// <param name="Kind">Its form.</param>
/// <param name="Problem">Why it has no usable id; the objects are then empty.</param>
/// <param name="Objects">What is inside.</param>
public sealed record SymbolFileIdentity(SymbolFileKind Kind, SymbolFileProblem Problem, IReadOnlyList<SymbolObject> Objects)
{
    // "MODULE" and "INFO" stand at the top.
    const int SymHeadBytes = 64 << 10;

    /// <summary>Reads the ids; hostile bytes give a problem, never an exception.</summary>
    public static SymbolFileIdentity Read(FileBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var kind = KindOf(bytes.Slice(0, 64).Span);
        List<SymbolObject>? objects = kind switch
        {
            SymbolFileKind.Breakpad => BreakpadIdentity.Read(bytes.Slice(0, SymHeadBytes).Span),
            SymbolFileKind.Elf => ElfIdentity.Read(bytes),
            SymbolFileKind.Pe => PeIdentity.Read(bytes),
            SymbolFileKind.Pdb => PdbIdentity.Read(bytes),
            SymbolFileKind.MachO => MachOIdentity.Read(bytes),
            SymbolFileKind.PortablePdb => PortablePdbIdentity.Read(bytes),
            SymbolFileKind.SourceBundle => SourceBundleIdentity.Read(bytes),
            SymbolFileKind.Wasm => WasmIdentity.Read(bytes),
            _ => [],
        };
        var problem = bytes.Length == 0 ? SymbolFileProblem.Empty
            : kind == SymbolFileKind.Unknown ? SymbolFileProblem.UnknownForm
            : objects is null ? SymbolFileProblem.Malformed
            : objects.Count == 0 ? SymbolFileProblem.NoId
            : SymbolFileProblem.None;
        return new SymbolFileIdentity(kind, problem, objects ?? []);
    }

    /// <summary>The form that the first bytes are of.</summary>
    public static SymbolFileKind KindOf(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("MODULE "u8) => SymbolFileKind.Breakpad,
        _ when head.StartsWith("\u007FELF"u8) => SymbolFileKind.Elf,
        _ when head.StartsWith("MZ"u8) => SymbolFileKind.Pe,
        _ when head.StartsWith("Microsoft C/C++ MSF 7.00\r\n"u8) => SymbolFileKind.Pdb,
        _ when head.StartsWith("BSJB"u8) => SymbolFileKind.PortablePdb,
        _ when head.StartsWith("SYSB"u8) => SymbolFileKind.SourceBundle,
        _ when head.StartsWith("\0asm"u8) => SymbolFileKind.Wasm,
        _ when MachOIdentity.IsMachO(head) => SymbolFileKind.MachO,
        _ => SymbolFileKind.Unknown,
    };
}

using System.Text;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Formats.Tests.BreakpadSym;

/// <summary>Writes down every record that the reader hands over.</summary>
readonly struct RecordingSink(List<string> records) : ISymSink
{
    public void Module(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name) =>
        records.Add($"MODULE {Text(os)},{Text(cpu)},{Text(debugId)},{Text(name)}");

    public void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => records.Add($"INFO {Text(key)}={Text(value)}");

    public void File(uint id, ReadOnlySpan<byte> name) => records.Add($"FILE {id}={Text(name)}");

    public void Func(SymFunc func, ReadOnlySpan<byte> name) =>
        records.Add($"FUNC {func.Address:x}+{func.Size:x} p{func.ParameterSize:x}{(func.IsMultiple ? " m" : "")} {Text(name)}");

    public void Line(SymLine line) => records.Add($"LINE {line.Address:x}+{line.Size:x} {line.File}:{line.Line}");

    public void InlineOrigin(uint id, ReadOnlySpan<byte> name) => records.Add($"ORIGIN {id}={Text(name)}");

    public void Inline(SymInline inline, ulong address, ulong size) =>
        records.Add($"INLINE d{inline.Depth} {inline.CallFile}:{inline.CallLine} o{inline.Origin}{(inline.IsOldSyntax ? " old" : "")} {address:x}+{size:x}");

    public void Public(SymPublic symbol, ReadOnlySpan<byte> name) =>
        records.Add($"PUBLIC {symbol.Address:x} p{symbol.ParameterSize:x}{(symbol.IsMultiple ? " m" : "")} {Text(name)}");

    public void StackWin(SymStackWin record, ReadOnlySpan<byte> program) => records.Add(
        $"WIN {record.Type} {record.Address:x}+{record.CodeSize:x} {record.PrologSize:x} {record.EpilogSize:x} {record.ParameterSize:x} " +
        $"{record.SavedRegisterSize:x} {record.LocalSize:x} {record.MaxStackSize:x} " +
        (record.HasProgram ? Text(program) : $"ebp={record.AllocatesBasePointer}"));

    public void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules) => records.Add($"INIT {address:x}+{size:x} {Text(rules)}");

    public void Cfi(ulong address, ReadOnlySpan<byte> rules) => records.Add($"CFI {address:x} {Text(rules)}");

    public void Malformed(SymProblem problem, int lineNumber) => records.Add($"{problem} at {lineNumber}");

    static string Text(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text);
}

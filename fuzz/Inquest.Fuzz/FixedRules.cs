using System.Text;
using Inquest.Symbols;

namespace Inquest.Fuzz;

/// <summary>Symbols of one module whose CFI is whatever the fuzzer wrote, a rule set a line.</summary>
sealed class FixedRules(byte[] text) : ISymbolProvider, IModuleSymbols
{
    readonly CfiRules _rules = new(0, ulong.MaxValue, Encoding.UTF8.GetString(text).Split('\n'));

    public bool HasUnwindInfo => true;

    public SymbolSearch Find(ModuleId id) => new(this, SymbolStatus.Found, null, []);

    public SymbolLocation? FindLocation(ulong rva) => null;

    public CfiRules FindCfi(ulong rva) => _rules;

    public StackWinRecord? FindStackWin(ulong rva) => null;
}

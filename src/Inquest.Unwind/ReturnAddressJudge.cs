using Inquest.Symbols;

namespace Inquest.Unwind;

/// <summary>Tells return addresses from other words on a stack.</summary>
/// <remarks>
/// Breakpad and rust-minidump take every word that points into a named function of a module. Three kinds of words get
/// past that and are refused here: pointers into pages that cannot be executed, pointers between functions that are
/// attributed to the nearest exported name (PLT stubs, data in text), and pointers to code that no call precedes.
/// </remarks>
sealed class ReturnAddressJudge(UnwindProcess process, Architecture architecture, StackMemory memory)
{
    public CodeEvidence Judge(ulong candidate)
    {
        if (!architecture.CouldBeReturnAddress(candidate))
        {
            return CodeEvidence.None;
        }

        var call = architecture.CallOf(candidate);
        return process.Modules.Find(call) is { } module && IsExecutable(call) && IsInFunction(module, call)
            ? CallBefore(candidate)
            : CodeEvidence.None;
    }

    /// <summary>True when code may lie at an address: in a module, or where the memory map says so.</summary>
    public bool CouldBeCode(ulong address)
    {
        if (process.MemoryMap?.Find(address) is { } region)
        {
            return region.CanExecute;
        }

        return process.Modules.Find(address) is not null || process.MemoryMap is not { IsComplete: true };
    }

    bool IsExecutable(ulong address) => process.MemoryMap?.Find(address) is not { CanExecute: false };

    bool IsInFunction(UnwindModule module, ulong address)
    {
        if (process.SymbolsOf(module) is not { } symbols)
        {
            return true;
        }

        var rva = address - module.Base;
        if (symbols.FindLocation(rva) is not { } location || location.Function.Length == 0)
        {
            return false;
        }

        // A PUBLIC record has no end: everything up to the next one bears its name. Where the module has unwind
        // rules, code that calls has them too.
        return !location.IsPublic || !symbols.HasUnwindInfo || IsCovered(symbols, rva);
    }

    static bool IsCovered(IModuleSymbols symbols, ulong rva) =>
        symbols.FindCfi(rva) is not null || symbols.FindStackWin(rva) is not null;

    CodeEvidence CallBefore(ulong candidate)
    {
        const int longestCall = 8;
        Span<byte> bytes = stackalloc byte[longestCall];
        var end = candidate & ~(architecture is Arm ? 1UL : 0UL);
        if (end < longestCall || memory.Read(end - longestCall, bytes) != longestCall)
        {
            return CodeEvidence.Plausible;
        }

        return architecture.EndsWithCall(bytes, candidate) ? CodeEvidence.FollowsCall : CodeEvidence.None;
    }
}

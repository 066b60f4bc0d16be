using Inquest.Symbols;

namespace Inquest.Unwind;

/// <summary>Tells return addresses from other words on a stack.</summary>
/// <remarks>
/// Breakpad and rust-minidump take every word that points into a named function of a module, and so does this where
/// nothing better is known. Refused besides are pointers into pages that cannot be executed, and, in modules whose
/// functions are known with their ends: pointers that fall between functions and rules but bear the nearest exported
/// name (PLT stubs, padding, data in text), and pointers to code that no call precedes. A stripped module is not held
/// to its unwind rules, because its assembly code has none.
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
        if (process.Modules.Find(call) is not { } module || !IsExecutable(call))
        {
            return CodeEvidence.None;
        }

        if (process.SymbolsOf(module) is not { } symbols)
        {
            return CodeEvidence.Plausible;
        }

        return IsInFunction(symbols, call - module.Base, candidate - module.Base)
            ? symbols.HasFunctions ? CallBefore(candidate) : CodeEvidence.Plausible
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

    static bool IsInFunction(IModuleSymbols symbols, ulong call, ulong returnAddress)
    {
        if (symbols.FindLocation(call) is not { } location || location.Function.Length == 0)
        {
            return false;
        }

        if (!location.IsPublic || !symbols.HasFunctions)
        {
            return true;
        }

        // A PUBLIC record has no end: everything up to the next one bears its name. The address of a function's first
        // instruction is a pointer to the function; only behind a known function can it be where a call that never
        // returns would have returned to.
        var hasRules = !symbols.HasUnwindInfo || symbols.FindCfi(call) is not null || symbols.FindStackWin(call) is not null;
        return hasRules && symbols.FindLocation(returnAddress)?.FunctionRva != returnAddress;
    }

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

using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Cfi;

/// <summary>Finds and runs the CFI rules of a frame; compiled rules are kept, because frames repeat across threads.</summary>
sealed class CfiUnwinder(UnwindProcess process, UnwindLimits limits)
{
    readonly Dictionary<(int Module, ulong Start, int Count), CfiProgram?> _programs = [];

    /// <summary>Computes the caller's registers; null when no rule covers the address.</summary>
    public CfiResult? TryRun(ulong instruction, RegisterFile callee, StackMemory memory, out RegisterFile? caller)
    {
        caller = null;
        if (process.Modules.Find(instruction) is not { } module
            || process.SymbolsOf(module)?.FindCfi(instruction - module.Base) is not { } rules)
        {
            return null;
        }

        // The rules at an address are a prefix of their INIT record's list, so start and count name them.
        var key = (module.Index, rules.Start, rules.Rules.Count);
        if (!_programs.TryGetValue(key, out var program))
        {
            if (_programs.Count >= limits.MaxCachedPrograms)
            {
                _programs.Clear();
            }

            program = CfiProgram.Compile(rules.Rules, process.Layout, limits);
            _programs.Add(key, program);
        }

        return program is null ? CfiResult.Failed : program.Run(callee, memory, out caller);
    }
}

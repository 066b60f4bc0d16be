using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Unwind.Cfi;
using Inquest.Unwind.Signals;

namespace Inquest.Unwind;

/// <summary>The last resort: the first word above the stack pointer that can be a return address is taken for one.</summary>
static class StackScanner
{
    public static WalkFrame? FindCaller(WalkContext context, WalkFrame callee)
    {
        var words = context.Architecture.ScansFarFrom(callee)
            ? context.Limits.ScanWordsFromTrustedFrame
            : context.Limits.ScanWords;
        var slot = callee.StackPointer;
        for (var i = 0; i < words; i++)
        {
            if (!context.Memory.TryReadStack(slot, out var word))
            {
                return null;
            }

            if (CallerAt(context, callee, slot, word) is { } caller)
            {
                return caller;
            }

            slot += (uint)context.Layout.PointerSize;
        }

        return null;
    }

    /// <summary>The caller whose return address is <paramref name="word"/>, or null when that is none.</summary>
    public static WalkFrame? CallerAt(WalkContext context, WalkFrame callee, ulong slot, ulong word)
    {
        var returnAddress = context.Architecture.Strip(context.Process, word);
        if (context.Judge.Judge(returnAddress) == CodeEvidence.None && !IsTrampoline(context, returnAddress))
        {
            return null;
        }

        var registers = new RegisterFile(context.Layout);
        registers[context.Layout.ProgramCounter] = returnAddress;
        registers[context.Layout.StackPointer] = slot + (uint)context.Layout.PointerSize;
        context.Architecture.RecoverFramePointer(context, callee, slot, registers);
        var caller = context.Caller(registers, FrameTrust.Scan);
        return ContradictsRules(context, caller) ? null : caller;
    }

    // No call precedes a trampoline, and the address before it is another function's.
    static bool IsTrampoline(WalkContext context, ulong address) =>
        context.Process.Os is UnwindOs.Linux or UnwindOs.Android
        && context.Process.Modules.Find(address) is not null
        && SignalTrampoline.IsAt(context, address);

    /// <summary>
    /// True when the candidate's own unwind rules work but lead out of all code: a frame of that function cannot have
    /// been at this place of the stack.
    /// </summary>
    static bool ContradictsRules(WalkContext context, WalkFrame candidate)
    {
        // Only where FUNC records say what is there. `_start` is left out: its rule says in DWARF that it has no caller, which
        // symbol files cannot express, so they lead to the arguments of main.
        if (LinkRegisters.FunctionOf(context, candidate.Instruction) is null || IsEntryPoint(context, candidate.Instruction))
        {
            return false;
        }

        if (context.Cfi.TryRun(candidate.Instruction, candidate.Registers, context.Memory, out var next) != CfiResult.Found)
        {
            return false;
        }

        if (next!.StackPointer <= candidate.StackPointer)
        {
            return true;
        }

        // The outermost frames keep small numbers (argc, 0) where their return address would be.
        var pc = context.Architecture.Strip(context.Process, next.ProgramCounter);
        return pc >= LowestCode
            && (context.Memory.Range.Contains(pc)
                || !context.Architecture.CouldBeReturnAddress(pc)
                || !context.Judge.CouldBeCode(context.Architecture.CallOf(pc)));
    }

    static bool IsEntryPoint(WalkContext context, ulong address) =>
        context.Process.Modules.Find(address) is { } module
        && context.Process.SymbolsOf(module)?.FindLocation(address - module.Base)?.Function is "_start";

    /// <summary>No operating system maps code into the first page, so a lower return address means that there is none.</summary>
    public const ulong LowestCode = 4096;
}

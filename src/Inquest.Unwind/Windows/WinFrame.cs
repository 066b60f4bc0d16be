using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Symbols;

namespace Inquest.Unwind.Windows;

/// <summary>Finds callers on 32-bit Windows by STACK WIN records.</summary>
/// <remarks>
/// esp of each frame is taken as it was at the call, so it points to the arguments of the callee: how many bytes those
/// are is known from the callee's own record. The return address then lies above arguments, saved registers and locals
/// (<c>.raSearch</c>). Where esp was aligned or a record is wrong it lies a few words further up, which is why a short
/// search follows, as Breakpad has it.
/// </remarks>
static class WinFrame
{
    const int FramePointerOmission = 0;
    const int FrameData = 4;
    static readonly int Esp = RegisterLayout.X86.IndexOf("esp");
    static readonly int Ebp = RegisterLayout.X86.IndexOf("ebp");
    static readonly int Ebx = RegisterLayout.X86.IndexOf("ebx");

    public static CallerSearch FindCaller(WalkContext context, WalkFrame callee, uint calleeParameterSize)
    {
        if (context.Process.Modules.Find(callee.Instruction) is not { } module
            || context.Process.SymbolsOf(module)?.FindStackWin(callee.Instruction - module.Base) is not { } record
            || record.Type is not (FramePointerOmission or FrameData)
            || !callee.Registers.IsValid(Esp) || !callee.Registers.IsValid(Ebp))
        {
            return CallerSearch.Unknown;
        }

        var program = new WinProgram(context.Memory, context.Limits);
        var start = ReturnAddressSlot(context, callee, record, calleeParameterSize);
        SetFacts(program, callee, record, calleeParameterSize, start);
        var hasOwnProgram = !string.IsNullOrEmpty(record.Program);
        var recoversEbp = hasOwnProgram || record.AllocatesBasePointer;
        var text = hasOwnProgram ? record.Program! : DefaultProgram(record, callee.Registers.IsValid(Ebx));

        var trust = FrameTrust.Cfi;
        if (!program.TryRun(text) || !program.IsAssigned("$eip") || !program.IsAssigned("$esp"))
        {
            if (Search(context, (uint)callee.StackPointer, WordsFrom(context, callee)) is not { } found)
            {
                return CallerSearch.Unknown;
            }

            (program["$eip"], program["$esp"], trust) = (found.ReturnAddress, found.Slot + 4, FrameTrust.Scan);
        }

        var (eip, ebp) = (program["$eip"] ?? 0, program["$ebp"] ?? 0);
        if (eip == 0 && ebp == 0)
        {
            return CallerSearch.End;
        }

        var skipped = 0U;
        if (context.Judge.Judge(eip) == CodeEvidence.None
            && Search(context, unchecked(start + 4), WordsFrom(context, callee)) is { } better)
        {
            skipped = unchecked(better.Slot - (start + 4));
            (program["$eip"], program["$esp"]) = (better.ReturnAddress, better.Slot + 4);
            trust = FrameTrust.CfiScan;
        }

        if (recoversEbp)
        {
            RecoverEbp(context, program, record, callee, calleeParameterSize, start, skipped, trust);
        }

        return CallerSearch.Found(context.Caller(Registers(context, program), trust));
    }

    static uint ReturnAddressSlot(WalkContext context, WalkFrame callee, StackWinRecord record, uint calleeParameterSize)
    {
        // An alignment operator means that esp was rounded down by an unknown amount; ebp is all there is to go by.
        if (record.Program?.Contains('@', StringComparison.Ordinal) == true)
        {
            return unchecked((uint)callee.Registers[Ebp] + 4);
        }

        const int alignmentWords = 3;
        var computed = unchecked((uint)callee.StackPointer + calleeParameterSize + record.LocalSize + record.SavedRegisterSize);
        if (Search(context, computed, alignmentWords) is not { } found)
        {
            return computed;
        }

        // A Windows system call stub that has returned already: its own address is still on top of the stack.
        var isReturnedStub = callee.IsInterrupted && record.Type == FramePointerOmission
            && found.Slot == computed && found.ReturnAddress == (uint)callee.ProgramCounter;
        return !isReturnedStub ? found.Slot : Search(context, unchecked(computed + 4), alignmentWords)?.Slot ?? unchecked(computed + 4);
    }

    static void SetFacts(WinProgram program, WalkFrame callee, StackWinRecord record, uint calleeParameterSize, uint start)
    {
        program["$esp"] = (uint)callee.StackPointer;
        program["$ebp"] = (uint)callee.Registers[Ebp];
        if (callee.Registers.IsValid(Ebx))
        {
            program["$ebx"] = (uint)callee.Registers[Ebx];
        }

        program[".cbCalleeParams"] = calleeParameterSize;
        program[".cbSavedRegs"] = record.SavedRegisterSize;
        program[".cbLocals"] = record.LocalSize;
        program[".cbParams"] = record.ParameterSize;
        program[".raSearch"] = start;
        program[".raSearchStart"] = start;
    }

    /// <summary>What an FPO record without a program means, written as one.</summary>
    static string DefaultProgram(StackWinRecord record, bool hasEbx)
    {
        if (record.AllocatesBasePointer)
        {
            return "$eip .raSearchStart ^ = $ebp $esp .cbCalleeParams + .cbSavedRegs + 8 - ^ = $esp .raSearchStart 4 + =";
        }

        // ebp was not touched. ebx mostly survives too: forwarding functions of ntdll rely on it.
        const string untouched = "$eip .raSearchStart ^ = $esp .raSearchStart 4 + =";
        return hasEbx ? untouched + " $ebx $ebx =" : untouched;
    }

    static int WordsFrom(WalkContext context, WalkFrame callee) =>
        callee.IsInterrupted ? context.Limits.ScanWordsFromTrustedFrame : context.Limits.ScanWords;

    static (uint Slot, uint ReturnAddress)? Search(WalkContext context, uint start, int words)
    {
        var slot = (ulong)start;
        for (var i = 0; i < words; i++, slot += 4)
        {
            if (!context.Memory.TryReadStack(slot, out var word))
            {
                return null;
            }

            if (context.Judge.Judge(word) != CodeEvidence.None)
            {
                return ((uint)slot, (uint)word);
            }
        }

        return null;
    }

    /// <summary>Looks through the saved registers for a value of ebp that lies in the stack when the computed one does not.</summary>
    static void RecoverEbp(WalkContext context, WinProgram program, StackWinRecord record, WalkFrame callee,
        uint calleeParameterSize, uint start, uint skipped, FrameTrust trust)
    {
        var ebp = program["$ebp"] ?? 0;
        var hasSkippedFrames = trust != FrameTrust.Cfi && ebp <= unchecked(start + skipped);
        if (!hasSkippedFrames && context.Memory.TryReadStack(ebp, out _))
        {
            return;
        }

        var lowest = (ulong)unchecked((uint)callee.StackPointer + calleeParameterSize);
        var slot = lowest + Math.Min((ulong)record.SavedRegisterSize + skipped, context.Limits.MaxFrameGap);
        for (; slot >= lowest && context.Memory.TryReadStack(slot, out var candidate); slot -= 4)
        {
            if (context.Memory.InStack(candidate))
            {
                program["$ebp"] = (uint)candidate;
                return;
            }
        }
    }

    static RegisterFile Registers(WalkContext context, WinProgram program)
    {
        var registers = new RegisterFile(context.Layout);
        registers[context.Layout.ProgramCounter] = program["$eip"] ?? 0;
        registers[Esp] = program["$esp"] ?? 0;
        registers[Ebp] = program["$ebp"] ?? 0;
        foreach (var name in (ReadOnlySpan<string>)["ebx", "esi", "edi"])
        {
            if (program.IsAssigned("$" + name) && program["$" + name] is { } value)
            {
                registers[context.Layout.IndexOf(name)] = value;
            }
        }

        return registers;
    }
}

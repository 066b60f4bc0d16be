using System.Globalization;
using Inquest.Formats.Cpu;
using Inquest.Reports;

namespace Inquest.Unwind.Instructions;

/// <summary>Explains a fault from the instruction that made it.</summary>
/// <remarks>
/// What operating systems report is often not what happened: a general-protection fault has no address, so Linux says 0
/// and Windows says -1. The instruction and the registers tell which address it really used.
/// </remarks>
public static class FaultAnalysis
{
    // Operating systems map nothing here (64 KiB), so that an access through a null pointer to a field or a small index
    // faults.
    const ulong NullZone = 0x1_0000;

    // A function's frame may be larger than a page: how far below the stack pointer an overflowing access is looked for.
    const ulong OverflowReach = 0x1_0000;

    /// <summary>Analyses a fault; whatever the dump does not hold is left out of the answer.</summary>
    public static FaultFindings Analyse(UnwindProcess process, FaultQuestion question)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(question);
        var instruction = FaultingInstruction.TryDecode(process, question.Registers);
        var isMemoryFault = question.Kind != FaultKind.Other;
        var access = isMemoryFault ? Culprit(process, question, instruction) : null;
        var used = access is not null && IsMisreported(process, question, access) ? access.Address : question.Address;
        return new FaultFindings
        {
            AdjustedAddress = used == question.Address ? null : used,
            AddressMeaning = isMemoryFault ? Meaning(process, question, used, access, instruction) : null,
            Instruction = instruction?.Text,
            MemoryAccesses = Accesses(process, instruction),
            PossibleBitFlips = isMemoryFault && used is { } address && !IsNullPointer(question.Registers, address, access)
                ? BitFlips.Find(process, question.Registers, address, access)
                : [],
            Inconsistencies = Inconsistencies(process, question, access, instruction),
        };
    }

    static MemoryAccess[] Accesses(UnwindProcess process, FaultingInstruction? instruction) =>
        instruction is null
            ? []
            : [.. instruction.Accesses.Select(a => new MemoryAccess(a.Address, a.Size, a.Kind, IsGuard(process, a.Address)))];

    /// <summary>The operand that faulted: the reported one, else one that cannot have worked.</summary>
    static OperandAccess? Culprit(UnwindProcess process, FaultQuestion question, FaultingInstruction? instruction)
    {
        if (instruction is null || instruction.IsPrivileged)
        {
            return null;
        }

        return instruction.Accesses.FirstOrDefault(a => question.Address is { } address && a.Contains(address))
            ?? instruction.Accesses.FirstOrDefault(a => process.Layout.PointerSize == 8 && !Canonical.Is(a.Address));
    }

    static bool IsMisreported(UnwindProcess process, FaultQuestion question, OperandAccess access) =>
        process.Layout.Architecture == CpuArchitecture.Amd64
        && (question.Kind == FaultKind.GeneralProtection || question.Address is null or 0 or ulong.MaxValue)
        && question.Address is var reported && (reported is null || !access.Contains(reported.Value));

    static string? Meaning(UnwindProcess process, FaultQuestion question, ulong? used, OperandAccess? access, FaultingInstruction? instruction)
    {
        var pc = question.Registers.ProgramCounter;
        if (question.Kind == FaultKind.StackOverflow)
        {
            return "stack overflow";
        }

        if (instruction is { IsPrivileged: true })
        {
            return "privileged instruction";
        }

        if (used is not { } address)
        {
            return null;
        }

        if (IsJump(process, question, address, instruction))
        {
            return "jump or call to " + (pc < NullZone ? NullMeaning(pc) : Place(process, pc) ?? "an unmapped address");
        }

        if (process.Layout.Architecture == CpuArchitecture.Amd64 && !Canonical.Is(address))
        {
            return "non-canonical";
        }

        if (IsStackOverflow(process, question, address, access))
        {
            return "stack overflow";
        }

        if (address < NullZone)
        {
            return NullMeaning(address);
        }

        var top = process.Layout.PointerSize == 4 ? uint.MaxValue : ulong.MaxValue;
        if (top - address < NullZone - 1 && address != top)
        {
            return string.Create(CultureInfo.InvariantCulture, $"null - {top - address + 1}");
        }

        return IsGuard(process, address) ? "guard page" : Place(process, address);
    }

    static string NullMeaning(ulong address) =>
        address == 0 ? "null" : string.Create(CultureInfo.InvariantCulture, $"null + {address}");

    /// <summary>True when fetching the instruction itself was the fault.</summary>
    static bool IsJump(UnwindProcess process, FaultQuestion question, ulong address, FaultingInstruction? instruction)
    {
        if (question.Kind == FaultKind.Execute)
        {
            return true;
        }

        var pc = question.Registers.ProgramCounter;
        return instruction is null && (address == pc || pc < NullZone)
            && process.Modules.Find(pc) is null
            && process.MemoryMap?.Find(pc) is not { CanExecute: true };
    }

    static bool IsStackOverflow(UnwindProcess process, FaultQuestion question, ulong address, OperandAccess? access)
    {
        var sp = question.Registers.StackPointer;
        var isNear = sp != 0 && (address < sp ? sp - address <= OverflowReach : address - sp <= OverflowReach);
        if (!isNear || access is { Writes: false })
        {
            return false;
        }

        if (process.MemoryMap is { IsComplete: true } map)
        {
            return map.Find(address) is not { } region || region.IsGuard || !region.CanWrite;
        }

        // Without a map: the writer of the dump could not read there although it wanted the stack.
        Span<byte> one = stackalloc byte[1];
        return question.Stack is { } stack && address < stack.Start && stack.Start - address <= OverflowReach
            && process.Memory.Read(address, one) == 0;
    }

    static string? Place(UnwindProcess process, ulong address)
    {
        var region = process.MemoryMap?.Find(address);
        if (process.Modules.Find(address) is { } module)
        {
            var rights = region is { CanWrite: false } ? "read-only memory of " : "";
            return string.Create(CultureInfo.InvariantCulture, $"{rights}{module.Name} + 0x{address - module.Base:x}");
        }

        return region switch
        {
            { CanRead: false, CanWrite: false, CanExecute: false } => "memory without access rights",
            { CanWrite: false } => "read-only memory",
            { CanExecute: false } => "memory that is not executable",
            { } => null,
            null => process.MemoryMap is { IsComplete: true } ? "unmapped" : null,
        };
    }

    static bool IsGuard(UnwindProcess process, ulong address) => process.MemoryMap?.Find(address) is { IsGuard: true };

    /// <summary>True when the address was computed from a register that holds null.</summary>
    static bool IsNullPointer(RegisterFile registers, ulong address, OperandAccess? access) =>
        address < NullZone && access?.Base is { } name && registers.TryGet(name, out var value) && value == 0;

    /// <summary>Names as in rust-minidump's schema.</summary>
    static List<string> Inconsistencies(UnwindProcess process, FaultQuestion question, OperandAccess? access, FaultingInstruction? instruction)
    {
        var found = new List<string>();
        if (question.Address is not { } address || instruction is null || instruction.IsPrivileged
            || question.Kind is not (FaultKind.Read or FaultKind.Write or FaultKind.Access))
        {
            return found;
        }

        var isReportedAsNonCanonical = process.Layout.Architecture == CpuArchitecture.Amd64 && address == ulong.MaxValue;
        if (isReportedAsNonCanonical && instruction.Accesses.Count > 0 && instruction.Accesses.All(a => Canonical.Is(a.Address)))
        {
            found.Add("non_canonical_address_falsely_reported");
        }
        else if (access is null && address != 0 && !isReportedAsNonCanonical && instruction.Accesses.Count > 0)
        {
            found.Add("crashing_access_not_found_in_memory_accesses");
        }

        var isAllowed = process.MemoryMap?.Find(address) is { IsGuard: false } region
            && ((question.Kind == FaultKind.Read && region.CanRead) || (question.Kind == FaultKind.Write && region.CanWrite));
        if (isAllowed)
        {
            found.Add("access_violation_when_access_allowed");
        }

        return found;
    }
}

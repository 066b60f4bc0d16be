using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Processing.Reasons;
using Inquest.Reports;
using Inquest.Unwind.Instructions;

namespace Inquest.Processing;

/// <summary>What the operating system said about the fault, explained by the instruction that made it.</summary>
static class CrashFactsReader
{
    public static CrashFacts? Read(
        MinidumpFile dump, ThreadSelection threads, ThreadWalks walks, List<ReportFinding> findings)
    {
        var assertion = AssertionText.Read(dump);
        if (dump.Exception is not { } exception)
        {
            return threads.CrashedIndex is null && assertion is null
                ? null
                : new CrashFacts { ThreadIndex = threads.CrashedIndex, Assertion = assertion };
        }

        var os = dump.SystemInfo?.Os ?? OsFamily.Unknown;
        if (dump.SystemInfo is null)
        {
            findings.Add(new ReportFinding(
                "no-system-info", "The dump does not say which system it is from, so the crash reason stays a number."));
        }

        var address = CrashReason.Address(exception, os, dump.SystemInfo?.PointerSize ?? 8);
        var facts = new CrashFacts
        {
            Reason = CrashReason.Describe(exception, os, dump.Architecture),
            Address = address,
            ThreadIndex = threads.CrashedIndex,
            Assertion = assertion,
        };
        if (walks.Process is not { } process
            || threads.CrashedIndex is not { } index
            || walks[index] is not { Registers: { } registers } walk
            || exception.IsDumpRequest)
        {
            return facts;
        }

        var fault = FaultAnalysis.Analyse(
            process, new FaultQuestion(registers, address, KindOf(exception, os, dump.Architecture), walk.Stack));
        return facts with
        {
            AdjustedAddress = fault.AdjustedAddress,
            AddressMeaning = fault.AddressMeaning,
            Instruction = fault.Instruction,
            MemoryAccesses = fault.MemoryAccesses,
            PossibleBitFlips = fault.PossibleBitFlips,
            Inconsistencies = fault.Inconsistencies,
        };
    }

    static FaultKind KindOf(MinidumpException exception, OsFamily os, CpuArchitecture architecture) => os switch
    {
        OsFamily.Windows => Windows(exception),
        OsFamily.Linux or OsFamily.Android => exception.Code switch
        {
            // SI_KERNEL: the processor raised #GP, which names no address.
            11 or 7 when exception.Flags == 0x80 => FaultKind.GeneralProtection,
            11 or 7 => FaultKind.Access,
            _ => FaultKind.Other,
        },
        OsFamily.MacOS or OsFamily.IOS => exception.Code switch
        {
            1 when exception.Flags == 13 && architecture is CpuArchitecture.X86 or CpuArchitecture.Amd64 =>
                FaultKind.GeneralProtection,
            1 => FaultKind.Access,
            _ => FaultKind.Other,
        },
        _ => FaultKind.Other,
    };

    static FaultKind Windows(MinidumpException exception)
    {
        const uint stackOverflow = 0xC00000FD;
        if (exception.Code == stackOverflow)
        {
            return FaultKind.StackOverflow;
        }

        if (exception.Code is not (WindowsReason.AccessViolation or WindowsReason.InPageError) || exception.Parameters.Count < 2)
        {
            return FaultKind.Other;
        }

        return (exception.Parameters[0], exception.Parameters[1]) switch
        {
            // Windows reports a #GP as a read of address -1.
            (0, ulong.MaxValue or uint.MaxValue) => FaultKind.GeneralProtection,
            (0, _) => FaultKind.Read,
            (1, _) => FaultKind.Write,
            (8, _) => FaultKind.Execute,
            _ => FaultKind.Access,
        };
    }
}

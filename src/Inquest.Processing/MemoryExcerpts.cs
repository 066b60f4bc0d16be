using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Reports;

namespace Inquest.Processing;

/// <summary>Cuts the few hundred bytes out of a dump that a person looks at.</summary>
static class MemoryExcerpts
{
    public static IReadOnlyList<MemoryBytes> Read(
        MinidumpFile dump, RegisterFile registers, CrashFacts? crash, ProcessingLimits limits)
    {
        var result = new List<MemoryBytes>(3);
        Add(registers.StackPointer, limits.RedZoneBytesShown, limits.StackBytesShown, "stack");
        Add(registers.ProgramCounter, limits.CodeBytesShown, limits.CodeBytesShown, "code");
        if ((crash?.AdjustedAddress ?? crash?.Address) is { } address && address != registers.ProgramCounter)
        {
            Add(address, limits.FaultBytesShown, limits.FaultBytesShown, "fault");
        }

        return result;

        void Add(ulong address, int before, int after, string what)
        {
            // Not more than the range that holds the address: what lies behind a hole would be shown at the wrong address.
            if (dump.Memory.Find(address) is not { } range)
            {
                return;
            }

            var start = address - range.Start > (ulong)before ? address - (ulong)before : range.Start;
            var count = (int)Math.Min(range.End - start, (ulong)(before + after));
            var bytes = new byte[count];
            var read = dump.Memory.Read(start, bytes);
            if (read > 0)
            {
                result.Add(new MemoryBytes(start, what, bytes[..read]));
            }
        }
    }
}

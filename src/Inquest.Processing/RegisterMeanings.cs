using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Reports;
using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>Says what the value of a register is: a place in a module, a stack, a mapping, text, or a known fill pattern.</summary>
sealed class RegisterMeanings(MinidumpFile dump, UnwindProcess process, ThreadSelection threads, ProcessingLimits limits)
{
    // Never addresses: flags and segment selectors.
    static readonly HashSet<string> NotPointers =
        new(StringComparer.Ordinal) { "efl", "eflags", "cs", "ds", "es", "fs", "gs", "ss", "cpsr" };

    /// <summary>Bytes that allocators and compilers fill memory with, repeated over the whole word.</summary>
    static readonly (byte Fill, string Meaning)[] FillBytes =
    [
        (0xCC, "uninitialised stack (Visual C++ debug)"), (0xCD, "uninitialised heap (Visual C++ debug)"),
        (0xDD, "freed heap (Visual C++ debug)"), (0xFD, "guard bytes around a heap block (Visual C++ debug)"),
        (0xE5, "freed memory (jemalloc, mozjemalloc)"), (0xA5, "uninitialised memory (jemalloc)"),
        (0x5A, "freed memory (jemalloc)"), (0xAA, "uninitialised memory (-ftrivial-auto-var-init=pattern)"),
        (0xBE, "uninitialised memory (AddressSanitizer)"), (0xEF, "freed memory (PartitionAlloc)"),
    ];

    readonly (ulong Start, ulong End, int Index)[] _stacks = Stacks(threads);

    public string? Of(RegisterValue register, int threadIndex, RegisterFile registers)
    {
        if (NotPointers.Contains(register.Name) || register.Value == 0)
        {
            return null;
        }

        var value = register.Value;
        return Null(value)
            ?? Module(value)
            ?? Stack(value, threadIndex, registers)
            ?? Fill(value)
            ?? Unloaded(value)
            ?? Mapping(value)
            ?? Text(value)
            ?? NonCanonical(value);
    }

    string? Null(ulong value)
    {
        if (value < limits.NullPageBytes)
        {
            return $"null + {value}";
        }

        var negative = process.Layout.PointerSize == 4 ? (ulong)(uint)-(int)value : (ulong)-(long)value;
        return negative <= 4096 ? $"-{negative}" : null;
    }

    string? Module(ulong value)
    {
        if (process.Modules.Find(value) is not { } module)
        {
            return null;
        }

        var offset = value - module.Base;

        // Only symbols that the walk loaded anyway: a register is not worth a download.
        var function = process.SearchOf(module.Index)?.Symbols?.FindLocation(offset);
        return function is null
            ? $"{module.Name} + 0x{offset:x}"
            : $"{module.Name}!{function.Function} + 0x{offset - function.FunctionRva:x}";
    }

    string? Stack(ulong value, int threadIndex, RegisterFile registers)
    {
        var (low, high) = (0, _stacks.Length - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var (start, end, index) = _stacks[middle];
            if (value < start)
            {
                high = middle - 1;
            }
            else if (value >= end)
            {
                low = middle + 1;
            }
            else if (index != threadIndex)
            {
                return $"stack of thread {index}";
            }
            else
            {
                var sp = registers.StackPointer;
                return value == sp ? "stack" : value > sp ? $"stack, sp + 0x{value - sp:x}" : $"stack, sp - 0x{sp - value:x}";
            }
        }

        return null;
    }

    string? Fill(ulong value)
    {
        var fill = (byte)value;
        var width = process.Layout.PointerSize;
        var repeated = width == 4 ? 0x01010101UL * fill : 0x0101010101010101UL * fill;
        var lowHalf = 0x01010101UL * fill;
        if (value != repeated && value != lowHalf)
        {
            return (uint)value == 0xFEEEFEEE ? "freed heap (HeapFree)"
                : (uint)value == 0xBAADF00D ? "uninitialised heap (LocalAlloc)"
                : (uint)value == 0xDEADBEEF ? "marker 0xdeadbeef"
                : null;
        }

        foreach (var (known, meaning) in FillBytes)
        {
            if (known == fill)
            {
                return meaning;
            }
        }

        return null;
    }

    string? Unloaded(ulong value)
    {
        foreach (var module in process.UnloadedModules)
        {
            if (value >= module.Base && value - module.Base < module.Size)
            {
                return $"{module.Name} (unloaded) + 0x{value - module.Base:x}";
            }
        }

        return null;
    }

    string? Mapping(ulong value)
    {
        if (dump.MemoryMap.Find(value) is not { } region || region.State != MemoryState.Committed)
        {
            return null;
        }

        if (region.IsGuard)
        {
            return "guard page";
        }

        var name = region.Name is { Length: > 0 } named ? named[(named.LastIndexOf('/') + 1)..] : null;
        return name is not null ? $"{name} + 0x{value - region.Start:x}"
            : region.IsExecutable ? "executable memory outside of modules"
            : region.IsWritable ? "heap or mapped memory"
            : "read-only memory";
    }

    /// <summary>At least four printable characters and nothing else but a terminating NUL: text where a pointer should be.</summary>
    string? Text(ulong value)
    {
        Span<char> text = stackalloc char[8];
        var count = 0;
        for (var i = 0; i < process.Layout.PointerSize; i++)
        {
            var one = (byte)(value >> (8 * i));
            if (one == 0)
            {
                return value >> (8 * i) == 0 && count >= 4 ? Quote(text[..count]) : null;
            }

            if (one is < 0x20 or > 0x7E)
            {
                return null;
            }

            text[count++] = (char)one;
        }

        return Quote(text[..count]);

        static string Quote(ReadOnlySpan<char> text) => $"ASCII \"{text}\"";
    }

    string? NonCanonical(ulong value)
    {
        if (process.Layout.Architecture != CpuArchitecture.Amd64)
        {
            return null;
        }

        // Bits 47 to 63 must be equal with four-level paging, which is what user space gets unless it asks for more.
        var high = (long)value >> 47;
        return high is 0 or -1 ? null : "non-canonical";
    }

    static (ulong Start, ulong End, int Index)[] Stacks(ThreadSelection threads)
    {
        var stacks = new List<(ulong Start, ulong End, int Index)>(threads.Threads.Count);
        for (var i = 0; i < threads.Threads.Count; i++)
        {
            var stack = threads.Threads[i].Stack;
            if (stack.Size > 0)
            {
                stacks.Add((stack.Start, stack.End, i));
            }
        }

        stacks.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return [.. stacks];
    }
}

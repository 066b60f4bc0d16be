using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Unwind;

namespace Inquest.Processing;

/// <summary>Walks all threads of a dump, on several processors when there are many.</summary>
sealed class ThreadWalks
{
    readonly ThreadWalk[] _walks;
    readonly SymbolSearch?[] _searches;

    ThreadWalks(ThreadWalk[] walks, SymbolSearch?[] searches, UnwindProcess? process)
    {
        _walks = walks;
        _searches = searches;
        Process = process;
    }

    public ThreadWalk this[int index] => _walks[index];

    /// <summary>The process as it was unwound, or null for an architecture that is only known by name.</summary>
    public UnwindProcess? Process { get; }

    public SymbolSearch? SearchOf(int moduleIndex) => _searches[moduleIndex];

    public static ThreadWalks Walk(
        MinidumpFile dump,
        ModuleSet modules,
        ThreadSelection threads,
        ISymbolProvider symbols,
        DumpProcessorOptions options,
        List<ReportFinding> findings,
        CancellationToken cancellationToken)
    {
        var starts = new ThreadWalk[threads.Threads.Count];
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = Begin(dump, threads, i);
        }

        if (LayoutOf(dump, starts, threads) is not { } layout)
        {
            return new ThreadWalks(starts, new SymbolSearch?[modules.Unwind.Count], null);
        }

        var shared = new SharedSymbols(symbols);
        UnwindProcess NewProcess() => ProcessOf(dump, modules, layout, shared);
        var crashed = NewProcess();
        var walker = new StackWalker(crashed, options.UnwindLimits);
        var done = 0;
        var budget = new FrameBudget(dump.Length, options.Limits);
        void Run(StackWalker with, int index)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = starts[index];
            if (start.Registers is { } registers && registers.Layout == layout)
            {
                starts[index] = start with { Walk = budget.Cut(with.Walk(registers, start.Stack, budget.FramesWalkedMax)) };
            }

            options.OnThreadWalked?.Invoke(Interlocked.Increment(ref done), starts.Length);
        }

        // The crashed thread first: its modules are the ones whose symbols every reader will want.
        if (threads.CrashedIndex is { } crashedIndex)
        {
            Run(walker, crashedIndex);
        }

        var rest = Enumerable.Range(0, starts.Length).Where(i => i != threads.CrashedIndex).ToArray();
        if (rest.Length < options.Limits.ParallelThreadCountMin || options.ParallelismMax == 1)
        {
            foreach (var index in rest)
            {
                Run(walker, index);
            }
        }
        else
        {
            var parallel = new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = options.ParallelismMax > 0 ? options.ParallelismMax : Environment.ProcessorCount,
            };
            Parallel.ForEach(
                rest,
                parallel,
                () => new StackWalker(NewProcess(), options.UnwindLimits),
                (index, _, with) =>
                {
                    Run(with, index);
                    return with;
                },
                static _ => { });
        }

        var searches = new SymbolSearch?[modules.Unwind.Count];
        foreach (var (index, search) in shared.Searches(dump.Modules.Take(searches.Length).Select(ModuleSet.IdOf)))
        {
            searches[index] = search;
        }

        if (budget.Omitted > 0)
        {
            findings.Add(new ReportFinding(
                "frames-cut", $"The threads have more frames than a dump of {dump.Length} bytes can hold; {budget.Omitted} are left out."));
        }

        return new ThreadWalks(starts, searches, crashed);
    }

    /// <summary>The bits of a pointer that are address, from Crashpad's mask; null when it has none.</summary>
    /// <remarks>
    /// Crashpad's mask has the bits that are <em>not</em> address: 0xFFFF800000000000 on macOS, where it is taken from the
    /// machine's virtual address size. A mask without the highest bit can only be meant the other way round.
    /// </remarks>
    static ulong? AddressBits(ulong mask) => mask == 0 ? null : mask >> 63 == 1 ? ~mask : mask;

    static ThreadWalk Begin(MinidumpFile dump, ThreadSelection threads, int index)
    {
        if (threads.IsWriter(index))
        {
            return new ThreadWalk(null, null, null);
        }

        var thread = threads.Threads[index];
        var registers = (index == threads.CrashedIndex && dump.ReadExceptionContext() is { Registers: not null } atFault
            ? atFault
            : dump.ReadBestContext(thread))?.Registers;
        return new ThreadWalk(registers, registers is null ? null : StackOf(dump, thread, registers), null);
    }

    /// <summary>The stack that the stack pointer lies in: the thread's own, or whatever memory holds it.</summary>
    /// <remarks>
    /// Folklore: on an alternate signal stack, a fibre's or a split stack the thread's own range is the wrong one; Breakpad's
    /// writers store the right one in the memory list only.
    /// </remarks>
    static StackRange? StackOf(MinidumpFile dump, MinidumpThread thread, RegisterFile registers)
    {
        if (thread.Stack.Size > 0 && (thread.Stack.Contains(registers.StackPointer)
            || dump.Memory.Find(registers.StackPointer) is null))
        {
            return new StackRange(thread.Stack.Start, thread.Stack.Size);
        }

        return dump.Memory.Find(registers.StackPointer) is { } range ? new StackRange(range.Start, range.Size) : null;
    }

    /// <summary>The layout of the crashed thread, or of the first that has registers: it can differ from what the system claims.</summary>
    static RegisterLayout? LayoutOf(MinidumpFile dump, ThreadWalk[] starts, ThreadSelection threads)
    {
        var crashed = threads.CrashedIndex is { } index ? starts[index].Registers?.Layout : null;
        return crashed ?? starts.FirstOrDefault(static s => s.Registers is not null)?.Registers!.Layout
            ?? RegisterLayout.For(dump.Architecture);
    }

    static UnwindProcess ProcessOf(MinidumpFile dump, ModuleSet modules, RegisterLayout layout, ISymbolProvider symbols) =>
        new(layout, dump.Memory, modules.Unwind, symbols)
        {
            Os = dump.SystemInfo?.Os switch
            {
                OsFamily.Windows => UnwindOs.Windows,
                OsFamily.Linux => UnwindOs.Linux,
                OsFamily.Android => UnwindOs.Android,
                OsFamily.MacOS => UnwindOs.MacOs,
                OsFamily.IOS => UnwindOs.Ios,
                _ => UnwindOs.Unknown,
            },
            UnloadedModules = [.. dump.UnloadedModules.Select(m => new UnloadedModule(m.Base, m.Size, m.FileName))],
            MemoryMap = dump.MemoryMap.IsEmpty ? null : new DumpMemoryMap(dump.MemoryMap),
            AddressMask = AddressBits(dump.CrashpadInfo?.AddressMask ?? 0),
        };
}

using Inquest.Processing;
using Inquest.Reports;

namespace Inquest.Cli.Stackwalk;

/// <summary>Text for people, in the shape of minidump-stackwalk, which tools and eyes are used to; additions stand below.</summary>
sealed class HumanPrinter(TextWriter output, PrintedDump printed, StackwalkRequest request)
{
    readonly Report _report = printed.Report;

    public void Print()
    {
        var brief = request.Format == StackwalkFormat.Brief;
        PrintSystem();
        PrintCrash();
        PrintThreads(brief);
        if (brief)
        {
            return;
        }

        PrintModules();
        if (request.Verbose)
        {
            PrintSymbols();
            PrintAnnotations();
            PrintMemory();
        }

        PrintFindings();
    }

    void PrintSystem()
    {
        var system = _report.System;
        output.WriteLine($"Operating system: {PrintedDump.OsName(system.Os) ?? "unknown"}");
        output.WriteLine($"                  {FileNames.Clean(OsVersion(system))}");
        output.WriteLine($"CPU: {system.Cpu}");
        if (system.CpuInfo is { } info)
        {
            output.WriteLine($"     {FileNames.Clean(info)}");
        }

        output.WriteLine($"     {system.CpuCount ?? 0} CPU{(system.CpuCount == 1 ? "" : "s")}");
        if (LinuxDistribution.Read(printed.Dump) is { } linux)
        {
            output.WriteLine(FileNames.Clean($"Linux {linux.Id} {linux.Release} - {linux.Codename} ({linux.Description})"));
        }

        output.WriteLine();
    }

    static string OsVersion(SystemFacts system) => $"{system.OsVersion} {system.OsBuild}".TrimEnd();

    void PrintCrash()
    {
        if (_report.Crash is { Reason: { } reason } crash)
        {
            output.WriteLine($"Crash reason:  {reason}");
            PrintAddress(crash);
            PrintInstruction(crash);
        }
        else
        {
            output.WriteLine("No crash");
        }

        if (_report.Crash?.Assertion is { } assertion)
        {
            output.WriteLine($"Assertion: {string.Join("\n    ", assertion.Split('\n').Select(FileNames.Clean))}");
        }

        output.WriteLine(_report.System.ProcessUptimeSeconds is { } uptime
            ? $"Process uptime: {uptime} seconds"
            : "Process uptime: not available");
        output.WriteLine();
        if (printed.Dump.Linux.Maps is not null)
        {
            output.WriteLine($"Linux memory map count: {printed.Dump.MemoryMap.Regions.Count}");
            output.WriteLine();
        }
    }

    void PrintAddress(CrashFacts crash)
    {
        if (crash.Address is not { } address)
        {
            return;
        }

        var isExplained = crash.AdjustedAddress is not null || crash.AddressMeaning is not null;
        output.WriteLine($"Crash address: {printed.Hex(address)}{(isExplained ? " **" : "")}");
        if (crash.AdjustedAddress is { } adjusted)
        {
            output.WriteLine($"    ** The instruction used {printed.Hex(adjusted)}");
        }

        if (crash.AddressMeaning is { } meaning)
        {
            output.WriteLine($"    ** {FileNames.Clean(meaning)}");
        }
    }

    void PrintInstruction(CrashFacts crash)
    {
        if (crash.Instruction is not { } instruction)
        {
            return;
        }

        output.WriteLine($"Crashing instruction: `{instruction}`");
        if (crash.MemoryAccesses.Count > 0)
        {
            output.WriteLine("Memory accessed by instruction:");
        }

        for (var i = 0; i < crash.MemoryAccesses.Count; i++)
        {
            var access = crash.MemoryAccesses[i];
            output.WriteLine($"  {i}. Address: {printed.Hex(access.Address)}");
            output.WriteLine($"     Size: {access.Size}");
            output.WriteLine($"     Access type: {access.Kind switch
            {
                "read" => "Read",
                "write" => "Write",
                "readwrite" => "Read/Write",
                var other => other,
            }}");
            if (access.IsLikelyGuardPage)
            {
                output.WriteLine("     This is likely a guard page");
            }
        }

        if (crash.PossibleBitFlips.Count > 0)
        {
            output.WriteLine("Crashing address may be the result of a flipped bit:");
        }

        for (var i = 0; i < crash.PossibleBitFlips.Count; i++)
        {
            var flip = crash.PossibleBitFlips[i];
            var register = flip.Register is null ? "" : flip.Register + "=";
            output.WriteLine($"  {i}. Valid address: {register}{printed.Hex(flip.Address)} ({flip.Confidence:0.000})");
        }

        foreach (var inconsistency in crash.Inconsistencies)
        {
            output.WriteLine($"Inconsistency: {inconsistency}");
        }
    }

    void PrintThreads(bool brief)
    {
        if (request.Thread is { } only)
        {
            PrintThread(only);
            return;
        }

        if (printed.CrashedIndex is { } crashed)
        {
            PrintThread(crashed);
            output.WriteLine();
        }

        if (brief)
        {
            return;
        }

        for (var i = 0; i < _report.Threads.Count; i++)
        {
            if (i != printed.CrashedIndex && !_report.Threads[i].RequestedDump)
            {
                PrintThread(i);
            }
        }
    }

    void PrintThread(int index)
    {
        var thread = _report.Threads[index];
        var state = index != printed.CrashedIndex ? "" : _report.IsCrash ? "(crashed) " : "(requested dump, did not crash) ";
        output.WriteLine($"Thread {index} {FileNames.Clean(thread.Name)} {state}- tid: {thread.Id}");
        var number = 0;
        foreach (var frame in thread.Frames)
        {
            number = PrintFrame(frame, number);
        }

        if (thread.FramesOmitted > 0)
        {
            output.WriteLine($"    … {thread.FramesOmitted} more frames");
        }

        if (request.Verbose)
        {
            output.WriteLine($"    Ended by: {thread.EndedBy}");
            if (thread.LastError is { } error)
            {
                output.WriteLine($"    Last error: {error}");
            }
        }
    }

    int PrintFrame(Frame frame, int number)
    {
        foreach (var inline in frame.Inlines)
        {
            output.WriteLine($"{number,2}  {FileNames.Clean(frame.Module)}!{FileNames.Clean(inline.Function)}{InlinePlace(inline)}");
            output.WriteLine("    Found by: inlining");
            number++;
        }

        output.WriteLine($"{number,2}  {Place(frame)}");
        PrintRegisters(frame);
        output.WriteLine($"    Found by: {FoundBy(frame.Trust)}");
        return number + 1;
    }

    static string InlinePlace(InlineFrame inline) =>
        inline.File is null ? "" : $" [{FileNames.Clean(FileNames.Last(inline.File))} : {inline.Line ?? 0}]";

    static string Place(Frame frame)
    {
        var instruction = frame.Instruction ?? 0;
        if (frame.Module is null)
        {
            var unloaded = frame.UnloadedModules.Count == 0
                ? ""
                : $" (unloaded {string.Join(" | ", frame.UnloadedModules.Select(u => $"{FileNames.Clean(u.Module)} + 0x{u.Offset:x}"))})";
            return $"0x{instruction:x}{unloaded}";
        }

        var module = FileNames.Clean(frame.Module);
        if (frame.Function is null)
        {
            return $"{module} + 0x{frame.ModuleOffset:x}";
        }

        var function = FileNames.Clean(frame.Function);
        return frame.File is null
            ? $"{module}!{function} + 0x{instruction - (frame.FunctionAddress ?? instruction):x}"
            : $"{module}!{function} [{FileNames.Clean(FileNames.Last(frame.File))} : {frame.Line ?? 0} + "
                + $"0x{instruction - (frame.LineAddress ?? instruction):x}]";
    }

    void PrintRegisters(Frame frame)
    {
        var perLine = printed.PointerDigits == 8 ? 4 : 2;
        var column = 0;
        foreach (var register in RegisterNames.Shown(_report.System.Cpu, frame.Registers))
        {
            output.Write(column == 0 ? " " : "");
            output.Write($"{register.Name,7} = {printed.Hex(register.Value)}");
            column = (column + 1) % perLine;
            if (column == 0)
            {
                output.WriteLine();
            }
        }

        if (column != 0)
        {
            output.WriteLine();
        }

        if (!request.Verbose)
        {
            return;
        }

        foreach (var register in frame.Registers.Where(static r => r.Meaning is not null))
        {
            output.WriteLine($" {register.Name,7} : {FileNames.Clean(register.Meaning)}");
        }
    }

    static string FoundBy(FrameTrust trust) => trust switch
    {
        FrameTrust.Context => "given as instruction pointer in context",
        FrameTrust.Cfi => "call frame info",
        FrameTrust.CfiScan => "call frame info with scanning",
        FrameTrust.FramePointer => "previous frame's frame pointer",
        FrameTrust.Scan => "stack scanning",
        FrameTrust.Prewalked => "recovered by external stack walker",
        _ => "unknown",
    };

    void PrintModules()
    {
        output.WriteLine();
        output.WriteLine("Loaded modules:");
        foreach (var module in _report.Modules.OrderBy(static m => m.Base))
        {
            var symbols = module.Symbols switch
            {
                SymbolState.Missing when PrintedDump.LacksSymbols(module) => "No symbols",
                SymbolState.Malformed => "Corrupt symbols",
                SymbolState.Denied => "Symbols denied",
                SymbolState.TimedOut => "Symbols timed out",
                SymbolState.WrongId => "Symbols of another build",
                _ => null,
            };
            output.WriteLine(
                $"0x{module.Base:x8} - 0x{module.Base + module.Size - 1:x8}  {FileNames.Clean(FileNames.Last(module.CodeFile))}  "
                + $"{module.Version ?? "???"}{(module.IsMain ? "  (main)" : "")}"
                + (symbols is null ? "" : FileNames.Clean($"  (WARNING: {symbols}, {FileNames.Last(module.DebugFile ?? module.CodeFile)}, {module.DebugId})")));
        }

        output.WriteLine();
        output.WriteLine("Unloaded modules:");
        foreach (var module in _report.UnloadedModules.OrderBy(static m => m.Base))
        {
            output.WriteLine($"0x{module.Base:x8} - 0x{module.Base + module.Size - 1:x8}  {FileNames.Clean(FileNames.Last(module.CodeFile))}");
        }
    }

    void PrintSymbols()
    {
        output.WriteLine();
        output.WriteLine("Symbols:");
        foreach (var module in _report.Modules.Where(static m => m.Symbols != SymbolState.NotNeeded))
        {
            output.WriteLine(FileNames.Clean($"  {FileNames.Last(module.CodeFile)}  {module.DebugId}  {module.Symbols}"));
            foreach (var lookup in module.SymbolLookups)
            {
                output.WriteLine($"    {FileNames.Clean(lookup)}");
            }
        }
    }

    void PrintAnnotations()
    {
        if (_report.Annotations.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Annotations:");
        foreach (var (key, value) in _report.Annotations.OrderBy(static a => a.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"  {FileNames.Clean(key)} = {FileNames.Clean(value)}");
        }
    }

    void PrintMemory()
    {
        if (printed.CrashedIndex is not { } crashed)
        {
            return;
        }

        foreach (var memory in _report.Threads[crashed].Memory)
        {
            output.WriteLine();
            output.WriteLine($"Memory ({memory.What}):");
            HexDump.Print(output, memory.Address, memory.Bytes, printed.PointerDigits);
        }
    }

    void PrintFindings()
    {
        if (_report.Findings.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Findings:");
        foreach (var finding in _report.Findings)
        {
            output.WriteLine($"  {finding.Code}: {FileNames.Clean(finding.Detail)}");
        }
    }
}

using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Processing.Reasons;
using Inquest.Reports;

namespace Inquest.Cli.Stackwalk;

/// <summary>The lines of Breakpad's <c>minidump_stackwalk -m</c>: fields between bars, one fact a line.</summary>
sealed class BreakpadPrinter(TextWriter output, PrintedDump printed, StackwalkRequest request)
{
    readonly Report _report = printed.Report;

    public void Print()
    {
        PrintSystem();
        PrintCrash();
        PrintModules();
        output.Write('\n');
        if (request.Thread is { } only)
        {
            PrintThread(only);
            return;
        }

        if (printed.CrashedIndex is { } crashed)
        {
            PrintThread(crashed);
        }

        for (var i = 0; i < _report.Threads.Count; i++)
        {
            if (i != printed.CrashedIndex && !_report.Threads[i].RequestedDump)
            {
                PrintThread(i);
            }
        }
    }

    void PrintSystem()
    {
        var system = printed.Dump.SystemInfo;
        var version = system is null ? ""
            : system.CsdVersion is { } csd ? $"{system.OsVersion} {csd}"
            : system.OsVersion;
        Line("OS", PrintedDump.OsName(_report.System.Os) ?? "", version);
        var info = system is { Architecture: CpuArchitecture.X86 }
            ? $"{system.CpuVendor} {system.CpuDescription}"
            : system?.CpuDescription ?? "";
        Line("CPU", _report.System.Cpu ?? "", info, (system?.NumberOfProcessors ?? 0).ToString());
        Line("GPU", "", "", "");
    }

    void PrintCrash()
    {
        var thread = printed.CrashedIndex is { } index ? Number(index).ToString() : "";
        if (printed.Dump.Exception is { } exception)
        {
            var os = printed.Dump.SystemInfo?.Os ?? OsFamily.Unknown;
            Line("Crash", BreakpadReason.Describe(exception, os, printed.Dump.Architecture), $"0x{_report.Crash?.Address ?? 0:x}", thread);
        }
        else
        {
            Line("Crash", "No crash", "", thread);
        }
    }

    void PrintModules()
    {
        var withRecord = printed.Dump.Modules.Take(_report.Modules.Count).Select(static m => m.CodeView is not null);
        foreach (var (module, hasRecord) in _report.Modules.Zip(withRecord).OrderBy(static m => m.First.Base))
        {
            Line(
                "Module",
                FileNames.Last(module.CodeFile),
                module.Version ?? "",
                FileNames.Last(module.DebugFile ?? ""),
                module.DebugId ?? (hasRecord ? new string('0', 33) : ""),
                $"0x{module.Base:x8}",
                $"0x{module.Base + module.Size - 1:x8}",
                module.IsMain ? "1" : "0");
        }
    }

    void PrintThread(int index)
    {
        var thread = Number(index).ToString();
        var number = 0;
        foreach (var frame in _report.Threads[index].Frames)
        {
            foreach (var inline in frame.Inlines)
            {
                Line(thread, $"{number++}", frame.Module ?? "", inline.Function, inline.File ?? "", $"{inline.Line}", "0x0");
            }

            PrintFrame(thread, number++, frame);
        }
    }

    void PrintFrame(string thread, int number, Frame frame)
    {
        var address = AddressOf(frame);
        var hasLine = frame is { Function: not null, File: not null };
        var start = hasLine ? frame.LineAddress ?? 0
            : frame.Function is not null ? frame.FunctionAddress ?? 0
            : frame.ModuleIndex is { } module ? _report.Modules[module].Base
            : 0;
        Line(
            thread,
            $"{number}",
            frame.Module ?? "",
            frame.Function ?? "",
            hasLine ? frame.File! : "",
            hasLine ? $"{frame.Line ?? 0}" : "",
            $"0x{address - start:x}");
    }

    /// <summary>
    /// Breakpad counts offsets from the return address on x86, and from the call on ARM, whose frames know no return address.
    /// </summary>
    ulong AddressOf(Frame frame) =>
        (_report.System.Cpu is "arm" or "arm64" ? frame.Instruction : frame.ResumeAddress ?? frame.Instruction) ?? 0;

    /// <summary>Breakpad leaves the thread that wrote the dump out of its list, and numbers what is left.</summary>
    int Number(int index)
    {
        var number = index;
        for (var i = 0; i < index; i++)
        {
            number -= _report.Threads[i].RequestedDump && i != printed.CrashedIndex ? 1 : 0;
        }

        return number;
    }

    void Line(params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            output.Write(i == 0 ? "" : "|");
            output.Write(Strip(fields[i]));
        }

        output.Write('\n');
    }

    // A bar or a line end inside a name would be read as the end of a field.
    static string Strip(string field) =>
        field.AsSpan().IndexOfAny('|', '\n') < 0 ? field : field.Replace("|", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}

using Inquest.Formats.Minidump;

namespace Inquest.Cli.Stackwalk;

/// <summary>The streams of a dump as they are: nothing walked, nothing symbolicated.</summary>
sealed class RawPrinter(TextWriter output, MinidumpFile dump, bool verbose)
{
    public void Print()
    {
        var header = dump.Header;
        output.WriteLine("Header");
        Field("version", $"0x{header.Version:x4} (implementation 0x{header.ImplementationVersion:x4})");
        Field("streams", $"{header.NumberOfStreams} promised, {dump.Directory.Count} there");
        Field("time", $"{header.TimeDateStamp} {DateTimeOffset.FromUnixTimeSeconds(header.TimeDateStamp):u}");
        Field("flags", $"0x{header.Flags:x16}");
        Field("byte order", dump.BigEndian ? "big-endian" : "little-endian");
        Section("Streams");
        foreach (var entry in dump.Directory)
        {
            output.WriteLine($"  0x{(uint)entry.Type:x8}  {entry.Name,-22} {entry.Location.Size,12} bytes @ 0x{entry.Location.Rva:x8}");
        }

        PrintSystem();
        PrintException();
        PrintThreads();
        PrintModules();
        PrintMemory();
        PrintTexts();
        PrintCrashpad();
        Section("Findings");
        foreach (var finding in dump.Findings)
        {
            output.WriteLine($"  {finding.Code}: {FileNames.Clean(finding.Detail)}");
        }
    }

    void PrintSystem()
    {
        if (dump.SystemInfo is { } system)
        {
            Section("SystemInfo");
            Field("os", $"{system.Os} (0x{system.PlatformId:x}) {system.OsVersion} {system.CsdVersion}");
            Field("cpu", $"{system.Architecture} (0x{system.ProcessorArchitecture:x}) {system.CpuVendor} {system.CpuDescription}");
            Field("processors", $"{system.NumberOfProcessors}");
        }

        if (dump.MiscInfo is { } misc)
        {
            Section("MiscInfo");
            Field("size", $"{misc.SizeOfInfo}, flags 0x{misc.Flags1:x8}");
            Field("process", $"{misc.ProcessId}");
            Field("created", $"{misc.ProcessCreateTime}");
            Field("time used", $"user {misc.ProcessUserTime} s, kernel {misc.ProcessKernelTime} s");
            Field("written by", misc.DebuggerBuildString);
            Field("system built by", misc.BuildString);
        }

        if (dump.BreakpadInfo is { } breakpad)
        {
            Section("BreakpadInfo");
            Field("dump thread", $"{breakpad.DumpThreadId}");
            Field("requesting thread", $"{breakpad.RequestingThreadId}");
        }
    }

    void PrintException()
    {
        if (dump.Exception is not { } exception)
        {
            return;
        }

        Section("Exception");
        Field("thread", $"{exception.ThreadId}");
        Field("code", $"0x{exception.Code:x8}, flags 0x{exception.Flags:x8}");
        Field("address", $"0x{exception.Address:x}");
        for (var i = 0; i < exception.Parameters.Count; i++)
        {
            Field($"parameter {i}", $"0x{exception.Parameters[i]:x}");
        }

        PrintRegisters(dump.ReadExceptionContext());
    }

    void PrintThreads()
    {
        Section($"Threads ({dump.Threads.Count})");
        foreach (var thread in dump.Threads)
        {
            output.WriteLine(
                $"  {thread.Index,4}  id {thread.Id}  suspended {thread.SuspendCount}  priority {thread.Priority}  teb 0x{thread.Teb:x}  "
                + $"stack 0x{thread.StackStart:x} ({thread.Stack.Size} bytes)  {FileNames.Clean(dump.ThreadName(thread.Id))}");
            if (verbose)
            {
                PrintRegisters(dump.ReadContext(thread));
            }
        }
    }

    void PrintRegisters(MinidumpContext? context)
    {
        if (context?.Registers is not { } registers)
        {
            return;
        }

        foreach (var (name, value) in registers.Known())
        {
            output.WriteLine($"        {name,8} = 0x{value:x16}");
        }
    }

    void PrintModules()
    {
        Section($"Modules ({dump.Modules.Count})");
        foreach (var module in dump.Modules)
        {
            output.WriteLine(FileNames.Clean(
                $"  0x{module.Base:x16} 0x{module.Size:x8}  {module.CodeFile}  {module.Version}  {module.CodeId}  {module.DebugFile}  {module.DebugId}"));
        }

        if (dump.UnloadedModules.Count > 0)
        {
            Section($"Unloaded modules ({dump.UnloadedModules.Count})");
        }

        foreach (var module in dump.UnloadedModules)
        {
            output.WriteLine(FileNames.Clean($"  0x{module.Base:x16} 0x{module.Size:x8}  {module.Name}  {module.CodeId}"));
        }
    }

    void PrintMemory()
    {
        Section($"Memory ({dump.Memory.Ranges.Count} ranges)");
        foreach (var range in dump.Memory.Ranges)
        {
            output.WriteLine($"  0x{range.Start:x16} - 0x{range.End:x16}  {range.Size,12} bytes @ 0x{range.Rva:x}");
        }

        if (!dump.MemoryMap.IsEmpty)
        {
            Section($"Memory map ({dump.MemoryMap.Regions.Count} regions)");
        }

        foreach (var region in dump.MemoryMap.Regions)
        {
            output.WriteLine(FileNames.Clean(
                $"  0x{region.Start:x16} - 0x{region.End:x16}  {region.State}  {region.Protection}  {region.Name}"));
        }
    }

    void PrintTexts()
    {
        Text("Comment", dump.Comment);
        Text("LinuxCpuInfo", dump.Linux.CpuInfo);
        Text("LinuxProcStatus", dump.Linux.ProcStatus);
        Text("LinuxLsbRelease", dump.Linux.LsbRelease);
        Text("LinuxCmdLine", string.Join('\n', dump.Linux.CommandLine));

        // The environment holds tokens and passwords: not on a screen unless asked for.
        Text(
            "LinuxEnviron",
            verbose ? string.Join('\n', dump.Linux.Environment)
            : dump.Linux.Environment.Count > 0 ? $"{dump.Linux.Environment.Count} variables (--verbose shows them)"
            : null);
        Text("MozLinuxLimits", dump.Mozilla.LinuxLimits);
        Text("MozSoftErrors", dump.Mozilla.SoftErrorsJson);
        Text("MozMacosBootargs", dump.Mozilla.BootArguments);
    }

    void PrintCrashpad()
    {
        if (dump.CrashpadInfo is not { } info)
        {
            return;
        }

        Section("CrashpadInfo");
        Field("report id", $"{info.ReportId}");
        Field("client id", $"{info.ClientId}");
        Field("address mask", $"0x{info.AddressMask:x16}");
        foreach (var (key, value) in info.Annotations)
        {
            Field(key, value);
        }

        foreach (var module in info.Modules)
        {
            output.WriteLine($"  module {module.ModuleIndex}");
            foreach (var text in module.ListAnnotations)
            {
                output.WriteLine($"    {FileNames.Clean(text)}");
            }

            foreach (var (key, value) in module.SimpleAnnotations)
            {
                output.WriteLine($"    {FileNames.Clean(key)} = {FileNames.Clean(value)}");
            }

            foreach (var annotation in module.AnnotationObjects)
            {
                output.WriteLine(
                    $"    {FileNames.Clean(annotation.Name)} = {FileNames.Clean(annotation.Text ?? $"{annotation.Value.Length} bytes of type {annotation.Type}")}");
            }
        }
    }

    void Text(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        Section(name);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            output.WriteLine($"  {FileNames.Clean(line.ToString())}");
        }
    }

    void Section(string name)
    {
        output.WriteLine();
        output.WriteLine(name);
    }

    void Field(string name, string? value) => output.WriteLine($"  {FileNames.Clean(name),-18} {FileNames.Clean(value)}");
}

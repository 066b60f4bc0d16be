using System.Text.Encodings.Web;
using System.Text.Json;
using Inquest.Formats.Minidump;
using Inquest.Processing;
using Inquest.Reports;

namespace Inquest.Cli.Stackwalk;

/// <summary>rust-minidump's JSON schema (docs/formats/stackwalk-json.md), fields in alphabetical order, then our additions.</summary>
sealed class JsonPrinter(Utf8JsonWriter json, PrintedDump printed)
{
    readonly Report _report = printed.Report;

    public static void Print(Stream output, PrintedDump printed, bool pretty)
    {
        var options = new JsonWriterOptions
        {
            Indented = pretty,

            // Not for a page: C++ names are full of < and >.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var json = new Utf8JsonWriter(output, options);
        new JsonPrinter(json, printed).Print();
    }

    void Print()
    {
        json.WriteStartObject();
        WriteCrashInfo();
        WriteCrashingThread();
        WriteHandles();
        Number("linux_memory_map_count", printed.Dump.Linux.Maps is null ? null : printed.Dump.MemoryMap.Regions.Count);
        WriteLinuxDistribution();
        json.WriteString("mac_boot_args", printed.Dump.Mozilla.BootArguments);
        WriteMacCrashInfo();
        Number("main_module", 0);
        WriteModules();
        json.WriteBoolean("modules_contains_cert_info", _report.Modules.Any(static m => m.Certificate is not null));
        Number("pid", _report.System.ProcessId);
        WriteLimits();
        Number("process_uptime", _report.System.ProcessUptimeSeconds);
        WriteSoftErrors();
        json.WriteString("status", "OK");
        WriteSystemInfo();
        Number("thread_count", _report.Threads.Count);
        WriteThreads();
        WriteUnloadedModules();
        WriteAdditions();
        json.WriteEndObject();
    }

    void WriteCrashInfo()
    {
        var crash = _report.Crash;
        var hasException = crash?.Reason is not null;
        json.WriteStartObject("crash_info");
        Hex("address", crash?.Address);
        WriteAdjustedAddress(crash);
        json.WriteString("assertion", crash?.Assertion);
        if (hasException)
        {
            json.WriteStartArray("crash_inconsistencies");
            foreach (var inconsistency in crash!.Inconsistencies)
            {
                json.WriteStringValue(inconsistency);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("crash_inconsistencies");
        }

        Number("crashing_thread", crash?.ThreadIndex);
        json.WriteString("instruction", crash?.Instruction);
        json.WriteNull("instruction_pointer_update");
        WriteMemoryAccesses(crash);
        WriteBitFlips(crash);
        json.WriteString("type", crash?.Reason);
        json.WriteString("address_meaning", crash?.AddressMeaning);
        json.WriteEndObject();
    }

    void WriteAdjustedAddress(CrashFacts? crash)
    {
        if (crash?.AdjustedAddress is not { } adjusted)
        {
            json.WriteNull("adjusted_address");
            return;
        }

        var isNull = crash.AddressMeaning?.StartsWith("null", StringComparison.Ordinal) == true;
        json.WriteStartObject("adjusted_address");
        if (!isNull)
        {
            Hex("address", adjusted);
        }

        json.WriteString("kind", isNull ? "null-pointer" : "non-canonical");
        if (isNull)
        {
            Hex("offset", adjusted);
        }

        json.WriteEndObject();
    }

    void WriteMemoryAccesses(CrashFacts? crash)
    {
        if (crash?.Instruction is null)
        {
            json.WriteNull("memory_accesses");
            return;
        }

        json.WriteStartArray("memory_accesses");
        foreach (var access in crash.MemoryAccesses)
        {
            json.WriteStartObject();
            json.WriteString("access_type", access.Kind);
            Hex("address", access.Address);
            if (access.IsLikelyGuardPage)
            {
                json.WriteBoolean("is_likely_guard_page", true);
            }

            json.WriteNumber("size", access.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteBitFlips(CrashFacts? crash)
    {
        if (crash is not { PossibleBitFlips.Count: > 0 })
        {
            json.WriteNull("possible_bit_flips");
            return;
        }

        json.WriteStartArray("possible_bit_flips");
        foreach (var flip in crash.PossibleBitFlips)
        {
            json.WriteStartObject();
            Hex("address", flip.Address);
            json.WriteNumber("confidence", flip.Confidence);
            json.WriteNull("details");
            json.WriteString("source_register", flip.Register);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteCrashingThread()
    {
        if (printed.CrashedIndex is not { } index)
        {
            // The schema's tool leaves the field out here, where it writes null elsewhere.
            return;
        }

        json.WriteStartObject("crashing_thread");
        WriteThread(_report.Threads[index], withRegisters: true);
        Number("threads_index", index);
        json.WriteEndObject();
    }

    void WriteThreads()
    {
        json.WriteStartArray("threads");
        foreach (var thread in _report.Threads)
        {
            json.WriteStartObject();
            WriteThread(thread, withRegisters: false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteThread(ReportThread thread, bool withRegisters)
    {
        Number("frame_count", thread.Frames.Count);
        json.WriteStartArray("frames");
        for (var i = 0; i < thread.Frames.Count; i++)
        {
            WriteFrame(thread.Frames[i], i, withRegisters && i == 0);
        }

        json.WriteEndArray();
        json.WriteString("last_error_value", thread.LastError);
        Number("thread_id", (long?)thread.Id);
        json.WriteString("thread_name", thread.Name);
        json.WriteString("ended_by", thread.EndedBy);
        Number("frames_omitted", thread.FramesOmitted);
        json.WriteBoolean("requested_dump", thread.RequestedDump);
    }

    void WriteFrame(Frame frame, int number, bool withRegisters)
    {
        json.WriteStartObject();
        json.WriteString("file", frame.File);
        Number("frame", number);
        json.WriteString("function", frame.Function);
        Hex("function_offset", frame.FunctionAddress is { } start ? frame.Instruction - start : null);
        WriteInlines(frame);
        Number("line", frame.File is null ? null : frame.Line);
        json.WriteBoolean("missing_symbols", frame.Function is null);
        json.WriteString("module", frame.Module);
        Hex("module_offset", frame.ModuleOffset);
        Hex("offset", frame.Instruction);
        if (withRegisters)
        {
            WriteRegisters(frame);
        }

        json.WriteString("trust", frame.Trust switch
        {
            FrameTrust.Context => "context",
            FrameTrust.Cfi => "cfi",
            FrameTrust.CfiScan => "cfi_scan",
            FrameTrust.FramePointer => "frame_pointer",
            FrameTrust.Scan => "scan",
            FrameTrust.Prewalked => "prewalked",
            _ => "non",
        });
        WriteUnloaded(frame);
        Hex("resume_address", frame.ResumeAddress);
        json.WriteEndObject();
    }

    void WriteInlines(Frame frame)
    {
        if (frame.Inlines.Count == 0)
        {
            json.WriteNull("inlines");
            return;
        }

        json.WriteStartArray("inlines");
        foreach (var inline in frame.Inlines)
        {
            json.WriteStartObject();
            json.WriteString("file", inline.File);
            json.WriteString("function", inline.Function);
            Number("line", inline.Line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteRegisters(Frame frame)
    {
        var registers = RegisterNames.Shown(_report.System.Cpu, frame.Registers).ToArray();
        json.WriteStartObject("registers");
        foreach (var register in registers.OrderBy(static r => r.Name, StringComparer.Ordinal))
        {
            Hex(register.Name, register.Value);
        }

        json.WriteEndObject();
        json.WriteStartObject("register_meanings");
        foreach (var register in registers.Where(static r => r.Meaning is not null))
        {
            json.WriteString(register.Name, register.Meaning);
        }

        json.WriteEndObject();
    }

    void WriteUnloaded(Frame frame)
    {
        if (frame.UnloadedModules.Count == 0)
        {
            json.WriteNull("unloaded_modules");
            return;
        }

        json.WriteStartArray("unloaded_modules");
        foreach (var byName in frame.UnloadedModules.GroupBy(static u => u.Module, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("module", byName.Key);
            json.WriteStartArray("offsets");
            foreach (var hit in byName)
            {
                json.WriteStringValue(printed.Hex(hit.Offset));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteHandles()
    {
        if (printed.Dump.Handles.Count == 0)
        {
            json.WriteNull("handles");
            return;
        }

        json.WriteStartArray("handles");
        foreach (var handle in printed.Dump.Handles)
        {
            json.WriteStartObject();
            Number("handle", (long)handle.Handle);
            json.WriteString("object_name", handle.ObjectName);
            json.WriteString("type_name", handle.TypeName);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteLinuxDistribution()
    {
        if (LinuxDistribution.Read(printed.Dump) is not { } linux)
        {
            json.WriteNull("lsb_release");
            return;
        }

        json.WriteStartObject("lsb_release");
        json.WriteString("codename", linux.Codename ?? "");
        json.WriteString("description", linux.Description ?? "");
        json.WriteString("id", linux.Id ?? "");
        json.WriteString("release", linux.Release ?? "");
        json.WriteEndObject();
    }

    void WriteMacCrashInfo()
    {
        var records = printed.Dump.Mozilla.MacCrashInfo;
        if (records.Count == 0)
        {
            json.WriteNull("mac_crash_info");
            return;
        }

        json.WriteStartObject("mac_crash_info");
        Number("num_records", records.Count);
        json.WriteStartArray("records");
        foreach (var record in records)
        {
            json.WriteStartObject();
            Hex("abort_cause", record.AbortCause);
            json.WriteString("backtrace", record.Backtrace);
            Hex("dialog_mode", record.DialogMode);
            json.WriteString("message", record.Message);
            json.WriteString("message2", record.Message2);
            json.WriteString("module", record.ModulePath);
            json.WriteString("signature_string", record.SignatureString);
            Hex("thread", record.Thread);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteModules()
    {
        json.WriteStartArray("modules");
        for (var i = 0; i < _report.Modules.Count; i++)
        {
            var module = _report.Modules[i];
            json.WriteStartObject();
            Hex("base_addr", module.Base);
            json.WriteString("cert_subject", module.Certificate);
            json.WriteString("code_id", module.CodeId ?? MadeUpCodeId(printed.Dump.Modules[i]));
            json.WriteBoolean("corrupt_symbols", module.Symbols == SymbolState.Malformed);
            json.WriteString("debug_file", FileNames.Last(module.DebugFile));
            json.WriteString("debug_id", module.DebugId ?? new string('0', 33));
            Hex("end_addr", module.Base + module.Size);
            json.WriteString("filename", FileNames.Last(module.CodeFile));
            json.WriteBoolean("loaded_symbols", module.Symbols == SymbolState.Found);
            json.WriteBoolean("missing_symbols", PrintedDump.LacksSymbols(module));
            json.WriteString("symbol_url", module.SymbolSource?.StartsWith("http", StringComparison.Ordinal) == true ? module.SymbolSource : null);
            json.WriteString("version", module.Version);
            json.WriteBoolean("suspect", module.Suspect);
            json.WriteStartArray("symbol_lookups");
            foreach (var lookup in module.SymbolLookups)
            {
                json.WriteStringValue(lookup);
            }

            json.WriteEndArray();
            json.WriteStartArray("symbol_gaps");
            foreach (var gap in module.SymbolGaps)
            {
                json.WriteStringValue(gap);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// The schema's tool writes time stamp and size of a module that has a debug record and no id of its own, also where
    /// there is no time stamp; consumers have it as part of their keys.
    /// </summary>
    static string MadeUpCodeId(MinidumpModule module) =>
        module.CodeView is { Kind: CodeViewKind.Pdb70 } record && record.Signature != Guid.Empty
            ? $"{module.TimeDateStamp:x8}{module.Size:x}"
            : "";

    void WriteUnloadedModules()
    {
        json.WriteStartArray("unloaded_modules");
        foreach (var module in _report.UnloadedModules)
        {
            json.WriteStartObject();
            Hex("base_addr", module.Base);
            json.WriteString("cert_subject", module.Certificate);
            json.WriteString("code_id", module.CodeId ?? "");
            Hex("end_addr", module.Base + module.Size);
            json.WriteString("filename", FileNames.Last(module.CodeFile));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    void WriteLimits()
    {
        if (ProcessLimits.Parse(printed.Dump.Mozilla.LinuxLimits) is not { Count: > 0 } limits)
        {
            json.WriteNull("proc_limits");
            return;
        }

        json.WriteStartObject("proc_limits");
        json.WriteStartArray("limits");
        foreach (var limit in limits)
        {
            json.WriteStartObject();
            json.WriteString("hard", limit.Hard);
            json.WriteString("name", limit.Name);
            json.WriteString("soft", limit.Soft);
            json.WriteString("unit", limit.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteSoftErrors()
    {
        json.WritePropertyName("soft_errors");
        try
        {
            using var errors = JsonDocument.Parse(printed.Dump.Mozilla.SoftErrorsJson ?? "null");
            errors.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            // What the writer left is not JSON; the report has a finding about it.
            json.WriteNullValue();
        }
    }

    void WriteSystemInfo()
    {
        var system = _report.System;
        json.WriteStartObject("system_info");
        json.WriteString("cpu_arch", system.Cpu);
        Number("cpu_count", system.CpuCount);
        json.WriteString("cpu_info", system.CpuInfo);
        json.WriteString("cpu_microcode_version", system.CpuMicrocode);
        json.WriteString("os", PrintedDump.OsName(system.Os));
        json.WriteString("os_ver", system.OsBuild is null ? system.OsVersion : $"{system.OsVersion} {system.OsBuild}");
        json.WriteEndObject();
    }

    void WriteAdditions()
    {
        json.WriteStartObject("annotations");
        foreach (var (key, value) in _report.Annotations)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (var finding in _report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code);
            json.WriteString("detail", finding.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (_report.Timestamp > DateTimeOffset.UnixEpoch)
        {
            json.WriteString("timestamp", _report.Timestamp);
        }
        else
        {
            json.WriteNull("timestamp");
        }
    }

    void Hex(string name, ulong? value) => json.WriteString(name, value is { } known ? printed.Hex(known) : null);

    void Number(string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

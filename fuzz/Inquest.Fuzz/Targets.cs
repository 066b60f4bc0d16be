using System.Text;
using Inquest.Formats;
using Inquest.Formats.Cpu;
using Inquest.Formats.Demangle;
using Inquest.Formats.Dwarf;
using Inquest.Formats.MachO;
using Inquest.Formats.Minidump;
using Inquest.Grouping;
using Inquest.Processing;
using Inquest.Processing.Scrub;
using Inquest.Protocol;
using Inquest.Protocol.Envelopes;
using Inquest.Protocol.Events;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Outcomes;
using Inquest.Protocol.Unreal;
using Inquest.Symbols;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Dump;
using Inquest.Unwind;

namespace Inquest.Fuzz;

/// <summary>One target for each format; each must return for any bytes, without an exception.</summary>
static class Targets
{
    const ulong Stack = 0x7FFF_0000_0000;
    const ulong Code = 0x40_0000;

    public static readonly IReadOnlyDictionary<string, Action<byte[]>> ByName = new Dictionary<string, Action<byte[]>>(StringComparer.Ordinal)
    {
        ["minidump"] = Minidump,
        ["sym"] = Sym,
        ["cfi"] = Cfi,
        ["envelope"] = Envelope,
        ["pe"] = Dump,
        ["pdb"] = Dump,
        ["msvc-name"] = bytes => Demangler.Demangle((bytes is [(byte)'.', ..] ? "" : "?") + System.Text.Encoding.Latin1.GetString(bytes)),
        ["elf"] = Dump,
        ["dwarf"] = Dwarf,
        ["eh_frame"] = EhFrame,
        ["multipart"] = bytes => MinidumpFormReader.Read(bytes, "multipart/form-data; boundary=b", ProtocolLimits.Default, out _),
        ["unreal"] = Unreal,
        ["macho"] = MachO,
        ["compact-unwind"] = CompactUnwind,
        ["demangle"] = bytes => Demangler.Demangle(Encoding.UTF8.GetString(bytes)),
        ["wasm"] = Dump,
    };

    static void MachO(byte[] bytes)
    {
        Dump(bytes);
        MachOUniversal.TryList(new MemoryFileBytes(bytes), MachOLimits.Default, out var slices);
        foreach (var slice in slices)
        {
            if (MachOFile.TryOpen(new MemoryFileBytes(bytes), slice, MachOLimits.Default, out var file) == MachOError.None)
            {
                MachOExports.Read(file!);
                MachODwarf.Sections(file!);
            }
        }
    }

    /// <summary>Four bytes of encoding, one of architecture, then code.</summary>
    static void CompactUnwind(byte[] bytes)
    {
        if (bytes.Length < 5)
        {
            return;
        }

        var architecture = (CpuArchitecture)(bytes[4] % 5);
        var frame = CompactEncoding.Decode(BitConverter.ToUInt32(bytes), architecture, bytes.AsSpan(5));
        FramePrologue.Read(bytes.AsSpan(5), architecture, frame);
    }

    // Not made before the first input: instrumented code has nowhere to count until the fuzzer has begun.
    static Scrubber? scrubber;

    /// <summary>Framing, then every item the way that the server takes it.</summary>
    static void Envelope(byte[] bytes)
    {
        var limits = ProtocolLimits.Default;
        foreach (var item in EnvelopeReader.Read(bytes, limits).Kept)
        {
            switch (item.Kind)
            {
                case ItemKind.Event:
                    ReadEvent(item.Payload);
                    break;
                case ItemKind.FormData:
                    FormDataItem.Read(item.Payload, limits);
                    break;
                case ItemKind.ClientReport:
                    ClientReport.Read(item.Payload, limits);
                    break;
                case ItemKind.UserReport:
                    UserReport.Read(item.Payload, null, limits);
                    break;
                case ItemKind.UnrealReport:
                    Unreal(item.Payload.ToArray());
                    break;
                case ItemKind.Security or ItemKind.Nel:
                    SecurityReportReader.Read(item.Payload, new EventContext(DateTimeOffset.UnixEpoch), limits, null, null, out _);
                    break;
            }
        }
    }

    static void Unreal(byte[] bytes)
    {
        if (UnrealReader.Read(bytes, "a|b|c", ProtocolLimits.Default, out var form) == FormError.None && form.EventJson is { } json)
        {
            ReadEvent(json);
        }
    }

    static void ReadEvent(ReadOnlyMemory<byte> json)
    {
        scrubber ??= new Scrubber(ScrubRules.Default);
        if (SdkEventReader.Read(json, new EventContext(DateTimeOffset.UnixEpoch), ProtocolLimits.Default, out var read) == EventError.None)
        {
            var clean = scrubber.Scrub(read!.Report);
            Grouper.Group(clean, Grouper.Normalise(clean));
        }

        scrubber.ScrubJson(json);
    }

    /// <summary>Every stream, then the whole way to a report.</summary>
    static void Minidump(byte[] bytes)
    {
        if (MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var file) != MinidumpError.None)
        {
            return;
        }

        using (file)
        {
            _ = (file!.MiscInfo, file.CrashpadInfo, file.UnloadedModules, file.Handles, file.Comment, file.Assertion);
            _ = (file.ThreadInfos, file.SystemMemory, file.ProcessMemory);
            DumpProcessor.Process(file, NoSymbols.Instance, new DumpProcessorOptions(), CancellationToken.None);
        }
    }

    /// <summary>A binary or a PDB to symbol text, on one thread so that a run can be repeated.</summary>
    static void Dump(byte[] bytes)
    {
        using var file = new MemoryFileBytes(bytes);
        SymbolDump.TryWriteText(new SymbolDumpInput(file), new SymbolDumpOptions { ModuleName = "fuzz", ThreadCount = 1 }, Stream.Null, out _);
    }

    /// <summary>The sections one after the other, each behind its size of two bytes: abbreviations, lines, strings, ranges, then entries.</summary>
    static void Dwarf(byte[] bytes)
    {
        ReadOnlyMemory<byte> rest = bytes;
        ReadOnlyMemory<byte> Next()
        {
            if (rest.Length < 2)
            {
                return default;
            }

            var size = Math.Min(rest.Span[0] | (rest.Span[1] << 8), rest.Length - 2);
            var section = rest.Slice(2, size);
            rest = rest[(2 + size)..];
            return section;
        }

        var sections = new DwarfSections { Abbrev = Next(), Line = Next(), Str = Next(), RngLists = Next() };
        sections = sections with { Ranges = sections.RngLists, LineStr = sections.Str, Addr = sections.RngLists, StrOffsets = sections.RngLists, Info = rest };
        var file = new DwarfFile(sections, DwarfLimits.Default);
        var read = file.CreateReader(new DwarfRecords(), withInlines: true);
        for (var i = 0; i < file.UnitCount; i++)
        {
            read(i);
        }
    }

    /// <summary>Frame descriptions of both sections and the rows of each.</summary>
    static void EhFrame(byte[] bytes)
    {
        foreach (var table in (CfiTable[])[
            CfiTable.ReadEhFrame(bytes, false, 0x1000, 8, DwarfLimits.Default), CfiTable.ReadDebugFrame(bytes, false, 8, DwarfLimits.Default)])
        {
            var program = new CfiProgram(table, DwarfLimits.Default);
            foreach (var entry in table.Entries)
            {
                program.Run(entry, static (_, _) => { });
            }
        }
    }

    /// <summary>Text to cache file, then lookups over the mapping.</summary>
    static void Sym(byte[] bytes)
    {
        var path = Path.Combine(Path.GetTempPath(), $"inquest-fuzz-{Environment.ProcessId}.cache");
        using (var text = new MemoryStream(bytes))
        {
            SymbolCacheWriter.Write(text, path);
        }

        if (SymbolCacheFile.TryOpen(path, out var cache) == SymbolCacheError.None)
        {
            using (cache)
            {
                for (ulong rva = 0; rva < 0x4000; rva += 0x10)
                {
                    _ = (cache!.FindLocation(rva), cache.FindCfi(rva), cache.FindStackWin(rva));
                }
            }
        }

        File.Delete(path);
    }

    /// <summary>A walk in which every caller is found by the fuzzer's rules, on each CPU.</summary>
    static void Cfi(byte[] bytes)
    {
        var symbols = new FixedRules(bytes);
        foreach (var layout in (RegisterLayout[])[RegisterLayout.Amd64, RegisterLayout.X86, RegisterLayout.Arm64, RegisterLayout.Arm])
        {
            var stack = layout.PointerSize == 8 ? Stack : Stack >> 16;
            var registers = new RegisterFile(layout);
            registers[layout.ProgramCounter] = Code + 0x10;
            registers[layout.StackPointer] = stack;
            var modules = new UnwindModuleList([new UnwindModule(0, Code, 0x10000, "app", new ModuleId("app", "", "app", ""))]);
            var process = new UnwindProcess(layout, new FlatMemory(stack), modules, symbols);
            new StackWalker(process, UnwindLimits.Default).Walk(registers, new StackRange(stack, 4096));
        }
    }
}

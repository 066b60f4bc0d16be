using Inquest.Formats;
using Inquest.Formats.BreakpadSym;
using Inquest.Formats.Elf;
using Inquest.Formats.MachO;
using Inquest.Formats.PortablePdb;
using Inquest.Formats.Wasm;

namespace Inquest.Cli.Inspection;

/// <summary>Tells a file's kind by its first bytes and asks the reader of that kind for its ids.</summary>
static class FileInspector
{
    // The records that name a symbol file's module stand in its first lines.
    const int SymHeadBytes = 64 * 1024;

    public static FileFacts Inspect(string path, FileBytes bytes)
    {
        var facts = new FileFacts { File = path, Size = bytes.Length, Kind = "unknown" };
        var head = bytes.Slice(0, 64).Span;

        // "\u007F" and not "\x7F": the latter takes the E of ELF for a third digit.
        return head switch
        {
            _ when head.StartsWith("MDMP"u8) || head.StartsWith("PMDM"u8) => MinidumpInspector.Inspect(path, facts),
            _ when head.StartsWith("\u007FELF"u8) => Elf(bytes, facts),
            _ when head.StartsWith("MZ"u8) => PeInspector.Inspect(bytes, facts),
            _ when head.StartsWith("Microsoft C/C++"u8) => PdbInspector.Inspect(bytes, facts),
            _ when head.StartsWith("\0asm"u8) => Wasm(bytes, facts),
            _ when PortablePdbFile.IsPortablePdb(head) => PortablePdb(bytes, facts),
            _ when MachOUniversal.IsMachO(head) => MachOInspector.Inspect(bytes, facts),
            _ when head.StartsWith("MODULE "u8) => Sym(bytes, facts),
            _ when head.IsEmpty => facts with { Error = "The file is empty." },
            _ when head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) => facts with { Error = "The file is compressed with gzip: unpack it first." },
            _ when head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) => facts with
            {
                Error = "The file is compressed with zstd: unpack it first.",
            },
            _ => facts with { Error = "The file begins like nothing that is known here." },
        };
    }

    static FileFacts Elf(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "elf" };
        var error = ElfFile.TryOpen(bytes, new ElfLimits(), out var file);
        if (error != ElfError.None)
        {
            return facts with { Error = $"The ELF file cannot be read: {error}." };
        }

        var id = ElfBuildId.Get(file!);
        return facts with
        {
            Detail = file!.Type.ToString(),
            Cpu = file.Architecture.ToString().ToLowerInvariant(),
            CodeId = id.IsEmpty ? null : Convert.ToHexStringLower(id.Span),
            DebugId = id.IsEmpty ? null : ElfBuildId.ToDebugId(id.Span),
            Sections = [.. file.Sections.Select(section => section.Name).Where(name => name.Length > 0)],
            Findings = [.. file.Findings.Select(finding => new FindingFacts(finding.Code, finding.Detail))],
        };
    }

    static FileFacts Wasm(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "wasm", Cpu = "wasm32" };
        var error = WasmFile.TryOpen(bytes, WasmLimits.Default, out var file);
        return error != WasmError.None
            ? facts with { Error = $"The WebAssembly module cannot be read: {error}." }
            : facts with
            {
                CodeId = file!.BuildId.IsEmpty ? null : Convert.ToHexStringLower(file.BuildId.Span),
                DebugId = file.DebugId.Length == 0 ? null : file.DebugId,
                DebugFile = file.ExternalDebugInfo,
                Sections = [.. file.Sections.Select(section => section.Name.Length > 0 ? section.Name : $"section {section.Id}")],
                Findings = [.. file.Findings.Select(finding => new FindingFacts(finding.Code, finding.Detail))],
            };
    }

    static FileFacts PortablePdb(FileBytes bytes, FileFacts facts)
    {
        facts = facts with { Kind = "portable-pdb" };
        var error = PortablePdbFile.TryOpen(bytes.Slice(0, (ulong)PortablePdbLimits.Default.PdbSizeMax), PortablePdbLimits.Default, out var file);
        if (error != PortablePdbError.None)
        {
            return facts with { Error = $"The portable PDB cannot be read: {error}." };
        }

        using (file)
        {
            return facts with
            {
                DebugId = file!.DebugId,
                Detail = $"{file.MethodCount} methods, {file.EmbeddedFiles().Count()} embedded source files, symbol server key {file.ServerKey}",
            };
        }
    }

    static FileFacts Sym(FileBytes bytes, FileFacts facts)
    {
        var head = SymHead.Read(bytes.Slice(0, SymHeadBytes).Span);
        return facts with
        {
            Kind = "breakpad-sym",
            Os = head.System,
            Cpu = head.Cpu,
            DebugFile = head.Name,
            DebugId = head.DebugId,
            CodeFile = head.CodeFile.Length == 0 ? null : head.CodeFile,
            CodeId = head.CodeId.Length == 0 ? null : head.CodeId,
        };
    }
}

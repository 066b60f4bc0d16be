using System.Diagnostics;
using System.Globalization;
using Inquest.Formats.Dwarf;
using Inquest.Formats.Elf;

namespace Inquest.Formats.Tests.Dwarf;

/// <summary>Every row of every function of real libraries against binutils' own interpretation.</summary>
public sealed class CfiReadelfTests
{
    static readonly string[] Registers =
        ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("/usr/lib/x86_64-linux-gnu/libstdc++.so.6")]
    public void Gives_the_same_CFA_and_return_address(string path)
    {
        if (!File.Exists(path) || !File.Exists("/usr/bin/readelf"))
        {
            Assert.Skip("no such library or no readelf here");
        }

        var expected = Readelf(path);
        ElfFile.TryOpen(new MemoryFileBytes(File.ReadAllBytes(path)), ElfLimits.Default, out var elf);
        var section = elf!.FindSection(".eh_frame")!;
        var table = CfiTable.ReadEhFrame(elf.Contents(section), false, section.Address, 8, DwarfLimits.Default);
        var program = new CfiProgram(table, DwarfLimits.Default);
        var actual = new Dictionary<(ulong, ulong), string>();
        foreach (var entry in table.Entries)
        {
            Assert.True(program.Run(entry, (address, state) => actual[(entry.Start, address)] = Text(state)));
        }

        Assert.NotEmpty(expected);
        // readelf prints no row for a description without instructions; ours is then the one of its common entry.
        Assert.DoesNotContain(actual.Keys.Except(expected.Keys), row => row.Item1 != row.Item2);
        Assert.Empty(expected.Where(row => actual.GetValueOrDefault(row.Key) != row.Value).Take(5));
    }

    static string Text(CfiState state)
    {
        var cfa = state.Cfa.IsExpression ? "exp" : $"{Registers[state.Cfa.Register]}+{state.Cfa.Offset}";
        var rule = state[16];
        return cfa + " " + rule.Kind switch
        {
            CfiRuleKind.Offset => string.Create(CultureInfo.InvariantCulture, $"c{rule.Value:+0;-0}"),
            CfiRuleKind.Undefined => "u",
            CfiRuleKind.Register => $"({Registers[(int)rule.Value]})",
            CfiRuleKind.Expression => "exp",
            _ => rule.Kind.ToString(),
        };
    }

    static Dictionary<(ulong, ulong), string> Readelf(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("readelf", ["--debug-dump=frames-interp", "--wide", path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var rows = new Dictionary<(ulong, ulong), string>();
        ulong? function = null;
        var isEhFrame = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("Contents of the ", StringComparison.Ordinal))
            {
                isEhFrame = line.Contains(".eh_frame", StringComparison.Ordinal);
            }

            var at = line.IndexOf(" pc=", StringComparison.Ordinal);
            if (at >= 0 || line.Contains(" CIE ", StringComparison.Ordinal))
            {
                function = at < 0 ? null : Convert.ToUInt64(line.Substring(at + 4, 16), 16);
                continue;
            }

            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (isEhFrame && function is { } start && parts.Length >= 3 && parts[0].Length == 16
                && ulong.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address))
            {
                rows[(start, address)] = $"{parts[1]} {parts[^1]}";
            }
        }

        process.WaitForExit();
        return rows;
    }
}

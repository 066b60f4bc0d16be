using System.Globalization;
using Inquest.Formats.MachO;
using Inquest.Testing;

namespace Inquest.Formats.Tests.MachO;

/// <summary>Compact unwind information against the frame directives in the assembly that it was made from.</summary>
public sealed class CompactUnwindAgreementTests
{
    static readonly string[] Amd64Names =
        ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];

    [Theory]
    [InlineData("x86_64", "-O0")]
    [InlineData("x86_64", "-O2")]
    [InlineData("x86_64", "-O2 -fomit-frame-pointer")]
    [InlineData("x86_64", "-Os -fomit-frame-pointer")]
    [InlineData("arm64", "-O0")]
    [InlineData("arm64", "-O2")]
    [InlineData("arm64", "-Os")]
    [InlineData("arm64", "-O2 -fomit-frame-pointer")]
    public void Says_the_same_as_the_directives(string architecture, string options)
    {
        if (!AppleTools.AreInstalled)
        {
            Assert.Skip("no compiler, linker or dsymutil for Mach-O here");
        }

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = AppleTools.Build(folder.FullName, architecture, options.Split(' '));
            Assert.Equal(MachOError.None, MachOFile.TryOpen(new MemoryFileBytes(File.ReadAllBytes(path)), null, MachOLimits.Default, out var file));
            var states = Directives(File.ReadAllLines(path + ".s"));
            var entries = CompactUnwindTable.Read(file!);
            var (compared, prologues) = (0, 0);
            foreach (var symbol in MachOSymbolTable.Read(file!).Where(symbol => symbol.IsDefined && states.ContainsKey(symbol.Name)))
            {
                var entry = entries.SingleOrDefault(one => one.Start <= symbol.Value - file!.LinkBase && symbol.Value - file.LinkBase < one.End);
                var code = file!.ReadAt(symbol.Value, 260).Span;
                var frame = CompactEncoding.Decode(entry.Encoding, file.Architecture, code);
                if (frame.Kind != CompactFrameKind.Described)
                {
                    continue;
                }

                compared++;
                var wanted = new FrameState(frame.CfaRegister, frame.CfaOffset,
                    string.Join(' ', frame.Saved.Where(one => one.Register != 16).OrderBy(one => one.Register).Select(one => $"{one.Register}@{one.Offset}")));
                Assert.Contains(wanted, states[symbol.Name]);
                var steps = FramePrologue.Read(code, file.Architecture, frame);
                prologues += steps is null ? 0 : 1;
                if (steps is not null && architecture == "x86_64")
                {
                    // On arm64 clang only says what holds at the end.
                    var rows = states[symbol.Name].Select(state => (state.Register, state.Offset)).Distinct().ToList();
                    Assert.All(steps, step => Assert.Contains((step.CfaRegister, step.CfaOffset), rows));
                }
            }

            // Without frame pointers arm64 falls back to DWARF for all but leaf functions. With -O0 all functions have one
            // encoding, and lld 14 ends its index after the first of what it merged.
            var expected = (architecture, options) is ("arm64", "-O2 -fomit-frame-pointer") or ("x86_64", "-O0") ? 1 : 10;
            Assert.True(compared >= expected, $"{compared} compared");
            Assert.True(prologues >= compared - 2, $"{prologues} of {compared} prologues");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Every state that the directives of a function go through.
    static Dictionary<string, List<FrameState>> Directives(string[] assembly)
    {
        var functions = new Dictionary<string, List<FrameState>>();
        List<FrameState>? states = null;
        var label = "";
        var saved = new SortedDictionary<int, long>();
        var (register, offset) = (0, 0L);
        foreach (var line in assembly.Select(line => line.Split(';', '#')[0].Trim()))
        {
            var words = line.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            switch (words[0])
            {
                case ".cfi_startproc":
                    var isArm = assembly.Any(text => text.Contains("sp, sp", StringComparison.Ordinal) || text.Contains("[sp", StringComparison.Ordinal));
                    (register, offset) = isArm ? (31, 0) : (7, 8);
                    saved.Clear();
                    states = [new FrameState(register, offset, "")];
                    functions[label] = states;
                    continue;
                case ".cfi_endproc":
                    states = null;
                    continue;
                case ".cfi_def_cfa":
                    (register, offset) = (Register(words[1]), long.Parse(words[2], CultureInfo.InvariantCulture));
                    break;
                case ".cfi_def_cfa_offset":
                    offset = long.Parse(words[1], CultureInfo.InvariantCulture);
                    break;
                case ".cfi_def_cfa_register":
                    register = Register(words[1]);
                    break;
                case ".cfi_offset":
                    saved[Register(words[1])] = long.Parse(words[2], CultureInfo.InvariantCulture);
                    break;
                default:
                    label = words[0].EndsWith(':') && words[0][0] is '_' or '"' ? words[0][..^1].Trim('"') : label;
                    continue;
            }

            states?.Add(new FrameState(register, offset, string.Join(' ', saved.Where(one => one.Key < 32).Select(one => $"{one.Key}@{one.Value}"))));
        }

        return functions;
    }

    static int Register(string name) => name.TrimStart('%') switch
    {
        "wsp" or "sp" => 31,
        // Vector registers come after all others.
        ['b' or 'd', .. var digits] when int.TryParse(digits, CultureInfo.InvariantCulture, out var number) => 64 + number,
        ['w' or 'x', .. var digits] when int.TryParse(digits, CultureInfo.InvariantCulture, out var number) => number,
        var other => Array.IndexOf(Amd64Names, other),
    };

    readonly record struct FrameState(int Register, long Offset, string Saved);
}

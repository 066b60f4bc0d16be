using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Inquest.Formats.Demangle;
using Inquest.Testing;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>What clang, lld and the LLVM tools say of programs built here, beside what we say.</summary>
public sealed partial class WindowsToolTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("x86_64", "-O0")]
    [InlineData("x86_64", "-O2")]
    [InlineData("aarch64", "-O0")]
    [InlineData("aarch64", "-O2")]
    [InlineData("i686", "-O0")]
    [InlineData("i686", "-O2")]
    public void Each_address_has_the_frames_that_LLVM_gives_it(string target, string optimisation)
    {
        var (image, pdb) = WindowsDump.Build(_folder, target, optimisation);
        var ours = WindowsSymText.Parse(WindowsDump.Text(image, pdb));
        var imageBase = target == "i686" ? 0x40_0000UL : 0x1_4000_0000UL;
        var addresses = ours.Functions.Values.SelectMany(function => Enumerable.Range(0, (int)function.Size).Select(i => function.Start + (uint)i)).ToList();
        // LLVM 14 reads the lines of inlined code in PDBs one row too early inside of a row; DWARF of the same build is the second witness.
        var dwarfOnly = WithoutCodeView(image);
        var first = Symbolize(image, imageBase, addresses);
        var second = Symbolize(dwarfOnly, imageBase, addresses);
        var (agreed, total) = (0, 0);
        for (var i = 0; i < addresses.Count; i++)
        {
            var function = ours.Functions.Last(pair => pair.Key <= addresses[i]).Value;
            var own = function.FramesAt(addresses[i]).Select(Comparable).ToList();
            total++;
            // Code without a line in DWARF goes on with the line before in CodeView, and calls that were merged are in one of them only.
            var isOther = second[i].Count != own.Count || second[i].Any(frame => frame.Line == 0);
            var isSameCalls = own.Select(frame => frame.Name).SequenceEqual(first[i].Select(frame => frame.Name));
            agreed += own.SequenceEqual(first[i]) || own.SequenceEqual(second[i]) || (isOther && isSameCalls && own[^1] == first[i][^1]) ? 1 : 0;
        }

        Assert.True(total > 1000);
        Assert.True(agreed >= total * 0.999, $"{agreed} of {total} addresses agree");
    }

    [Theory]
    [InlineData("-O0")]
    [InlineData("-O2")]
    public void Frames_of_x64_follow_the_stack_pointer_through_each_instruction(string optimisation) =>
        Follow(WindowsDump.Build(_folder, "x86_64", optimisation).Image);

    [Theory]
    [InlineData("bp-win-dump-syms-regtest64", "dump_syms_regtest64.exe")]
    [InlineData("bp-win-pe-only", "pe_only_symbol_test.dll")]
    [InlineData("sa-win64-WriteArgument", "WriteArgument.exe")]
    public void Frames_of_images_by_other_compilers_do_too(string name, string file)
    {
        if (Corpus.Case("dumpsyms/" + name) is not { } folder)
        {
            Assert.Skip("corpus not present");
            return;
        }

        Follow(Path.Combine(folder, file));
    }

    [Fact]
    public void Names_are_those_that_undname_writes()
    {
        var source = Path.Combine(ProjectTree.Root, "tests", "fixtures", "windows", "names.cpp");
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var target in (string[])["x86_64", "aarch64"])
        {
            var output = Path.Combine(_folder, target + ".obj");
            if (!Tool.TryRun("clang", ["--target=" + target + "-pc-windows-msvc", "-std=c++20", "-w", "-c", "-O0", source, "-o", output]))
            {
                Assert.Skip("clang not installed");
            }

            names.UnionWith(WindowsDump.Run("llvm-nm", [output]).Split('\n').Select(line => line[(line.LastIndexOf(' ') + 1)..]).Where(name => name.StartsWith('?')));
        }

        var lines = WindowsDump.Run("llvm-undname", ["--no-access-specifier", "--no-calling-convention", "--no-return-type", "--no-member-type", "--no-variable-type"],
            string.Join('\n', names) + "\n").Split('\n');
        var different = new List<string>();
        var compared = 0;
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            // What a local name is local to is written with its return type there; tables and descriptors with a type.
            if (!names.Contains(lines[i]) || lines[i + 1].Length == 0 || lines[i + 1].Contains("'::`", StringComparison.Ordinal)
                || lines[i].StartsWith("??_R0", StringComparison.Ordinal) || lines[i].StartsWith("??_C", StringComparison.Ordinal))
            {
                continue;
            }

            compared++;
            if (Bare(Demangler.Demangle(lines[i])) != Bare(lines[i + 1]))
            {
                different.Add($"{lines[i]}: {Demangler.Demangle(lines[i])} / {lines[i + 1]}");
            }
        }

        // Two functions as template arguments have no return type there.
        Assert.True(different.Count <= 2, string.Join('\n', different));
        Assert.True(compared > 150, $"{compared} names");
    }

    static string Bare(string name) => KeywordsAndSpaces().Replace(
        name.Replace("`anonymous namespace'", "(anonymous namespace)", StringComparison.Ordinal).Replace("unsigned __int64", "uint64_t", StringComparison.Ordinal)
            .Replace("__int64", "int64_t", StringComparison.Ordinal).Replace("[thunk]: ", "", StringComparison.Ordinal), "") is var bare && bare.Contains("table'", StringComparison.Ordinal)
        || bare.Contains("Locator'", StringComparison.Ordinal) ? bare.Replace("const", "", StringComparison.Ordinal) : bare;

    [GeneratedRegex(@"\b(class|struct|union|enum) |__(cdecl|stdcall|thiscall|fastcall|vectorcall) ?| ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeywordsAndSpaces();

    // Walks the instructions of each function from its start and keeps count of the stack; only rules that count from $rsp are checked.
    static void Follow(string image)
    {
        var sym = WindowsSymText.Parse(WindowsDump.Text(image));
        var code = Instructions(image);
        var (checkedCount, wrong) = (0, new List<string>());
        foreach (var (start, size, rows) in sym.Cfi.Where(entry => entry.Rows.Count > 1))
        {
            // A part of a function starts with the whole frame.
            var first = Cfa().Match(rows[0].Rules);
            if (first.Groups["reg"].Value != "rsp")
            {
                continue;
            }

            var depth = long.Parse(first.Groups["offset"].ValueSpan, CultureInfo.InvariantCulture);
            var body = depth;
            foreach (var (at, text) in code.SkipWhile(instruction => instruction.Address < start).TakeWhile(instruction => instruction.Address < start + size))
            {
                var rules = rows.Last(row => row.At <= at).Rules;
                var cfa = rows.Where(row => row.At <= at).Select(row => Cfa().Match(row.Rules)).LastOrDefault(match => match.Success);
                if (cfa is not null && cfa.Groups["reg"].Value == "rsp")
                {
                    checkedCount++;
                    if (long.Parse(cfa.Groups["offset"].ValueSpan, CultureInfo.InvariantCulture) != depth)
                    {
                        wrong.Add($"{at:x}: {text}: {depth}, {rules}");
                    }
                }

                var change = Change(text);
                depth += change;
                body = Math.Max(body, depth);
                if (text.StartsWith("ret", StringComparison.Ordinal) || (text.StartsWith("jmp", StringComparison.Ordinal) && depth == 8))
                {
                    depth = body;
                }

                if (text.Contains(", %rsp", StringComparison.Ordinal) && change == 0 && !text.StartsWith("cmp", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }

        Assert.True(checkedCount > 100, $"{checkedCount}");
        Assert.True(wrong.Count <= checkedCount * 0.001, $"{wrong.Count} of {checkedCount}:\n" + string.Join('\n', wrong.Take(40)));
    }

    static long Change(string text)
    {
        if (text.StartsWith("push", StringComparison.Ordinal))
        {
            return 8;
        }

        if (text.StartsWith("pop", StringComparison.Ordinal))
        {
            return -8;
        }

        var match = StackChange().Match(text);
        if (!match.Success)
        {
            return 0;
        }

        var digits = match.Groups["n"].Value;
        var isNegative = digits.StartsWith('-');
        digits = digits.TrimStart('-');
        var value = digits.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : long.Parse(digits, CultureInfo.InvariantCulture);
        return (match.Groups["op"].Value == "sub" ? 1 : -1) * (isNegative ? -value : value);
    }

    [GeneratedRegex(@"^(?<op>sub|add)q?\s+\$(?<n>-?(0x)?[0-9a-f]+), %rsp", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StackChange();

    [GeneratedRegex(@"\.cfa: \$(?<reg>\w+) (?<offset>-?\d+) \+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cfa();

    static List<(uint Address, string Text)> Instructions(string image)
    {
        var found = new List<(uint, string)>();
        ulong imageBase = 0;
        foreach (var line in WindowsDump.Run("llvm-objdump", ["-d", "--no-show-raw-insn", image]).Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !ulong.TryParse(line.AsSpan(0, colon).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address))
            {
                continue;
            }

            imageBase = imageBase == 0 ? address & ~0xFFFFFUL : imageBase;
            found.Add(((uint)(address - imageBase), line[(colon + 1)..].Trim().Replace('\t', ' ')));
        }

        return found;
    }

    static List<List<WindowsFrame>> Symbolize(string image, ulong imageBase, List<uint> addresses)
    {
        var output = WindowsDump.Run("llvm-symbolizer", ["--output-style=JSON", "--obj=" + image],
            string.Join('\n', addresses.Select(address => $"0x{imageBase + address:x}")) + "\n");
        var frames = new List<List<WindowsFrame>>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            frames.Add(json.RootElement.TryGetProperty("Symbol", out var symbol)
                ? [.. symbol.EnumerateArray().Select(frame => Comparable(new WindowsFrame(
                    frame.GetProperty("FunctionName").GetString()!, frame.GetProperty("Line").GetInt32(), frame.GetProperty("FileName").GetString()!)))]
                : []);
        }

        return frames;
    }

    // Writers differ in parameters, in template arguments and in how a lambda's scope is spelt: the last part of the name is the same.
    static WindowsFrame Comparable(WindowsFrame frame)
    {
        var name = frame.Name;
        if (name.Contains("operator()", StringComparison.Ordinal))
        {
            return frame with { Name = "operator()" };
        }

        var end = name.IndexOfAny(['<', '('], 0);
        while (end > 0 && name.LastIndexOf("::", end, StringComparison.Ordinal) < 0 && name.IndexOf(">::", end, StringComparison.Ordinal) is > 0 and var close)
        {
            name = name[(close + 3)..];
            end = name.IndexOfAny(['<', '('], 0);
        }

        name = name.IndexOf(">::", StringComparison.Ordinal) is > 0 and var template ? name[(template + 3)..] : name;
        end = name.IndexOfAny(['<', '('], 0);
        name = end > 0 ? name[..end] : name;
        return frame with { Name = name[(name.LastIndexOf("::", StringComparison.Ordinal) is var at && at < 0 ? 0 : at + 2)..].TrimStart('_') };
    }

    // Without the debug directory LLVM takes the DWARF.
    string WithoutCodeView(string image)
    {
        var bytes = File.ReadAllBytes(image);
        var header = BitConverter.ToInt32(bytes, 0x3C);
        var directories = header + 24 + (BitConverter.ToUInt16(bytes, header + 24) == 0x20B ? 112 : 96);
        bytes.AsSpan(directories + 48, 8).Clear();
        var path = Path.Combine(_folder, "dwarf-" + Path.GetFileName(image));
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

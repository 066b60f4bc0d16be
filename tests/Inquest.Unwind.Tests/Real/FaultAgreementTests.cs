using System.Globalization;
using System.Text.Json;
using Inquest.Testing;
using Inquest.Unwind.Instructions;

namespace Inquest.Unwind.Tests.Real;

/// <summary>The faulting instruction of real dumps against what rust-minidump makes of it.</summary>
public sealed class FaultAgreementTests(ITestOutputHelper output)
{
    [Fact]
    public void Computes_the_same_memory_accesses()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var (same, total) = (0, 0);
        foreach (var folder in Directory.EnumerateDirectories(Corpus.Case("minidump")!).Order(StringComparer.Ordinal))
        {
            var golden = Path.Combine(folder, "golden", "rs.json");
            if (!File.Exists(golden) || DumpWalk.Open(folder) is not { Dump.Exception: { } exception } walk
                || walk.Dump.ReadExceptionContext()?.Registers is not { } registers)
            {
                continue;
            }

            using var json = JsonDocument.Parse(File.ReadAllText(golden));
            var crash = json.RootElement.GetProperty("crash_info");
            var found = FaultAnalysis.Analyse(walk.Process, new FaultQuestion(registers, Address(crash), FaultKind.Access, null));
            output.WriteLine($"{Path.GetFileName(folder)}: {found.Instruction} | {found.AddressMeaning} {found.AdjustedAddress:x} | {string.Join(' ', found.MemoryAccesses)} | {string.Join(' ', found.PossibleBitFlips)} | {string.Join(' ', found.Inconsistencies)}");
            if (!crash.TryGetProperty("memory_accesses", out var accesses) || accesses.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            var theirs = accesses.EnumerateArray().Select(a => (Hex(a.GetProperty("address").GetString()!), a.GetProperty("size").GetUInt32())).ToArray();
            var matches = theirs.All(t => found.MemoryAccesses.Any(a => a.Address == t.Item1 && a.Size == t.Item2));
            output.WriteLine($"   {(matches ? "=" : "X")} {crash.GetProperty("instruction").GetString()} {accesses}");
            (same, total) = (same + (matches ? 1 : 0), total + 1);
        }

        Assert.Equal(total, same);
    }

    static ulong? Address(JsonElement crash) =>
        crash.TryGetProperty("address", out var address) && address.ValueKind == JsonValueKind.String ? Hex(address.GetString()!) : null;

    static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

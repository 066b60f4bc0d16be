using Inquest.Agreement.Symbols;

namespace Inquest.Symbols.Tests;

/// <summary>The short form of bench/agreement-symbols: its comparison, over programs built here.</summary>
public sealed class PeerSymbolizerTests
{
    const int AddressCount = 3000;

    [Theory]
    [InlineData("g++", "-O0", "-gdwarf-4")]
    [InlineData("g++", "-O2", "-gdwarf-5")]
    [InlineData("g++", "-O3", "-gdwarf-4", "-flto")]
    [InlineData("g++", "-O2", "-gdwarf-5", "-gsplit-dwarf")]
    [InlineData("clang++", "-O0", "-gdwarf-5")]
    [InlineData("clang++", "-O2", "-gdwarf-4")]
    public void Functions_files_lines_and_inlined_calls_are_those_of_llvm_symbolizer(string compiler, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("inquest-agreement-");
        try
        {
            var binary = Path.Combine(folder.FullName, "shapes");
            if (!Tool.TryRun("llvm-symbolizer", ["--version"])
                || !Tool.TryRun(compiler, ["-g", "-std=c++17", .. options, Source("shapes.cpp"), "-o", binary]))
            {
                Assert.Skip($"needs llvm-symbolizer and {compiler}: sudo apt-get install -y llvm g++ clang");
            }

            var comparison = Compare(binary);
            Assert.True(comparison.Known > 1500, $"llvm-symbolizer only knows {comparison.Known} of {comparison.Sampled}");
            Assert.True(comparison.Equal >= comparison.Known * 0.999, string.Join('\n', comparison.Differences.SelectMany(
                difference => difference.Value.Examples.Take(3).Select(example => $"{difference.Key} {difference.Value.Count}: {example}"))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static Comparison Compare(string path)
    {
        using var binary = Binary.Open(path, out var problem);
        Assert.True(binary is not null, problem);
        var addresses = binary.Sample(AddressCount);
        var answers = Peer.Llvm(path, addresses);
        Assert.Equal(addresses.Count, answers.Count);
        var comparison = new Comparison();
        for (var i = 0; i < addresses.Count; i++)
        {
            comparison.Add(binary, addresses[i], answers[i], null, null);
        }

        return comparison;
    }

    static string Source(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Inquest.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tree above the test");
        }

        return Path.Combine(folder.FullName, "bench", "agreement-symbols", "sources", name);
    }
}

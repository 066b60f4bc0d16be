using System.Diagnostics;
using System.Globalization;

namespace Inquest.Agreement.Symbols;

/// <summary>Asks another symbolizer about many addresses at once.</summary>
static class Peer
{
    /// <summary>llvm-symbolizer: a blank line ends each answer; names are as linked, so that only one demangler has a say.</summary>
    public static List<List<Frame>> Llvm(string binary, IReadOnlyList<ulong> addresses)
    {
        var answers = new List<List<Frame>>(addresses.Count);
        var lines = new List<string>();
        foreach (var line in Run("llvm-symbolizer", ["--no-demangle", "--functions=linkage", "--inlines", "--obj=" + binary], addresses))
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            answers.Add(Frames(lines));
            lines.Clear();
        }

        return answers;
    }

    /// <summary>eu-addr2line: each answer begins with the address.</summary>
    public static List<List<Frame>> Elfutils(string binary, IReadOnlyList<ulong> addresses)
    {
        var answers = new List<List<Frame>>(addresses.Count);
        if (addresses.Count == 0)
        {
            return answers;
        }

        var lines = new List<string>();
        var isFirst = true;
        foreach (var line in Run("eu-addr2line", ["-a", "-A", "-f", "-i", "-e", binary], addresses))
        {
            if (!line.StartsWith("0x", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            if (!isFirst)
            {
                answers.Add(Frames(lines));
                lines.Clear();
            }

            isFirst = false;
        }

        answers.Add(Frames(lines));
        return answers;
    }

    static List<Frame> Frames(List<string> lines)
    {
        var frames = new List<Frame>(lines.Count / 2);
        for (var i = 0; i + 1 < lines.Count; i += 2)
        {
            // "f inlined at file:line in g": the next pair says the same.
            var name = lines[i].Split(" inlined at ", 2)[0];
            var place = lines[i + 1].Split(" (discriminator", 2)[0].Split(':');
            var count = place.Length;
            while (count > 1 && int.TryParse(place[count - 1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                count--;
            }

            var line = count < place.Length ? int.Parse(place[count], CultureInfo.InvariantCulture) : 0;
            frames.Add(Frame.Of(name, string.Join(":", place[..count]), line));
        }

        return frames;
    }

    static IEnumerable<string> Run(string program, string[] arguments, IReadOnlyList<ulong> addresses)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var feed = Task.Run(() =>
        {
            foreach (var address in addresses)
            {
                process.StandardInput.WriteLine($"0x{address:x}");
            }

            process.StandardInput.Close();
        });
        while (process.StandardOutput.ReadLine() is { } line)
        {
            yield return line;
        }

        feed.GetAwaiter().GetResult();
        process.WaitForExit();
    }
}

using System.Runtime.CompilerServices;

namespace Inquest.Testing;

/// <summary>Compares text with a reviewed file beside the test; <c>INQUEST_ACCEPT=1</c> writes it instead.</summary>
public static class Golden
{
    /// <param name="actual">What the code printed; line ends are normalised to LF.</param>
    /// <param name="name">File name below the test project's <c>golden/</c> folder.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    /// <exception cref="GoldenMismatchException">The file is missing or differs.</exception>
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "golden", name);
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("INQUEST_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
        if (expected == actual)
        {
            return;
        }

        throw new GoldenMismatchException(expected is null
            ? $"{path} does not exist. Run the test with INQUEST_ACCEPT=1 and review the file it writes."
            : $"{path} differs at line {FirstDifference(expected, actual)}. Actual:\n{actual}");
    }

    static int FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] != right[i])
            {
                return i + 1;
            }
        }

        return Math.Min(left.Length, right.Length) + 1;
    }
}

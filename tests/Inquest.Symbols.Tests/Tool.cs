using System.ComponentModel;
using System.Diagnostics;

namespace Inquest.Symbols.Tests;

/// <summary>Runs a compiler or a tool of the binutils.</summary>
static class Tool
{
    /// <summary>False when the machine does not have it. A tool that fails fails the test.</summary>
    public static bool TryRun(string name, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            _ = output.Result;
            Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)}: {error}");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

using System.CommandLine;
using Inquest.Cli.Commands;

namespace Inquest.Cli;

/// <summary>The tree of commands and the one place where an error becomes a sentence and an exit code.</summary>
public static class CommandTree
{
    /// <summary>Parses and runs; every way out is one of <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            // The library's own code for a usage error is 1, which is ours for "failed".
            await parsed.InvokeAsync();
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"inquest: {e.Message}");
            if (Environment.GetEnvironmentVariable("INQUEST_DEBUG") == "1")
            {
                await Console.Error.WriteLineAsync(e.ToString());
            }

            return ExitCode.Failed;
        }
    }

    public static RootCommand Create() => new("Turns the death of any process into a decision.")
    {
        StackwalkCommand.Create(),
        InspectCommand.Create(),
        SymbolsCommand.Create(),
        ReportCommand.Create(),
        GroupingCommand.Create(),
        DriftCommand.Create(),
        GateCommand.Create(),
        HealthCommand.Create(),
        ServerCommand.Create(),
        DevCommand.Create(),
    };

    // EPIPE is 32; .NET keeps errno in the low word of the HResult.
    static bool IsBrokenPipe(IOException e) => (e.HResult & 0xFFFF) == 32 || e.Message.Contains("Broken pipe", StringComparison.Ordinal);
}

using System.Diagnostics;

namespace Inquest.Client.Consent;

/// <summary>Asks the person: in a window where the desktop has zenity or kdialog, else in the terminal, else not at all.</summary>
public static class ConsentPrompt
{
    // Somebody who is away must not keep a process for ever.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Asks once.</summary>
    /// <returns><see cref="ConsentAnswer.None"/> when nobody answered.</returns>
    public static async Task<ConsentAnswer> AskAsync(ConsentQuestion question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (OperatingSystem.IsLinux() && HasDesktop && await AskInWindowAsync(question, cancellation).ConfigureAwait(false) is { } answer)
        {
            return answer;
        }

        return Console.IsInputRedirected || Console.IsErrorRedirected ? ConsentAnswer.None : AskInTerminal(question, Console.In, Console.Error);
    }

    /// <summary>Asks a person who reads and writes text.</summary>
    public static ConsentAnswer AskInTerminal(ConsentQuestion question, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(question.Text);
        for (var tries = 0; tries < 3; tries++)
        {
            output.Write("\n[y]es, [a]lways, [n]ever, or Enter for not now: ");
            output.Flush();
            switch (input.ReadLine()?.Trim().ToLowerInvariant())
            {
                case "y" or "yes":
                    return ConsentAnswer.Once;
                case "a" or "always":
                    return ConsentAnswer.Always;
                case "n" or "never":
                    return ConsentAnswer.Never;
                case "" or null:
                    return ConsentAnswer.None;
            }
        }

        return ConsentAnswer.None;
    }

    static bool HasDesktop => Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 };

    static async Task<ConsentAnswer?> AskInWindowAsync(ConsentQuestion question, CancellationToken cancellation)
    {
        // zenity: 0 for OK; 1 with the extra button's label on its output, or without for Cancel and a closed window.
        var zenity = await RunAsync(
            "zenity", ["--question", "--no-markup", "--title", question.AppName, "--text", question.Text, "--ok-label", "Always send", "--cancel-label", "Not now", "--extra-button", "Send once", "--extra-button", "Never send"],
            cancellation).ConfigureAwait(false);
        if (zenity is { } shown)
        {
            return shown switch
            {
                (0, _) => ConsentAnswer.Always,
                (1, "Send once") => ConsentAnswer.Once,
                (1, "Never send") => ConsentAnswer.Never,
                (1, _) => ConsentAnswer.None,
                _ => null,
            };
        }

        // kdialog: 0 yes, 1 no, 2 cancel; anything else means that it could not show itself.
        return await RunAsync(
            "kdialog", ["--title", question.AppName, "--yesnocancel", question.Text, "--yes-label", "Always send", "--no-label", "Never send", "--cancel-label", "Not now"],
            cancellation).ConfigureAwait(false) switch
        {
            (0, _) => ConsentAnswer.Always,
            (1, _) => ConsentAnswer.Never,
            (2, _) => ConsentAnswer.None,
            _ => null,
        };
    }

    /// <returns>Null when the program is not there.</returns>
    static async Task<(int Code, string Output)?> RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
            {
                return null;
            }

            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(Patience);
            try
            {
                var output = await process.StandardOutput.ReadToEndAsync(timeout.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
                return (process.ExitCode, output.Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                return (1, "");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

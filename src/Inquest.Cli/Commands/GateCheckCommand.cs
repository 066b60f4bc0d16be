using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest gate check</c>: the verdict as an exit code.</summary>
static class GateCheckCommand
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    public static Command Create()
    {
        var release = new Argument<string>("release") { Description = "The release, as clients name it." };
        var wait = new Option<string>("--wait") { Description = "Ask again until there is a verdict, for so long: 90s, 30m, 2h.", DefaultValueFactory = _ => "0s" };
        var baseline = new Option<string?>("--baseline") { Description = "Another predecessor to compare with; then nothing is recorded." };
        var environment = new Option<string?>("--environment") { Description = "One environment; the project's otherwise." };
        var json = new Option<bool>("--json") { Description = "The server's answer as it is." };
        var server = new ServerOptions();
        var command = new Command(
            "check",
            """
            Says whether a release may go on: exit 0 go, 8 not enough data yet, 10 halt.

            Asking as often as you like makes no false halt likelier.

              inquest gate check game@6.4.0
              inquest gate check game@6.4.0 --wait 30m || exit $?
            """)
        {
            release, wait, baseline, environment, json,
        };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            if (Duration(parsed.GetValue(wait)!) is not { } patience)
            {
                await Console.Error.WriteLineAsync("inquest: --wait is a number with s, m or h: 90s, 30m, 2h.");
                return ExitCode.Usage;
            }

            var address = $"api/v1/projects/{Uri.EscapeDataString(project)}/releases/{Uri.EscapeDataString(parsed.GetValue(release)!)}/gate"
                + Query(("baseline", parsed.GetValue(baseline)), ("environment", parsed.GetValue(environment)));
            var end = TimeProvider.System.GetUtcNow() + patience;
            while (true)
            {
                var (exit, body) = await SymbolsApi.GetAsync(connection, address, cancellation);
                var isLast = TimeProvider.System.GetUtcNow() + BetweenLooks > end;
                if (body is null && (exit != ExitCode.Unreachable || isLast))
                {
                    return exit;
                }

                if (body is not null && (CodeOf(body) != ExitCode.Pending || isLast))
                {
                    Console.WriteLine(parsed.GetValue(json) ? body : GateText.Of(body));
                    return CodeOf(body);
                }

                await Task.Delay(BetweenLooks, TimeProvider.System, cancellation);
            }
        });
        return command;
    }

    static int CodeOf(string body)
    {
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("verdict").GetString() switch
        {
            "pass" => ExitCode.Done,
            "halt" => ExitCode.GateHalts,
            _ => ExitCode.Pending,
        };
    }

    static string Query(params (string Name, string? Value)[] parts)
    {
        var given = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    static TimeSpan? Duration(string text)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        return double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 100_000
            ? unit switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                _ => null,
            }
            : null;
    }
}

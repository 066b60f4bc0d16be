using System.CommandLine;

namespace Inquest.Cli.Remote;

/// <summary>The options that every command has which talks to a server.</summary>
sealed class ServerOptions
{
    public Option<string?> Url { get; } = new("--url") { Description = "Address of the server; INQUEST_URL, or the one inside the token." };

    public Option<FileInfo?> TokenFile { get; } = new("--token-file") { Description = "File with the API token; INQUEST_TOKEN otherwise." };

    public Option<string?> Project { get; } = new("--project") { Description = "Number of the project; INQUEST_PROJECT otherwise." };

    public void AddTo(Command command)
    {
        command.Add(Url);
        command.Add(TokenFile);
        command.Add(Project);
    }

    public ServerConnection? TryOpen(ParseResult parsed) => ServerConnection.TryOpen(parsed.GetValue(Url), parsed.GetValue(TokenFile));

    /// <returns>Null, after a sentence on standard error, when no project is named.</returns>
    public string? TryProject(ParseResult parsed)
    {
        var project = parsed.GetValue(Project) ?? Environment.GetEnvironmentVariable("INQUEST_PROJECT");
        if (!string.IsNullOrEmpty(project))
        {
            return project;
        }

        Console.Error.WriteLine("inquest: no project. Give --project NUMBER or set INQUEST_PROJECT; the number is the end of the DSN.");
        return null;
    }
}

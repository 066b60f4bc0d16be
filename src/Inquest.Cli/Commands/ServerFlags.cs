using System.CommandLine;
using Inquest.Server.Settings;

namespace Inquest.Cli.Commands;

/// <summary>Options that every command of the server takes; each overrides the environment, the file and the default.</summary>
sealed class ServerFlags
{
    public Option<string?> Data { get; } = new("--data") { Description = "Folder of the database, the spool, the dumps and the symbols." };

    public Option<string?> Urls { get; } = new("--urls") { Description = "Addresses to listen on, separated by semicolons; port 0 takes a free one." };

    public Option<string?> PublicUrl { get; } = new("--public-url") { Description = "Address that clients and people use, behind a reverse proxy." };

    public Option<string[]> Symbols { get; } = new("--symbols") { Description = "Folder or http(s) address with symbols; may be repeated." };

    public Option<string?> Config { get; } = new("--config") { Description = "JSON file with options; inquest.json of the data folder when not given." };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Log more than warnings." };

    public void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Urls);
        command.Options.Add(PublicUrl);
        command.Options.Add(Symbols);
        command.Options.Add(Config);
        command.Options.Add(Verbose);
    }

    public Configuration Load(ParseResult parsed)
    {
        var flags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add("server:data", parsed.GetValue(Data));
        Add("server:urls", parsed.GetValue(Urls));
        Add("server:publicUrl", parsed.GetValue(PublicUrl));
        Add("symbols:paths", parsed.GetValue(Symbols) is { Length: > 0 } paths ? string.Join(';', paths) : null);
        Add("server:verbose", parsed.GetValue(Verbose) ? "true" : null);
        return Configuration.Load(flags, Environment.GetEnvironmentVariable, parsed.GetValue(Config));

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                flags[key] = value;
            }
        }
    }

    /// <summary>Prints what is wrong; true when something is.</summary>
    public static bool Report(Configuration configuration)
    {
        foreach (var problem in configuration.Problems)
        {
            Console.Error.WriteLine($"inquest: {problem}");
        }

        return configuration.Problems.Count > 0;
    }
}

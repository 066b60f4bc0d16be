using System.Globalization;
using System.Text.Json;
using Inquest.Protocol;
using Inquest.Server.Ingest;
using Inquest.Server.Workers;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Settings;

/// <summary>The server's options out of flags, environment, one JSON file and defaults, in this order of weight.</summary>
public sealed class Configuration
{
    const string FileName = "inquest.json";
    readonly Dictionary<string, OptionValue> _values = new(StringComparer.OrdinalIgnoreCase);

    Configuration()
    {
    }

    public static IReadOnlyList<OptionDefinition> Definitions { get; } =
    [
        new("server:data", "data", "Folder of the database, the spool, the dumps and the symbols."),
        new("server:urls", "http://127.0.0.1:9100", "Addresses to listen on, separated by semicolons; port 0 takes a free one."),
        new("server:publicUrl", "", "Address that clients and people use when a reverse proxy stands before the server."),
        new("server:verbose", "false", "Log more than warnings."),
        new("symbols:paths", "", "Folders and servers with symbols, separated by semicolons: microsoft, or kind+https://… of breakpad, debuginfod, symsrv, unified, folder, s3."),
        new("symbols:cache", "", "Folder of converted symbols; below the data folder when empty."),
        new("symbols:keepUnusedDays", "0", "Days without use after which a symbol file goes; 0 keeps all."),
        new("symbols:keepReleases", "10", "Latest releases whose symbol files stay whatever their use."),
        new("limits:requestMiB", "100", "Largest request as sent."),
        new("limits:bodyMiB", "200", "Largest request after decompression."),
        new("limits:minidumpMiB", "100", "Largest minidump."),
        new("uploads:dumpMiB", "2048", "Largest dump through a signed address."),
        new("uploads:requestsPerAddress", "6000", "Requests for addresses in a minute from one network address; past it 429."),
        new("alerts:webhook", "", "Address that gets alerts of the pipeline as JSON with a text, as Slack and its like take it."),
        new("workers:dumpsAtOnce", "0", "Dumps unwound side by side; 0 takes the number of processors."),
        new("workers:dumpTimeoutSeconds", "120", "Time after which a dump is given up."),
    ];

    /// <summary>All options in the order of their definition.</summary>
    public IEnumerable<OptionValue> Values => Definitions.Select(definition => _values[definition.Key]);

    /// <summary>What is wrong, one sentence each; empty when the server can start.</summary>
    public List<string> Problems { get; } = [];

    /// <param name="flags">Values given on the command line, by key.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <param name="file">Path of the file; null takes <c>inquest.json</c> of the data folder when it is there.</param>
    public static Configuration Load(IReadOnlyDictionary<string, string> flags, Func<string, string?> variable, string? file)
    {
        var configuration = new Configuration();
        var data = Pick("server:data", flags, variable) ?? Definitions[0].Default;
        var path = file ?? Path.Combine(data, FileName);
        var fromFile = configuration.ReadFile(path, isNamed: file is not null);
        foreach (var definition in Definitions)
        {
            configuration._values[definition.Key] =
                flags.TryGetValue(definition.Key, out var flag) ? new OptionValue(definition, flag, "flag")
                : variable(definition.Variable) is { Length: > 0 } environment ? new OptionValue(definition, environment, "environment")
                : fromFile.TryGetValue(definition.Key, out var written) ? new OptionValue(definition, written, "file")
                : new OptionValue(definition, definition.Default, "default");
        }

        configuration.Check();
        return configuration;
    }

    /// <summary>The options as the server takes them.</summary>
    public ServerOptions ToOptions()
    {
        var protocol = ProtocolLimits.Default with
        {
            MaxBodyBytes = Number("limits:bodyMiB") << 20,
            MaxMinidumpBytes = Number("limits:minidumpMiB") << 20,
        };
        var dumpsAtOnce = (int)Number("workers:dumpsAtOnce");
        return new ServerOptions
        {
            DataFolder = Path.GetFullPath(Text("server:data")),
            Urls = List("server:urls"),
            PublicUrl = Text("server:publicUrl") is { Length: > 0 } address ? address : null,
            SymbolSources = List("symbols:paths"),
            SymbolCacheFolder = Text("symbols:cache") is { Length: > 0 } cache ? cache : null,
            SymbolUnusedDays = (int)Number("symbols:keepUnusedDays"),
            SymbolKeptReleases = (int)Number("symbols:keepReleases"),
            ProtocolLimits = protocol,
            IngestLimits = IngestLimits.Default with { RequestBytesMax = Number("limits:requestMiB") << 20 },
            AlertWebhook = Uri.TryCreate(Text("alerts:webhook"), UriKind.Absolute, out var webhook) ? webhook : null,
            UploadLimits = Uploads.UploadLimits.Default with
            {
                DumpBytesMax = Number("uploads:dumpMiB") << 20,
                RequestsPerAddressMinute = (int)Math.Min(Number("uploads:requestsPerAddress"), int.MaxValue),
            },
            Workers = new WorkerOptions
            {
                DumpsAtOnce = dumpsAtOnce > 0 ? dumpsAtOnce : Environment.ProcessorCount,
                DumpTimeout = TimeSpan.FromSeconds(Number("workers:dumpTimeoutSeconds")),
            },
            Verbose = Text("server:verbose") == "true",
        };
    }

    static string? Pick(string key, IReadOnlyDictionary<string, string> flags, Func<string, string?> variable)
    {
        var definition = Definitions.First(d => d.Key == key);
        return flags.TryGetValue(key, out var flag) ? flag : variable(definition.Variable) is { Length: > 0 } value ? value : null;
    }

    Dictionary<string, string> ReadFile(string path, bool isNamed)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!File.Exists(path))
        {
            if (isNamed)
            {
                Problems.Add($"The configuration file {path} is not there.");
            }

            return values;
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), options);
            Flatten(document.RootElement, "", values);
        }
        catch (JsonException e)
        {
            Problems.Add($"{path} is no JSON: {e.Message}");
        }

        foreach (var key in values.Keys.Where(key => !Definitions.Any(d => string.Equals(d.Key, key, StringComparison.OrdinalIgnoreCase))))
        {
            Problems.Add($"{path}: there is no option {key}.");
        }

        return values;
    }

    static void Flatten(JsonElement element, string prefix, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, prefix.Length == 0 ? property.Name : $"{prefix}:{property.Name}", values);
                }

                break;
            case JsonValueKind.Array:
                values[prefix] = string.Join(';', element.EnumerateArray().Select(entry => entry.ToString()));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                values[prefix] = element.GetBoolean() ? "true" : "false";
                break;
            default:
                values[prefix] = element.ToString();
                break;
        }
    }

    void Check()
    {
        foreach (var key in (string[])["limits:requestMiB", "limits:bodyMiB", "limits:minidumpMiB", "workers:dumpsAtOnce", "workers:dumpTimeoutSeconds"])
        {
            if (!long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || (number == 0 && key != "workers:dumpsAtOnce") || number > 2_000)
            {
                Problems.Add($"{key} is “{Text(key)}”; it must be a whole number up to 2000.");
            }
        }

        if (Text("alerts:webhook") is { Length: > 0 } hook && !(Uri.TryCreate(hook, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
        {
            Problems.Add($"alerts:webhook is “{hook}”; it must be an http or https address.");
        }

        foreach (var key in (string[])["uploads:dumpMiB", "uploads:requestsPerAddress"])
        {
            if (!int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                Problems.Add($"{key} is “{Text(key)}”; it must be a whole number above 0.");
            }
        }

        foreach (var key in (string[])["symbols:keepUnusedDays", "symbols:keepReleases"])
        {
            if (!int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 100_000)
            {
                Problems.Add($"{key} is “{Text(key)}”; it must be a whole number up to 100000.");
            }
        }

        foreach (var url in List("server:urls"))
        {
            if (!Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address)
                || address.Scheme != Uri.UriSchemeHttp)
            {
                Problems.Add($"server:urls has “{url}”; an address looks like http://127.0.0.1:9100. A reverse proxy adds https.");
            }
        }

        foreach (var path in List("symbols:paths"))
        {
            if (UpstreamAddress.IsServer(path))
            {
                if (UpstreamAddress.TryParse(path, out var reason) is null)
                {
                    Problems.Add($"symbols:paths: {reason}");
                }
            }
            else if (!Directory.Exists(path) && !File.Exists(path))
            {
                Problems.Add($"symbols:paths names {path}, which is not there.");
            }
        }
    }

    string Text(string key) => _values[key].Value;

    long Number(string key) => long.Parse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture);

    string[] List(string key) => Text(key).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

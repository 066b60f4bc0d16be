using System.Globalization;
using System.Text;
using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Forms;

/// <summary>A form being taken apart: collects fields and files, then puts the event together.</summary>
sealed class FormDraft(ProtocolLimits limits)
{
    readonly ProtocolLimits _limits = limits;
    readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    readonly SortedDictionary<int, string> _chunks = [];
    readonly BracketFields _brackets = new(limits);
    string? _json;

    public FormFile? Dump { get; set; }

    public List<FormFile> ExtraDumps { get; init; } = [];

    public List<FormFile> Attachments { get; init; } = [];

    public List<ReportFinding> Findings { get; init; } = [];

    public ReadOnlyMemory<byte>? MsgPackEvent { get; set; }

    public List<ReadOnlyMemory<byte>> BreadcrumbStreams { get; } = [];

    public void Add(string code, string detail) => Findings.Add(new ReportFinding(code, detail));

    public void AddField(string name, string value)
    {
        if (name == "sentry")
        {
            _json = value;
        }
        else if (name.StartsWith("sentry__", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan("sentry__".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            // Crashpad cuts annotations at 20 KiB, so that native SDKs spread one JSON over numbered ones.
            _chunks[index] = value;
        }
        else if (!_brackets.TryAdd(name, value))
        {
            if (_fields.Count < _limits.MaxAnnotations || _fields.ContainsKey(name))
            {
                // WriteEnvelope-style senders end values with NUL bytes.
                _fields[JsonShapes.Cut(name, _limits.MaxTagLength)] = value.TrimEnd('\0').Replace("\0", "", StringComparison.Ordinal);
            }
        }
    }

    public MinidumpForm ToForm()
    {
        var documents = new List<JsonDocument>();
        try
        {
            var eventJson = PutEventTogether(documents);
            var eventId = documents.Select(d => EventId.Normalise(d.RootElement.Get("event_id"u8).Text(64))).FirstOrDefault(id => id is not null);
            var merged = documents.Select(d => d.RootElement).ToList();
            return new MinidumpForm
            {
                ExtraDumps = ExtraDumps,
                Attachments = Attachments,
                Fields = _fields,
                EventJson = eventJson,
                EventId = eventId,
                Release = First(merged, "release"u8) ?? Release,
                Environment = First(merged, "environment"u8) ?? Field("ReleaseChannel"),
                Product = Product,
                UserId = merged.Select(e => e.Get("user"u8).Get("id"u8).Text(200)).FirstOrDefault(id => id is not null) ?? Field("guid"),
                UserEmail = Field("email") ?? Field("Email"),
                Comments = Field("comments") ?? Field("Comments"),
                Findings = Findings,
            };
        }
        finally
        {
            documents.ForEach(d => d.Dispose());
        }
    }

    // Electron's own version is in ver, the app's in _version.
    string? Release => Field("_version") ?? Field("ver") ?? Field("version") ?? Field("Version");

    string? Product => Field("prod") is { } product && product != "Electron" ? product
        : Field("_productName") ?? Field("prod") ?? Field("product") ?? Field("ProductName");

    string? Field(string name) => _fields.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    static string? First(List<JsonElement> objects, ReadOnlySpan<byte> name)
    {
        foreach (var element in objects)
        {
            if (element.Get(name).Text(250) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Sources in the order of their weight, merged; fills <paramref name="documents"/> with those that were readable.</summary>
    ReadOnlyMemory<byte>? PutEventTogether(List<JsonDocument> documents)
    {
        if (MsgPackEvent is { Length: > 0 } packed)
        {
            var ok = MsgPackReader.TryToJson(packed.Span, _limits, out var json);
            Take(ok ? json : null, "invalid-msgpack", "The event left by the native SDK is damaged.", documents);
        }

        if (_json is not null)
        {
            Take(Encoding.UTF8.GetBytes(_json), "invalid-json", "The field sentry holds no JSON object.", documents);
        }

        if (_chunks.Count > 0)
        {
            Take(Encoding.UTF8.GetBytes(string.Concat(_chunks.Values)), "invalid-json", "The fields sentry__N together hold no JSON object.", documents);
        }

        if (!_brackets.IsEmpty)
        {
            Take(_brackets.ToJson(), "invalid-json", "The fields sentry[…] make no JSON object.", documents);
        }

        if (BreadcrumbStreams.Count > 0)
        {
            Take(Breadcrumbs(), "invalid-msgpack", "The breadcrumbs left by the native SDK are damaged.", documents);
        }

        Take(FromFields(), "", "", documents);
        var objects = documents.Select(d => d.RootElement).ToList();
        return objects.Count == 0 ? null : JsonMerge.Merge(objects);
    }

    void Take(byte[]? json, string code, string detail, List<JsonDocument> documents)
    {
        if (json is { Length: 0 })
        {
            return;
        }

        var document = json is null ? null : LenientJson.Parse(json, _limits);
        if (document is not null && document.RootElement.IsObject())
        {
            documents.Add(document);
            return;
        }

        document?.Dispose();
        Add(code, detail);
    }

    /// <summary>Two ring files: the one whose last entry is older comes first.</summary>
    byte[] Breadcrumbs()
    {
        var lists = new List<(DateTimeOffset Last, string Entries)>();
        foreach (var stream in BreadcrumbStreams.Take(2))
        {
            var json = MsgPackReader.StreamToJson(stream.Span, _limits, out var complete);
            if (!complete)
            {
                Add("invalid-msgpack", "A breadcrumb file of the native SDK is cut short; what precedes the damage was kept.");
            }

            using var document = LenientJson.Parse(json, _limits);
            if (document is not null && document.RootElement.GetArrayLength() is > 0 and var count)
            {
                var last = Events.ClientTime.Parse(document.RootElement[count - 1].Get("timestamp"u8)) ?? DateTimeOffset.MinValue;
                lists.Add((last, document.RootElement.GetRawText()[1..^1]));
            }
        }

        var entries = string.Join(',', lists.OrderBy(l => l.Last).Select(l => l.Entries));
        return entries.Length == 0 ? [] : Encoding.UTF8.GetBytes($$"""{"breadcrumbs":[{{entries}}]}""");
    }

    byte[] FromFields()
    {
        var usual = new BracketFields(_limits);
        AddUsual(usual, "sentry[release]", Release);
        AddUsual(usual, "sentry[environment]", Field("ReleaseChannel"));
        AddUsual(usual, "sentry[user][id]", Field("guid"));
        AddUsual(usual, "sentry[user][email]", Field("email") ?? Field("Email"));
        return usual.IsEmpty ? [] : usual.ToJson();
    }

    static void AddUsual(BracketFields usual, string name, string? value)
    {
        if (value is not null)
        {
            usual.TryAdd(name, value);
        }
    }
}

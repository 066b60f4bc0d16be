using System.Text;
using System.Text.Json;
using Inquest.Reports;

namespace Inquest.Processing.Scrub;

/// <summary>Takes secrets out of reports before anything is stored; one per set of rules, safe for threads.</summary>
public sealed class Scrubber
{
    readonly ScrubRules _rules;
    readonly SecretKeys _keys;
    readonly TextScrubber _texts;
    readonly TreeScrubber _trees;
    readonly Func<string, string> _text;

    public Scrubber(ScrubRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        _keys = new SecretKeys(rules);
        _texts = new TextScrubber(rules, _keys);
        _trees = new TreeScrubber(rules, _keys, _texts);
        _text = _texts.Scrub;
    }

    /// <summary>Patterns of the rules that the linear-time engine cannot run (back references, look-around) or that are wrong.</summary>
    public IReadOnlyList<string> BadPatterns => _texts.BadPatterns;

    /// <summary>One string with every secret shown as <c>⟨scrubbed: reason⟩</c>; the same instance when it is clean.</summary>
    public string Scrub(string text) => _rules.Enabled ? _texts.Scrub(text) : text;

    /// <summary>The report with every secret replaced.</summary>
    public Report Scrub(Report report)
    {
        if (!_rules.Enabled)
        {
            return report;
        }

        return report with
        {
            ServerName = Text(report.ServerName),
            Transaction = Text(report.Transaction),
            Message = Text(report.Message),
            MessageTemplate = Text(report.MessageTemplate),
            Crash = report.Crash is { Assertion: not null } crash ? crash with { Assertion = Text(crash.Assertion) } : report.Crash,
            Exceptions = Map(report.Exceptions, Exception),
            Threads = Map(report.Threads, Thread),
            Modules = Map(report.Modules, Module),
            UnloadedModules = Map(report.UnloadedModules, Module),
            Breadcrumbs = Map(report.Breadcrumbs, Crumb),
            Tags = Pairs(report.Tags),
            Annotations = Pairs(report.Annotations),
            ClientFingerprint = Map(report.ClientFingerprint, _text),
            User = User(report.User),
            Contexts = Tree(report.Contexts),
            Extra = Tree(report.Extra),
            Request = Tree(report.Request),
            Packages = Tree(report.Packages),
        };
    }

    /// <summary>The same over JSON text (an event item as it came in); the same memory when it is clean.</summary>
    public ReadOnlyMemory<byte> ScrubJson(ReadOnlyMemory<byte> json)
    {
        if (TryScrubJson(json, out var parsed))
        {
            return parsed;
        }

        // What cannot be parsed can still be read by people.
        var text = Encoding.UTF8.GetString(json.Span);
        var cleanText = _texts.Scrub(text);
        return ReferenceEquals(cleanText, text) ? json : Encoding.UTF8.GetBytes(cleanText);
    }

    /// <summary>The same for strict JSON only: false, with nothing done, when it cannot be parsed.</summary>
    /// <remarks>
    /// What is read out of the result is clean too, so that an event need not be scrubbed twice, unless the reader had to
    /// repair the text first: what nothing was seen in is not parsed here.
    /// </remarks>
    public bool TryScrubJson(ReadOnlyMemory<byte> json, out ReadOnlyMemory<byte> clean)
    {
        clean = json;
        if (!_rules.Enabled || !_texts.MayHold(json.Span))
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256, AllowTrailingCommas = true });
            if (_trees.TryScrubToText(document.RootElement, out var scrubbed))
            {
                clean = scrubbed;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    string? Text(string? text) => text is null ? null : _texts.Scrub(text);

    JsonElement? Tree(JsonElement? tree)
    {
        var changed = false;
        return Tree(tree, ref changed);
    }

    JsonElement? Tree(JsonElement? tree, ref bool changed)
    {
        if (tree is not { } element || !_trees.TryScrub(element, out var clean))
        {
            return tree;
        }

        changed = true;
        return clean;
    }

    ReportException Exception(ReportException exception)
    {
        var (value, frames) = (Text(exception.Value), Map(exception.Frames, Frame));
        return ReferenceEquals(value, exception.Value) && ReferenceEquals(frames, exception.Frames) ? exception
            : exception with { Value = value, Frames = frames };
    }

    ReportThread Thread(ReportThread thread)
    {
        var (name, frames) = (Text(thread.Name), Map(thread.Frames, Frame));
        return ReferenceEquals(name, thread.Name) && ReferenceEquals(frames, thread.Frames) ? thread
            : thread with { Name = name, Frames = frames };
    }

    Frame Frame(Frame frame)
    {
        var (file, path, module) = (Text(frame.File), Text(frame.AbsolutePath), Text(frame.Module));
        var (line, before, after) = (Text(frame.ContextLine), Map(frame.PreContext, _text), Map(frame.PostContext, _text));
        var changed = false;
        var vars = Tree(frame.Vars, ref changed);
        return !changed && ReferenceEquals(file, frame.File) && ReferenceEquals(path, frame.AbsolutePath) && ReferenceEquals(module, frame.Module)
            && ReferenceEquals(line, frame.ContextLine) && ReferenceEquals(before, frame.PreContext) && ReferenceEquals(after, frame.PostContext)
            ? frame
            : frame with { File = file, AbsolutePath = path, Module = module, ContextLine = line, PreContext = before, PostContext = after, Vars = vars };
    }

    ReportModule Module(ReportModule module)
    {
        var (code, debug) = (_texts.Scrub(module.CodeFile), Text(module.DebugFile));
        return ReferenceEquals(code, module.CodeFile) && ReferenceEquals(debug, module.DebugFile) ? module
            : module with { CodeFile = code, DebugFile = debug };
    }

    Breadcrumb Crumb(Breadcrumb crumb)
    {
        var changed = false;
        var (message, data) = (Text(crumb.Message), Tree(crumb.Data, ref changed));
        return !changed && ReferenceEquals(message, crumb.Message) ? crumb : crumb with { Message = message, Data = data };
    }

    ReportUser? User(ReportUser? user) => user is null ? null : user with
    {
        Id = Text(user.Id),
        Email = _rules.Emails && user.Email is not null ? Marker.Email : Text(user.Email),
        Username = Text(user.Username),
        Name = Text(user.Name),
        IpAddress = _rules.IpAddresses && user.IpAddress is not null ? Marker.Address : user.IpAddress,
    };

    IReadOnlyDictionary<string, string> Pairs(IReadOnlyDictionary<string, string> pairs)
    {
        Dictionary<string, string>? changed = null;
        foreach (var (key, value) in pairs)
        {
            var marker = value.Length == 0 || Marker.IsAt(value) ? null : _keys.MarkerFor(key);
            var clean = marker ?? _texts.Scrub(value);
            if (!ReferenceEquals(clean, value))
            {
                changed ??= pairs.ToDictionary(StringComparer.Ordinal);
                changed[key] = clean;
            }
        }

        return changed ?? pairs;
    }

    static IReadOnlyList<T> Map<T>(IReadOnlyList<T> list, Func<T, T> clean)
        where T : class
    {
        T[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var item = clean(list[i]);
            if (!ReferenceEquals(item, list[i]))
            {
                changed ??= [.. list];
                changed[i] = item;
            }
        }

        return changed ?? list;
    }
}

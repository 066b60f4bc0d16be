using System.Text;
using System.Text.RegularExpressions;

namespace Inquest.Grouping.Rules;

/// <summary>Sentry's stack trace rules (enhancements) and fingerprint rules → our rules, as far as they map.</summary>
/// <remarks>
/// Of Sentry's stack trace rules the last one that matches holds and of ours the first one, so those come out in reverse order.
/// Source: the pages "Stack Trace Rules" and "Fingerprint Rules" of Sentry's documentation.
/// </remarks>
public static partial class SentryRules
{
    static readonly Dictionary<string, string> Matchers = new(StringComparer.Ordinal)
    {
        ["stack.function"] = "function", ["function"] = "function", ["stack.module"] = "module", ["module"] = "module", ["stack.package"] = "module", ["package"] = "module",
        ["stack.abs_path"] = "path", ["path"] = "path", ["error.type"] = "type", ["type"] = "type", ["error.value"] = "value", ["value"] = "value", ["error.mechanism"] = "mechanism",
        ["mechanism"] = "mechanism", ["message"] = "message", ["logger"] = "logger", ["level"] = "level", ["release"] = "release", ["transaction"] = "transaction",
    };

    static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["+app"] = "+app", ["-app"] = "-app", ["-group"] = "ignore", ["+prefix"] = "prefix", ["+sentinel"] = "sentinel",
    };

    public static ImportedRules Import(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var left = new List<RuleError>();
        var frames = new List<string>();
        var events = new List<string>();
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = raw.Trim().ToString();
            if (line.Length == 0 || line[0] == '#' || number > GroupingLimits.MaxRules)
            {
                continue;
            }

            if (Line(line, out var why) is { } rule)
            {
                (rule.Contains(" fingerprint=", StringComparison.Ordinal) ? events : frames).Add(rule);
            }
            else
            {
                left.Add(new(number, 1, why));
                events.Add($"# not taken over: {line}");
            }
        }

        frames.Reverse();
        var all = new StringBuilder();
        foreach (var rule in events.Concat(frames))
        {
            all.Append(rule).Append('\n');
        }

        return new(all.ToString(), left);
    }

    static string? Line(string line, out string why)
    {
        why = "";
        var arrow = line.IndexOf("->", StringComparison.Ordinal);
        var conditions = arrow >= 0 ? line[..arrow] : line;
        if (line.Contains('|', StringComparison.Ordinal) || line.Contains('[', StringComparison.Ordinal))
        {
            why = "matching on callers and callees ([ … ] |) has no counterpart.";
            return null;
        }

        var matchers = new List<string>();
        var actions = new List<string>();
        foreach (Match token in Tokens().Matches(conditions))
        {
            if (token.Groups["name"].Success)
            {
                if (Matcher(token, out why) is not { } matcher)
                {
                    return null;
                }

                matchers.Add(matcher);
            }
            else if (Actions.TryGetValue(token.Value, out var action))
            {
                actions.Add(action);
            }
            else
            {
                why = $"“{token.Value}” has no counterpart.";
                return null;
            }
        }

        if (arrow >= 0)
        {
            var parts = line[(arrow + 2)..];
            var title = parts.IndexOf("title=", StringComparison.Ordinal);
            parts = title >= 0 ? parts[..title] : parts;
            actions.Add("fingerprint=" + string.Join(", ", parts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Quote(part.Trim('"')))));
        }

        if (matchers.Count == 0 || actions.Count == 0)
        {
            why = "no matcher or no action was found.";
            return null;
        }

        var rule = string.Join(' ', matchers.Concat(actions));
        var read = RuleSet.Parse(rule);
        why = read.Errors.Count > 0 ? read.Errors[0].Message : "";
        return read.Errors.Count > 0 ? null : rule;
    }

    static string? Matcher(Match token, out string why)
    {
        why = "";
        var (name, value) = (token.Groups["name"].Value, token.Groups["value"].Value.Trim('"'));
        var not = token.Groups["not"].Success ? "!" : "";
        if (name == "family")
        {
            var platform = value switch { "native" => "native", "javascript" => "javascript", _ => null };
            why = platform is null ? $"the family “{value}” has no counterpart; use platform." : "";
            return platform is null ? null : $"{not}platform:{platform}";
        }

        if (!Matchers.TryGetValue(name, out var field))
        {
            why = $"the matcher “{name}” has no counterpart.";
            return null;
        }

        return $"{not}{field}:{Quote(value.Replace("**", "*", StringComparison.Ordinal))}";
    }

    static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    [GeneratedRegex("""(?<not>!)?(?<name>[a-z_.]+):(?<value>"[^"]*"|\S+)|\S+""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tokens();
}

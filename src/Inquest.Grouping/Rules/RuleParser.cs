using System.Buffers;
using System.Text;

namespace Inquest.Grouping.Rules;

/// <summary>Reads the rule language, line by line; finds every error, not only the first.</summary>
sealed class RuleParser(string text)
{
    static readonly Dictionary<string, MatchField> Fields = new(StringComparer.Ordinal)
    {
        ["function"] = MatchField.Function, ["module"] = MatchField.Module, ["path"] = MatchField.Path, ["type"] = MatchField.Type, ["value"] = MatchField.Value,
        ["message"] = MatchField.Message, ["platform"] = MatchField.Platform, ["mechanism"] = MatchField.Mechanism, ["release"] = MatchField.Release,
        ["logger"] = MatchField.Logger, ["level"] = MatchField.Level, ["kind"] = MatchField.Kind, ["transaction"] = MatchField.Transaction,
    };

    static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    readonly List<RuleError> _errors = [];
    readonly List<Rule> _rules = [];
    readonly List<RulePin> _pins = [];
    string _line = "";
    int _number;
    int _at;

    public RuleFile Read()
    {
        if (text.Length > GroupingLimits.MaxRuleText)
        {
            return new(null, [new(1, 1, $"The file has {text.Length:N0} characters; {GroupingLimits.MaxRuleText:N0} are read at most.")]);
        }

        foreach (var line in text.AsSpan().EnumerateLines())
        {
            _line = line.ToString();
            _number++;
            _at = 0;
            ReadLine();
            if (_errors.Count >= GroupingLimits.MaxRuleErrors)
            {
                _errors.Add(new(_number, 1, $"More than {GroupingLimits.MaxRuleErrors} errors; the rest was not read."));
                break;
            }
        }

        return _errors.Count > 0 ? new(null, _errors) : new(new RuleSet(_rules, _pins), []);
    }

    void ReadLine()
    {
        SkipBlanks();
        if (AtEnd)
        {
            return;
        }

        if (_line.AsSpan(_at).StartsWith("pin ", StringComparison.Ordinal))
        {
            ReadPin();
            return;
        }

        var matchers = new List<Matcher>();
        var rule = new Rule { Line = _number, Matchers = matchers };
        var before = _errors.Count;
        var hasAction = false;
        while (!AtEnd && _errors.Count == before)
        {
            if (hasAction || !TryMatcher(matchers))
            {
                rule = ReadAction(rule);
                hasAction = true;
            }

            SkipBlanks();
        }

        if (_errors.Count > before)
        {
            return;
        }

        if (matchers.Count == 0)
        {
            Error(1, "A rule begins with what it matches, e.g. function:\"qt_message_*\".");
        }
        else if (!hasAction)
        {
            Error(_line.Length, "The rule does nothing: add an action (+app, -app, ignore, prefix, sentinel, fold=, fingerprint=, merge-type=).");
        }
        else if (rule.ChangesFrames && !matchers.Exists(matcher => matcher.IsOfFrame))
        {
            Error(1, "An action on frames needs a matcher of frames: function, module or path.");
        }
        else if (rule.MergeType is not null && !matchers.Exists(matcher => matcher.Field == MatchField.Type))
        {
            Error(1, "merge-type needs a type matcher: type:\"Old\" merge-type=\"New\".");
        }
        else if (_rules.Count >= GroupingLimits.MaxRules)
        {
            Error(1, $"More than {GroupingLimits.MaxRules:N0} rules.");
        }
        else
        {
            _rules.Add(rule);
        }
    }

    void ReadPin()
    {
        _at += "pin ".Length;
        SkipBlanks();
        var start = _at;
        var id = Word().Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        SkipBlanks();
        var issueAt = _at;
        var issue = Word();
        SkipBlanks();
        if (id.Length != 32 || id.AsSpan().ContainsAnyExcept(Hex))
        {
            Error(start + 1, "pin takes an event id of 32 hexadecimal digits and an issue: pin 9f2c41… GAME-12.");
        }
        else if (issue.Length == 0 || !issue.Contains('-', StringComparison.Ordinal))
        {
            Error(issueAt + 1, "pin takes an issue behind the event id, e.g. GAME-12.");
        }
        else if (!AtEnd)
        {
            Error(_at + 1, "Nothing follows the issue of a pin.");
        }
        else
        {
            _pins.Add(new(_number, id, issue));
        }
    }

    bool TryMatcher(List<Matcher> matchers)
    {
        var start = _at;
        var isNegated = _line[_at] == '!';
        var at = isNegated ? _at + 1 : _at;
        var end = at;
        while (end < _line.Length && (char.IsAsciiLetter(_line[end]) || _line[end] is '.' or '_'))
        {
            end++;
        }

        if (end == at || end >= _line.Length || _line[end] != ':')
        {
            if (isNegated)
            {
                Error(start + 1, "Behind ! a matcher is expected, e.g. !module:\"libapp*\".");
                return true;
            }

            return false;
        }

        var name = _line[at..end];
        if (!Fields.TryGetValue(name, out var field))
        {
            Error(at + 1, $"“{name}” is nothing to match; there are {string.Join(", ", Fields.Keys)}.");
            return true;
        }

        _at = end + 1;
        var patternAt = _at;
        if (Pattern(field, patternAt) is { } pattern)
        {
            matchers.Add(new(field, pattern, isNegated));
        }

        return true;
    }

    Pattern? Pattern(MatchField field, int patternAt)
    {
        var isExpression = !AtEnd && _line[_at] == '/' && _line.LastIndexOf('/') > _at;
        var value = isExpression ? Expression() : Value();
        if (value is null)
        {
            return null;
        }

        if (value.Length == 0)
        {
            Error(patternAt + 1, "The pattern is empty.");
            return null;
        }

        if (value.Length > GroupingLimits.MaxPattern)
        {
            Error(patternAt + 1, $"The pattern has {value.Length:N0} characters; {GroupingLimits.MaxPattern} are taken at most.");
            return null;
        }

        try
        {
            return isExpression ? Rules.Pattern.Expression(value) : Rules.Pattern.Glob(value, field is MatchField.Module or MatchField.Path);
        }
        catch (NotSupportedException)
        {
            Error(patternAt + 1, "The expression needs backtracking (look-around, back reference, atomic group) or is too large: only expressions that take linear time are allowed.");
        }
        catch (ArgumentException e)
        {
            Error(patternAt + 1, "The expression cannot be read: " + e.Message);
        }

        return null;
    }

    Rule ReadAction(Rule rule)
    {
        var start = _at;
        var end = _at;
        while (end < _line.Length && (char.IsAsciiLetter(_line[end]) || _line[end] is '-' or '+'))
        {
            end++;
        }

        var name = _line[start..end];
        _at = end;
        switch (name)
        {
            case "+app":
                return rule with { InApp = true };
            case "-app":
                return rule with { InApp = false };
            case "ignore":
                return rule with { Ignore = true };
            case "prefix":
                return rule with { Prefix = true };
            case "sentinel":
                return rule with { Sentinel = true };
            case "fold":
                return rule with { Fold = Argument(name) };
            case "merge-type":
                return rule with { MergeType = Argument(name) };
            case "fingerprint":
                return rule with { Fingerprint = Arguments(name) };
            default:
                Error(start + 1, $"“{(name.Length > 0 ? name : Word())}” is no action; there are +app, -app, ignore, prefix, sentinel, fold=, fingerprint= and merge-type=.");
                return rule;
        }
    }

    string? Argument(string action)
    {
        if (AtEnd || _line[_at] != '=')
        {
            Error(_at + 1, $"{action} needs a value: {action}=\"…\".");
            return null;
        }

        _at++;
        var at = _at;
        var value = Value();
        if (value?.Length == 0)
        {
            Error(at + 1, $"The value of {action} is empty.");
        }

        return value;
    }

    List<string>? Arguments(string action)
    {
        var parts = new List<string>();
        var first = Argument(action);
        while (first is not null)
        {
            parts.Add(first.Length > GroupingLimits.MaxFingerprintPart ? first[..GroupingLimits.MaxFingerprintPart] : first);
            SkipBlanks();
            if (AtEnd || _line[_at] != ',')
            {
                break;
            }

            _at++;
            SkipBlanks();
            var at = _at;
            first = Value();
            if (first?.Length == 0)
            {
                Error(at + 1, "Behind a comma another part of the fingerprint is expected.");
                break;
            }
        }

        if (parts.Count > GroupingLimits.MaxFingerprintParts)
        {
            Error(1, $"A fingerprint has {GroupingLimits.MaxFingerprintParts} parts at most.");
        }

        return parts;
    }

    /// <summary><c>"…"</c> with <c>\"</c> and <c>\\</c>, or everything up to a blank or comma, <c>{{ token }}</c> whole.</summary>
    string? Value()
    {
        if (AtEnd || _line[_at] != '"')
        {
            return Bare();
        }

        var start = _at++;
        var value = new StringBuilder();
        while (!AtEnd && _line[_at] != '"')
        {
            if (_line[_at] == '\\' && _at + 1 < _line.Length && _line[_at + 1] is '"' or '\\')
            {
                _at++;
            }

            value.Append(_line[_at++]);
        }

        if (AtEnd)
        {
            Error(start + 1, "The quotation mark is not closed.");
            return null;
        }

        _at++;
        return value.ToString();
    }

    string Bare()
    {
        var start = _at;
        if (_line.AsSpan(_at).StartsWith("{{") && _line.IndexOf("}}", _at, StringComparison.Ordinal) is >= 0 and var close)
        {
            _at = close + 2;
            return _line[start.._at];
        }

        while (!AtEnd && !char.IsWhiteSpace(_line[_at]) && _line[_at] != ',')
        {
            _at++;
        }

        return _line[start.._at];
    }

    // /…/ ends at the last slash that a blank or the end follows; a slash inside needs no escape.
    string? Expression()
    {
        var start = _at + 1;
        for (var i = start; i < _line.Length; i++)
        {
            if (_line[i] == '/' && (i + 1 == _line.Length || char.IsWhiteSpace(_line[i + 1])))
            {
                _at = i + 1;
                return _line[start..i];
            }
        }

        Error(_at + 1, "The expression is not closed: it ends with a slash and a blank.");
        return null;
    }

    bool AtEnd => _at >= _line.Length;

    string Word()
    {
        var start = _at;
        while (!AtEnd && !char.IsWhiteSpace(_line[_at]))
        {
            _at++;
        }

        return _line[start.._at];
    }

    // A # begins a comment where a word could begin.
    void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(_line[_at]))
        {
            _at++;
        }

        if (!AtEnd && _line[_at] == '#')
        {
            _at = _line.Length;
        }
    }

    void Error(int column, string message) => _errors.Add(new(_number, Math.Max(1, column), message));
}

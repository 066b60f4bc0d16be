namespace Inquest.Grouping.Rules;

/// <summary>What rules say of one event: of each frame and of the whole.</summary>
sealed class RuledStack(int frames)
{
    readonly bool?[] _inApp = new bool?[frames];
    readonly bool[] _ignored = new bool[frames];
    readonly bool[] _prefix = new bool[frames];
    readonly string?[] _fold = new string?[frames];
    readonly SortedSet<int> _lines = [];

    /// <summary>The frame that the key begins at; null to begin at the innermost.</summary>
    public int? Sentinel { get; private set; }

    public IReadOnlyList<string>? Fingerprint { get; private set; }

    public string? Type { get; private set; }

    /// <summary>For people.</summary>
    public string Sentence => _lines.Count == 1 ? $"The rule of line {_lines.Min} had a say." : $"The rules of lines {string.Join(", ", _lines)} had a say.";

    public bool? InApp(int frame) => _inApp[frame];

    public bool IsIgnored(int frame) => _ignored[frame];

    public bool IsPrefix(int frame) => _prefix[frame] && !_ignored[frame];

    public string? FoldName(int frame) => _ignored[frame] ? null : _fold[frame];

    public void Mark(int frame, Rule rule)
    {
        _lines.Add(rule.Line);
        _inApp[frame] ??= rule.InApp;
        _ignored[frame] |= rule.Ignore;
        _prefix[frame] |= rule.Prefix;
        _fold[frame] ??= rule.Fold;
        if (rule.Sentinel)
        {
            Sentinel = Math.Min(Sentinel ?? frame, frame);
        }
    }

    public void Mark(Rule rule)
    {
        _lines.Add(rule.Line);
        Fingerprint ??= rule.Fingerprint;
        Type ??= rule.MergeType;
    }
}

namespace Inquest.Formats.Minidump;

/// <summary>Collects findings from many threads up to a limit; the first of each code is always kept.</summary>
sealed class FindingLog(int countMax)
{
    readonly Lock _lock = new();
    readonly List<Finding> _findings = [];
    readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    int _cut;

    public void Add(string code, string detail)
    {
        lock (_lock)
        {
            if (_codes.Add(code) || _findings.Count < countMax)
            {
                _findings.Add(new Finding(code, detail));
            }
            else
            {
                _cut++;
            }
        }
    }

    public IReadOnlyList<Finding> Snapshot()
    {
        lock (_lock)
        {
            return _cut == 0
                ? [.. _findings]
                : [.. _findings, new Finding("findings-cut", $"{_cut} more findings are not kept.")];
        }
    }
}

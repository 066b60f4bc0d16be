namespace Inquest.Capture.Minidump;

/// <summary>What a dump lacks and why, written into the dump itself.</summary>
sealed class SoftErrors(CaptureLimits limits)
{
    readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence)
    {
        if (_sentences.Count < limits.SoftErrorCountMax)
        {
            _sentences.Add(sentence);
        }
    }
}

using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>The text of a name as it is put together. Past its limits it stops and says so.</summary>
sealed class DemangleWriter(DemangleLimits limits)
{
    readonly StringBuilder _text = new();
    int _depth;
    int _steps;

    public bool IsOverflown { get; private set; }

    /// <summary>Which element of a pack is being written, or -1 outside of an expansion.</summary>
    public int PackIndex { get; set; } = -1;

    /// <summary>Elements of the pack that the expansion met, or -1 when it met none.</summary>
    public int PackCount { get; set; } = -1;

    public int Length => _text.Length;

    public char Last => _text.Length == 0 ? '\0' : _text[^1];

    public void Write(string text)
    {
        if (_text.Length + text.Length > limits.TextLengthMax)
        {
            IsOverflown = true;
            return;
        }

        _text.Append(text);
    }

    public void Truncate(int length) => _text.Length = length;

    public bool Enter()
    {
        if (IsOverflown || _depth >= limits.DepthMax || ++_steps > limits.PartCountMax)
        {
            IsOverflown = true;
            return false;
        }

        _depth++;
        return true;
    }

    public void Leave() => _depth--;

    public override string ToString() => _text.ToString();
}

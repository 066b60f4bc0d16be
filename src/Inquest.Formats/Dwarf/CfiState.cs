namespace Inquest.Formats.Dwarf;

/// <summary>One row of the table that a frame description is: the CFA and a rule for each register.</summary>
public sealed class CfiState
{
    /// <summary>DWARF register numbers above this are floating-point and vector registers, which nobody unwinds by.</summary>
    public const int RegisterCount = 128;

    readonly CfiRule[] _rules = new CfiRule[RegisterCount];

    public CfiCfa Cfa { get; set; }

    public CfiRule this[int register]
    {
        get => (uint)register < RegisterCount ? _rules[register] : default;
        set
        {
            if ((uint)register < RegisterCount)
            {
                _rules[register] = value;
            }
        }
    }

    public void CopyFrom(CfiState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Cfa = other.Cfa;
        other._rules.CopyTo(_rules, 0);
    }
}

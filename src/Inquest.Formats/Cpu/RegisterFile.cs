namespace Inquest.Formats.Cpu;

/// <summary>The values of one thread's general registers; a register that is not known is absent, never zero.</summary>
public sealed class RegisterFile(RegisterLayout layout)
{
    readonly ulong[] _values = new ulong[layout.Names.Count];
    ulong _valid;

    public RegisterLayout Layout { get; } = layout;

    public ulong ProgramCounter => _values[Layout.ProgramCounter];

    public ulong StackPointer => _values[Layout.StackPointer];

    /// <summary>The value at <paramref name="index"/>; zero when it is not known.</summary>
    public ulong this[int index]
    {
        get => _values[index];
        set
        {
            _values[index] = Layout.PointerSize == 4 ? (uint)value : value;
            _valid |= 1UL << index;
        }
    }

    public bool IsValid(int index) => index >= 0 && (_valid & (1UL << index)) != 0;

    public void Invalidate(int index)
    {
        _values[index] = 0;
        _valid &= ~(1UL << index);
    }

    public bool TryGet(ReadOnlySpan<char> name, out ulong value)
    {
        var index = Layout.IndexOf(name);
        value = IsValid(index) ? _values[index] : 0;
        return IsValid(index);
    }

    public RegisterFile Clone()
    {
        var copy = new RegisterFile(Layout) { _valid = _valid };
        _values.CopyTo(copy._values, 0);
        return copy;
    }

    /// <summary>The known registers, in display order.</summary>
    public IEnumerable<(string Name, ulong Value)> Known()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (IsValid(i))
            {
                yield return (Layout.Names[i], _values[i]);
            }
        }
    }
}

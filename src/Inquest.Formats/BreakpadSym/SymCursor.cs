namespace Inquest.Formats.BreakpadSym;

/// <summary>Takes the fields of one record from its line. Failure is sticky: read all fields, then ask <see cref="Ok"/>.</summary>
/// <remarks>Fields are parted by one or more blanks, as every known reader allows.</remarks>
ref struct SymCursor(ReadOnlySpan<byte> line)
{
    readonly ReadOnlySpan<byte> _line = line;
    int _position;

    public bool Ok { get; private set; } = true;

    public bool AtEnd
    {
        get
        {
            SkipBlanks();
            return _position == _line.Length;
        }
    }

    /// <summary>A hexadecimal number of at most 64 bits; <c>0x</c> before it is allowed.</summary>
    public ulong Hex()
    {
        SkipBlanks();
        if (_position + 2 < _line.Length && _line[_position] == '0' && (_line[_position + 1] | 0x20) == 'x')
        {
            _position += 2;
        }

        ulong value = 0;
        var start = _position;
        for (; _position < _line.Length; _position++)
        {
            var digit = SymDigits.Hex[_line[_position]];
            if (digit > 15)
            {
                break;
            }

            if (value >> 60 != 0)
            {
                Ok = false;
            }

            value = (value << 4) | digit;
        }

        return EndOfNumber(start) ? value : 0;
    }

    /// <summary>A hexadecimal number that must fit in 32 bits.</summary>
    public uint Hex32()
    {
        var value = Hex();
        if (value > uint.MaxValue)
        {
            Ok = false;
        }

        return (uint)value;
    }

    /// <summary>A decimal number that must fit in 32 bits.</summary>
    public uint Decimal()
    {
        SkipBlanks();
        ulong value = 0;
        var start = _position;
        for (; _position < _line.Length; _position++)
        {
            var digit = (uint)(_line[_position] - '0');
            if (digit > 9)
            {
                break;
            }

            value = (value * 10) + digit;
            if (value > uint.MaxValue)
            {
                Ok = false;
                value = 0;
            }
        }

        return EndOfNumber(start) ? (uint)value : 0;
    }

    /// <summary>A FILE number, or <see cref="SymReader.NoFile"/> for <c>-1</c>.</summary>
    public uint FileNumber()
    {
        SkipBlanks();
        var rest = _line[_position..];
        if (rest is [(byte)'-', (byte)'1'] or [(byte)'-', (byte)'1', (byte)' ', ..])
        {
            _position += 2;
            return SymReader.NoFile;
        }

        return Decimal();
    }

    public ReadOnlySpan<byte> Word()
    {
        SkipBlanks();
        var rest = _line[_position..];
        var length = rest.IndexOfAny((byte)' ', (byte)'\t');
        var word = length < 0 ? rest : rest[..length];
        _position += word.Length;
        if (word.IsEmpty)
        {
            Ok = false;
        }

        return word;
    }

    /// <summary>All of the line that is left, without the blanks before it; may be empty.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        SkipBlanks();
        var rest = _line[_position..];
        _position = _line.Length;
        return rest;
    }

    /// <summary>Takes the one-letter flag <c>m</c> if it is the next word.</summary>
    public bool MultipleFlag()
    {
        SkipBlanks();
        if (_position + 1 < _line.Length && _line[_position] == 'm' && _line[_position + 1] is (byte)' ' or (byte)'\t')
        {
            _position++;
            return true;
        }

        return false;
    }

    /// <summary>How many words are left; takes none.</summary>
    public readonly int CountWords()
    {
        var count = 0;
        var inWord = false;
        foreach (var b in _line[_position..])
        {
            var isBlank = b is (byte)' ' or (byte)'\t';
            count += !isBlank && !inWord ? 1 : 0;
            inWord = !isBlank;
        }

        return count;
    }

    bool EndOfNumber(int start)
    {
        // A number ends at a blank or at the end: `12z4` is no number.
        if (_position == start || (_position < _line.Length && _line[_position] is not ((byte)' ' or (byte)'\t')))
        {
            Ok = false;
        }

        return Ok;
    }

    void SkipBlanks()
    {
        while (_position < _line.Length && _line[_position] is (byte)' ' or (byte)'\t')
        {
            _position++;
        }
    }
}

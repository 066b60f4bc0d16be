using System.Buffers;
using System.Text;

namespace Inquest.Protocol.Json;

/// <summary>Rewrites almost-JSON as JSON in one pass over the bytes; structure errors are left for the parser to find.</summary>
/// <remarks>
/// Python's json module writes NaN and Infinity. Old JavaScript engines write lone surrogates. Native clients copy
/// bytes of any encoding into strings. PostgreSQL refuses U+0000. Deep nesting is somebody's attack or a cyclic object.
/// </remarks>
ref struct JsonRepair
{
    const string TooDeep = "\"⟨cut: nested too deeply⟩\"";

    readonly ReadOnlySpan<byte> _input;
    readonly ArrayBufferWriter<byte> _output;
    readonly int _maxDepth;
    int _position;

    JsonRepair(ReadOnlySpan<byte> input, int maxDepth, ArrayBufferWriter<byte> output)
    {
        _input = input;
        _maxDepth = maxDepth;
        _output = output;
        _position = 0;
    }

    /// <summary>False when a string or a cut nesting has no end.</summary>
    public static bool TryRewrite(ReadOnlySpan<byte> input, int maxDepth, ArrayBufferWriter<byte> output) =>
        new JsonRepair(input, maxDepth, output).Run();

    bool Run()
    {
        var depth = 0;
        while (_position < _input.Length)
        {
            var c = _input[_position];
            switch (c)
            {
                case (byte)'"':
                    if (!String(write: true))
                    {
                        return false;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == _maxDepth)
                    {
                        if (!SkipNested())
                        {
                            return false;
                        }

                        _output.Write(Encoding.UTF8.GetBytes(TooDeep));
                        break;
                    }

                    depth++;
                    Copy(1);
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    Copy(1);
                    break;
                case (byte)'N' or (byte)'I' or (byte)'-' or (byte)'n':
                    Word();
                    break;
                case < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r'):
                    _position++;
                    break;
                default:
                    Copy(1);
                    break;
            }
        }

        return true;
    }

    void Word()
    {
        var rest = _input[_position..];
        foreach (var word in (ReadOnlySpan<string>)["NaN", "nan", "-NaN", "Infinity", "-Infinity"])
        {
            if (rest.Length >= word.Length && Ascii.Equals(rest[..word.Length], word))
            {
                _output.Write("null"u8);
                _position += word.Length;
                return;
            }
        }

        Copy(1);
    }

    bool SkipNested()
    {
        var depth = 0;
        while (_position < _input.Length)
        {
            switch (_input[_position])
            {
                case (byte)'"':
                    if (!String(write: false))
                    {
                        return false;
                    }

                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }

            _position++;
            if (depth == 0)
            {
                return true;
            }
        }

        return false;
    }

    bool String(bool write)
    {
        var start = ++_position;
        while (_position < _input.Length && _input[_position] != '"')
        {
            _position += _input[_position] == '\\' ? 2 : 1;
        }

        if (_position >= _input.Length)
        {
            return false;
        }

        if (write)
        {
            Content(_input[start.._position]);
        }

        _position++;
        return true;
    }

    void Content(ReadOnlySpan<byte> text)
    {
        _output.Write("\""u8);
        while (!text.IsEmpty)
        {
            var clean = CleanPrefix(text);
            if (clean > 0)
            {
                _output.Write(text[..clean]);
                text = text[clean..];
                continue;
            }

            if (text[0] == '\\')
            {
                text = text[Escape(text)..];
            }
            else if (text[0] < 0x20)
            {
                Control(text[0]);
                text = text[1..];
            }
            else
            {
                // DecodeFromUtf8 says how many bytes one replacement character stands for.
                var status = Rune.DecodeFromUtf8(text, out var rune, out var consumed);
                Write(status == OperationStatus.Done ? rune : Rune.ReplacementChar);
                text = text[Math.Max(consumed, 1)..];
            }
        }

        _output.Write("\""u8);
    }

    static int CleanPrefix(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && text[length] is >= 0x20 and < 0x80 and not (byte)'\\')
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes one escape sequence and says how many bytes it took.</summary>
    int Escape(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 1;
        }

        if (text[1] != 'u')
        {
            if ("\"\\/bfnrt"u8.Contains(text[1]))
            {
                _output.Write(text[..2]);
                return 2;
            }

            // C-like escapes (\x41, \') that JSON does not know: the backslash is kept as text.
            _output.Write("\\\\"u8);
            return 1;
        }

        if (!TryUnit(text, out var unit))
        {
            _output.Write("\\\\"u8);
            return 1;
        }

        if (char.IsHighSurrogate(unit) && TryUnit(text[6..], out var low) && char.IsLowSurrogate(low))
        {
            Write(new Rune(unit, low));
            return 12;
        }

        if (char.IsSurrogate(unit))
        {
            Write(Rune.ReplacementChar);
        }
        else if (unit != 0)
        {
            _output.Write(text[..6]);
        }

        return 6;
    }

    static bool TryUnit(ReadOnlySpan<byte> text, out char unit)
    {
        var parsed = (ushort)0;
        var ok = text.Length >= 6 && text[0] == '\\' && text[1] == 'u'
            && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(2, 4), out parsed, out var used, 'x') && used == 4;
        unit = (char)parsed;
        return ok;
    }

    void Control(byte value)
    {
        if (value != 0)
        {
            _output.Write(Encoding.ASCII.GetBytes($"\\u{value:x4}"));
        }
    }

    void Write(Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        _output.Write(bytes[..rune.EncodeToUtf8(bytes)]);
    }

    void Copy(int count)
    {
        _output.Write(_input.Slice(_position, count));
        _position += count;
    }
}

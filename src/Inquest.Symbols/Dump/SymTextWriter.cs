using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using Inquest.Formats.BreakpadSym;

namespace Inquest.Symbols.Dump;

/// <summary>Writes the text of a Breakpad symbol file; docs/formats/breakpad-sym.md has the records.</summary>
/// <remarks>Ranges of one inlined call that come one after the other are one INLINE record.</remarks>
sealed class SymTextWriter(Stream output)
{
    // One number, its separator and a record's word.
    const int LongestField = 32;

    readonly byte[] _buffer = new byte[1 << 16];
    int _length;
    SymInline _inline;
    bool _inInline;

    public void Flush()
    {
        EndInline();
        WriteOut();
    }

    public void Module(ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name)
    {
        Text("MODULE "u8);
        Text(os);
        Character(' ');
        Text(cpu);
        Character(' ');
        Text(debugId);
        Character(' ');
        Text(name);
        Character('\n');
    }

    public void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Text("INFO "u8);
        Text(key);
        Character(' ');
        Text(value);
        Character('\n');
    }

    /// <summary>A FILE or INLINE_ORIGIN record.</summary>
    public void Name(ReadOnlySpan<byte> record, uint id, ReadOnlySpan<byte> name)
    {
        Text(record);
        Number(id, ' ');
        Text(name);
        Character('\n');
    }

    public void Func(SymFunc func, ReadOnlySpan<byte> name)
    {
        EndInline();
        Text(func.IsMultiple ? "FUNC m "u8 : "FUNC "u8);
        Hex(func.Address, ' ');
        Hex(func.Size, ' ');
        Hex(func.ParameterSize, ' ');
        Text(name);
        Character('\n');
    }

    public void Line(SymLine line)
    {
        EndInline();
        Hex(line.Address, ' ');
        Hex(line.Size, ' ');
        Number(line.Line, ' ');
        Number(line.File, '\n');
    }

    public void Inline(SymInline inline, ulong address, ulong size)
    {
        if (!_inInline || inline != _inline)
        {
            EndInline();
            Text("INLINE "u8);
            Number(inline.Depth, ' ');
            Number(inline.CallLine, ' ');
            if (!inline.IsOldSyntax)
            {
                Number(inline.CallFile, ' ');
            }

            // The separator of ranges stands before each.
            Number(inline.Origin, ' ');
            _length--;
            _inline = inline;
            _inInline = true;
        }

        Character(' ');
        Hex(address, ' ');
        Hex(size, ' ');
        _length--;
    }

    public void Public(SymPublic symbol, ReadOnlySpan<byte> name)
    {
        EndInline();
        Text(symbol.IsMultiple ? "PUBLIC m "u8 : "PUBLIC "u8);
        Hex(symbol.Address, ' ');
        Hex(symbol.ParameterSize, ' ');
        Text(name);
        Character('\n');
    }

    public void StackWin(SymStackWin record, ReadOnlySpan<byte> program)
    {
        EndInline();
        Text("STACK WIN "u8);
        Hex(record.Type, ' ');
        Hex(record.Address, ' ');
        Hex(record.CodeSize, ' ');
        Hex(record.PrologSize, ' ');
        Hex(record.EpilogSize, ' ');
        Hex(record.ParameterSize, ' ');
        Hex(record.SavedRegisterSize, ' ');
        Hex(record.LocalSize, ' ');
        Hex(record.MaxStackSize, ' ');
        Text(record.HasProgram ? "1 "u8 : "0 "u8);
        Text(record.HasProgram ? program : record.AllocatesBasePointer ? "1"u8 : "0"u8);
        Character('\n');
    }

    public void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules)
    {
        EndInline();
        Text("STACK CFI INIT "u8);
        Hex(address, ' ');
        Hex(size, ' ');
        Text(rules);
        Character('\n');
    }

    public void Cfi(ulong address, ReadOnlySpan<byte> rules)
    {
        Text("STACK CFI "u8);
        Hex(address, ' ');
        Text(rules);
        Character('\n');
    }

    void EndInline()
    {
        if (_inInline)
        {
            _inInline = false;
            Character('\n');
        }
    }

    void Text(ReadOnlySpan<byte> text)
    {
        if (text.Length > _buffer.Length - _length)
        {
            WriteOut();
            if (text.Length > _buffer.Length)
            {
                output.Write(text);
                return;
            }
        }

        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    void Character(char character)
    {
        Reserve();
        _buffer[_length++] = (byte)character;
    }

    void Number(uint value, char end)
    {
        Reserve();
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written);
        _length += written;
        _buffer[_length++] = (byte)end;
    }

    void Hex(ulong value, char end)
    {
        Reserve();
        var digits = (67 - BitOperations.LeadingZeroCount(value | 1)) >> 2;
        for (var i = _length + digits - 1; i >= _length; i--)
        {
            _buffer[i] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }

        _length += digits;
        _buffer[_length++] = (byte)end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Reserve()
    {
        if (_buffer.Length - _length < LongestField)
        {
            WriteOut();
        }
    }

    void WriteOut()
    {
        output.Write(_buffer, 0, _length);
        _length = 0;
    }
}

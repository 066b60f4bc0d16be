namespace Inquest.Formats.BreakpadSym;

/// <summary>Reads one line of a symbol file, whatever record it is.</summary>
static class SymRecordReader
{
    public static void Read<TSink>(ReadOnlySpan<byte> line, int lineNumber, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var problem =
            line.StartsWith("STACK CFI INIT "u8) ? CfiInit(Skip(line, 15), ref group, ref sink)
            : line.StartsWith("STACK CFI "u8) ? Cfi(Skip(line, 10), group, ref sink)
            : line.StartsWith("FUNC "u8) ? Func(Skip(line, 5), ref group, ref sink)
            : line.StartsWith("INLINE "u8) ? Inline(Skip(line, 7), ref group, ref sink)
            : new SymCursor(line).AtEnd ? null
            : ReadRare(line, ref group, ref sink);
        if (problem is { } known)
        {
            sink.Malformed(known, lineNumber);
        }
    }

    static SymProblem? ReadRare<TSink>(ReadOnlySpan<byte> line, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        if (line.StartsWith("PUBLIC "u8))
        {
            return Public(Skip(line, 7), ref group, ref sink);
        }

        if (line.StartsWith("INLINE_ORIGIN "u8))
        {
            return InlineOrigin(Skip(line, 14), ref group, ref sink);
        }

        if (line.StartsWith("FILE "u8))
        {
            return File(Skip(line, 5), ref sink);
        }

        if (line.StartsWith("STACK "u8))
        {
            group.End();
            return line.StartsWith("STACK WIN "u8) ? StackWin(Skip(line, 10), ref sink) : SymProblem.UnknownRecord;
        }

        if (line.StartsWith("INFO "u8))
        {
            var info = Skip(line, 5);
            var key = info.Word();
            sink.Info(key, info.Rest());
            return null;
        }

        if (line.StartsWith("MODULE "u8))
        {
            return Module(Skip(line, 7), ref sink);
        }

        return SymDigits.Hex[line[0]] <= 15 ? Line(new SymCursor(line), group, ref sink) : SymProblem.UnknownRecord;
    }

    static SymProblem? Module<TSink>(SymCursor fields, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var os = fields.Word();
        var cpu = fields.Word();
        var debugId = fields.Word();
        if (!fields.Ok)
        {
            return SymProblem.MalformedModule;
        }

        sink.Module(os, cpu, debugId, fields.Rest());
        return null;
    }

    static SymProblem? File<TSink>(SymCursor fields, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        // FILE does not end a function: some writers number a file when they first meet it, between the lines.
        var id = fields.Decimal();
        var name = fields.Rest();
        if (!fields.Ok || name.IsEmpty)
        {
            return SymProblem.MalformedFile;
        }

        sink.File(id, name);
        return null;
    }

    static SymProblem? Func<TSink>(SymCursor fields, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        group.End();
        var isMultiple = fields.MultipleFlag();
        var func = new SymFunc(fields.Hex(), fields.Hex(), fields.Hex32(), isMultiple);
        var name = fields.Rest();
        if (!fields.Ok || name.IsEmpty)
        {
            return SymProblem.MalformedFunc;
        }

        group.BeginFunction();
        sink.Func(func, name);
        return null;
    }

    static SymProblem? Line<TSink>(SymCursor fields, SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var line = new SymLine(fields.Hex(), fields.Hex(), fields.Decimal(), fields.FileNumber());
        if (!fields.Ok || !fields.AtEnd)
        {
            return SymProblem.MalformedLine;
        }

        if (!group.InFunction)
        {
            return SymProblem.LineWithoutFunction;
        }

        sink.Line(line);
        return null;
    }

    static SymProblem? InlineOrigin<TSink>(SymCursor fields, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        group.End();
        var id = fields.Decimal();
        var name = fields.Rest();
        if (!fields.Ok || name.IsEmpty)
        {
            return SymProblem.MalformedInlineOrigin;
        }

        sink.InlineOrigin(id, name);
        return null;
    }

    static SymProblem? Inline<TSink>(SymCursor fields, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        if (!group.InFunction)
        {
            return SymProblem.InlineWithoutFunction;
        }

        var depth = fields.Decimal();
        var callLine = fields.Decimal();

        // Breakpad of 2021 wrote no file of the call. Ranges come in pairs, so an odd number of fields tells.
        var isOldSyntax = (fields.CountWords() & 1) == 1;
        var callFile = isOldSyntax ? SymReader.NoFile : fields.FileNumber();
        var inline = new SymInline(depth, callLine, callFile, fields.Decimal(), isOldSyntax);
        if (!fields.Ok || fields.AtEnd)
        {
            return SymProblem.MalformedInline;
        }

        while (!fields.AtEnd)
        {
            var address = fields.Hex();
            var size = fields.Hex();
            if (!fields.Ok)
            {
                return SymProblem.MalformedInline;
            }

            sink.Inline(inline, address, size);
        }

        return null;
    }

    static SymProblem? Public<TSink>(SymCursor fields, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        group.End();
        var isMultiple = fields.MultipleFlag();
        var symbol = new SymPublic(fields.Hex(), fields.Hex32(), isMultiple);
        var name = fields.Rest();
        if (!fields.Ok || name.IsEmpty)
        {
            return SymProblem.MalformedPublic;
        }

        sink.Public(symbol, name);
        return null;
    }

    static SymProblem? CfiInit<TSink>(SymCursor fields, ref SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        group.End();
        var start = fields.Hex();
        var size = fields.Hex();
        var rules = fields.Rest();
        if (!fields.Ok || rules.IsEmpty)
        {
            return SymProblem.MalformedStackCfi;
        }

        group.BeginCfi();
        sink.CfiInit(start, size, rules);
        return null;
    }

    static SymProblem? Cfi<TSink>(SymCursor fields, SymGroup group, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var address = fields.Hex();
        var rules = fields.Rest();
        if (!fields.Ok || rules.IsEmpty)
        {
            return SymProblem.MalformedStackCfi;
        }

        if (!group.InCfi)
        {
            return SymProblem.CfiWithoutInit;
        }

        sink.Cfi(address, rules);
        return null;
    }

    static SymProblem? StackWin<TSink>(SymCursor fields, ref TSink sink)
        where TSink : struct, ISymSink, allows ref struct
    {
        var record = new SymStackWin(
            fields.Hex32(), fields.Hex(), fields.Hex32(), fields.Hex32(), fields.Hex32(), fields.Hex32(),
            fields.Hex32(), fields.Hex32(), fields.Hex32(), fields.Hex32() != 0, AllocatesBasePointer: false);
        var last = fields.Rest();
        if (!fields.Ok || last.IsEmpty)
        {
            return SymProblem.MalformedStackWin;
        }

        // Some PDB dumpers set the flag without a program, or write one without the flag. Which of the two is meant
        // cannot be told, and a wrong program unwinds to nonsense: leave the record out, as other readers do.
        if (record.Type is 0 or 4 && record.HasProgram != (record.Type == 4))
        {
            return SymProblem.MalformedStackWin;
        }

        sink.StackWin(
            record.HasProgram ? record : record with { AllocatesBasePointer = last is not [(byte)'0'] },
            record.HasProgram ? last : default);
        return null;
    }

    static SymCursor Skip(ReadOnlySpan<byte> line, int count) => new(line[count..]);
}

namespace Inquest.Formats.BreakpadSym;

/// <summary>Closed list of what can be wrong with one line of a symbol file; the line is skipped, the file is not.</summary>
public enum SymProblem
{
    /// <summary>The line starts with no known record name and is no line record.</summary>
    UnknownRecord,
    MalformedModule,
    MalformedFile,
    MalformedFunc,
    MalformedLine,
    MalformedInlineOrigin,
    MalformedInline,
    MalformedPublic,
    MalformedStackWin,
    MalformedStackCfi,

    /// <summary>A line record with no FUNC record before it.</summary>
    LineWithoutFunction,

    /// <summary>An INLINE record with no FUNC record before it.</summary>
    InlineWithoutFunction,

    /// <summary>A STACK CFI record with no STACK CFI INIT record before it.</summary>
    CfiWithoutInit,
}

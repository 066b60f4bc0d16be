namespace Inquest.Formats.Minidump;

/// <summary>The assertion that ended the process (MDRawAssertionInfo, 776 bytes; Breakpad on Windows).</summary>
/// <param name="Expression">What did not hold; empty in release builds of the C runtime.</param>
/// <param name="Function">Where, or empty.</param>
/// <param name="File">Source file, or empty.</param>
/// <param name="Line">Line, or zero.</param>
/// <param name="Type">1 invalid parameter, 2 pure virtual call, 0 unknown.</param>
public sealed record MinidumpAssertion(string Expression, string Function, string File, uint Line, uint Type)
{
    /// <summary><see cref="Type"/> in words.</summary>
    public string TypeName => Type switch
    {
        1 => "invalid parameter",
        2 => "pure virtual function call",
        _ => "unknown",
    };
}

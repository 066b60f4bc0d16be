using System.Text;
using Inquest.Formats.Minidump;

namespace Inquest.Processing;

/// <summary>The last words of a process that ended itself: an assertion, or what its libraries had to say.</summary>
static class AssertionText
{
    public static string? Read(MinidumpFile dump) => FromAssertion(dump.Assertion) ?? FromMacLibraries(dump);

    static string? FromAssertion(MinidumpAssertion? assertion)
    {
        // Some writers add the stream to every dump and leave it empty.
        if (assertion is null or { Type: not (1 or 2), Expression: "", Function: "", File: "" })
        {
            return null;
        }

        // Breakpad's sentence, so that it can be searched for across reporters.
        var text = new StringBuilder(assertion.Type switch
        {
            1 => "Invalid parameter passed to library function",
            2 => "Pure virtual function called",
            _ => $"Unknown assertion type 0x{assertion.Type:x8}",
        });
        if (assertion.Expression.Length > 0)
        {
            text.Append(' ').Append(assertion.Expression);
        }

        if (assertion.Function.Length > 0)
        {
            text.Append(" in function ").Append(assertion.Function);
        }

        if (assertion.File.Length > 0)
        {
            text.Append(", in file ").Append(assertion.File);
        }

        if (assertion.Line != 0)
        {
            text.Append(" at line ").Append(assertion.Line);
        }

        return text.ToString();
    }

    static string? FromMacLibraries(MinidumpFile dump)
    {
        var said = dump.Mozilla.MacCrashInfo
            .SelectMany(static info => new[] { info.Message, info.Message2 })
            .Where(static message => !string.IsNullOrWhiteSpace(message))
            .Select(static message => message.Trim())
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return said.Length == 0 ? null : string.Join('\n', said);
    }
}

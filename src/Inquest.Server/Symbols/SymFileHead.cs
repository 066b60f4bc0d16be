using System.Text;

namespace Inquest.Server.Symbols;

/// <summary>The first lines of a Breakpad symbol file.</summary>
/// <remarks><c>MODULE Linux x86_64 E2A6BAA449525A08737E7735B40FD6FD0 app</c>, perhaps followed by <c>INFO CODE_ID …</c>.</remarks>
sealed record SymFileHead(string Os, string Cpu, string DebugId, string DebugFile, string? CodeId, string? CodeFile)
{
    /// <param name="head">The file's first kilobytes.</param>
    public static SymFileHead? Parse(ReadOnlySpan<byte> head)
    {
        SymFileHead? found = null;
        foreach (var line in Encoding.UTF8.GetString(head).Split('\n'))
        {
            var text = line.TrimEnd('\r');
            if (found is null)
            {
                // The name is the rest of the line: it may hold blanks.
                var parts = text.Split(' ', 5);
                if (parts is not ["MODULE", var os, var cpu, var id, var name])
                {
                    return null;
                }

                found = new SymFileHead(os, cpu, id.ToUpperInvariant(), name, null, null);
            }
            else if (text.StartsWith("INFO CODE_ID ", StringComparison.Ordinal))
            {
                var parts = text.Split(' ', 4);
                return found with { CodeId = parts[2].ToLowerInvariant(), CodeFile = parts.Length > 3 ? parts[3] : null };
            }
            else if (!text.StartsWith("INFO", StringComparison.Ordinal))
            {
                break;
            }
        }

        return found;
    }
}

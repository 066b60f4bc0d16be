using System.Globalization;
using System.Text;

namespace Inquest.Processing.Reasons;

/// <summary>A table of number → constant name, kept as text inside the assembly and searched in place.</summary>
/// <remarks>
/// One line an entry, ascending by number: the number in lower-case hex, a blank, the name (<c>c0000005 STATUS_ACCESS_VIOLATION</c>).
/// 3,700 names as a dictionary would cost 400 KB of heap at start; as text they are pages of the executable, and a report
/// asks for two or three of them.
/// </remarks>
sealed class NumberedNames(string resource)
{
    readonly Lazy<byte[]> _text = new(() => Load(resource));

    /// <summary>The name of <paramref name="number"/>, or null.</summary>
    public string? Find(uint number)
    {
        ReadOnlySpan<byte> text = _text.Value;
        var (low, high) = (0, text.Length);
        while (low < high)
        {
            // Step back from the middle to the start of the line that it lies in.
            var middle = low + ((high - low) / 2);
            var start = text[..middle].LastIndexOf((byte)'\n') + 1;
            var line = text[start..];
            var end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..end];
            var blank = line.IndexOf((byte)' ');
            if (blank < 0 || !uint.TryParse(line[..blank], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            if (value == number)
            {
                return Encoding.ASCII.GetString(line[(blank + 1)..]);
            }

            if (value < number)
            {
                low = start + line.Length + 1;
            }
            else
            {
                high = start;
            }
        }

        return null;
    }

    static byte[] Load(string resource)
    {
        using var stream = typeof(NumberedNames).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly was built without {resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

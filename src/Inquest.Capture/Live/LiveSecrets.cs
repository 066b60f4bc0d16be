using System.Globalization;
using System.Text;
using Inquest.Formats;

namespace Inquest.Capture.Live;

/// <summary>Finds argument and environment strings: at the top of the main stack, and on the heap where setenv() puts them.</summary>
static class LiveSecrets
{
    // Fields of /proc/PID/stat (proc(5)): arg_start, arg_end, env_start, env_end.
    const int ArgumentsStart = 48;
    const int EnvironmentEnd = 51;

    /// <param name="procId">The process as /proc numbers it.</param>
    /// <param name="environment">Address of the variable <c>environ</c>, or zero.</param>
    public static List<AddressRange> Find(int procId, ulong environment, IAddressSpace memory, CaptureLimits limits)
    {
        var secrets = new List<AddressRange>();
        if (Strings(procId) is { } strings)
        {
            secrets.Add(strings);
        }

        if (environment == 0 || !memory.TryReadUInt64(environment, out var list) || list == 0)
        {
            return secrets;
        }

        for (var i = 0; i < limits.VariableCountMax && memory.TryReadUInt64(list + ((ulong)i * 8), out var variable) && variable != 0; i++)
        {
            if (secrets.Count == 0 || !secrets[0].Contains(variable))
            {
                secrets.Add(new AddressRange(variable, EndOfText(memory, variable, limits.VariableBytesMax)));
            }
        }

        return secrets;
    }

    static AddressRange? Strings(int procId)
    {
        var stat = ProcFile.Read($"/proc/{procId}/stat", 4096);
        // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
        var name = stat.AsSpan().LastIndexOf((byte)')');
        if (name < 0)
        {
            return null;
        }

        var fields = Encoding.ASCII.GetString(stat.AsSpan(name + 1)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > EnvironmentEnd - 3
            && ulong.TryParse(fields[ArgumentsStart - 3], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && ulong.TryParse(fields[EnvironmentEnd - 3], NumberStyles.None, CultureInfo.InvariantCulture, out var end) && end > start
            ? new AddressRange(start, end)
            : null;
    }

    static ulong EndOfText(IAddressSpace memory, ulong start, int sizeMax)
    {
        Span<byte> part = stackalloc byte[256];
        for (var at = start; at - start < (ulong)sizeMax; at += (ulong)part.Length)
        {
            var got = memory.Read(at, part);
            var end = part[..got].IndexOf((byte)0);
            if (end >= 0 || got < part.Length)
            {
                return at + (ulong)(end >= 0 ? end : got);
            }
        }

        return start + (ulong)sizeMax;
    }
}

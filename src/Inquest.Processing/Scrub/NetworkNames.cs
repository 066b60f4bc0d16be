using System.Buffers;
using System.Net;

namespace Inquest.Processing.Scrub;

/// <summary>E-mail addresses and IP addresses in text, for projects that keep neither.</summary>
static class NetworkNames
{
    static readonly SearchValues<char> Local = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-");
    static readonly SearchValues<char> Host = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");
    static readonly SearchValues<char> Address = SearchValues.Create("0123456789abcdefABCDEF.:");

    public static bool TryFindEmail(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        (start, end) = (0, 0);
        var position = from;
        while (position < text.Length && text[position..].IndexOf('@') is var found and >= 0)
        {
            var at = position + found;
            position = at + 1;
            start = from + text[from..at].LastIndexOfAnyExcept(Local) + 1;
            var length = text[(at + 1)..].IndexOfAnyExcept(Host);
            end = length < 0 ? text.Length : at + 1 + length;
            while (end > at + 1 && text[end - 1] is '.' or '-')
            {
                end--;
            }

            var dot = text[(at + 1)..end].LastIndexOf('.');
            if (start < at && dot > 0 && end - (at + 1) - dot > 2)
            {
                return true;
            }
        }

        return false;
    }

    public static bool TryFindAddress(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        (start, end) = (0, 0);
        var position = from;
        while (position < text.Length && text[position..].IndexOfAny(Address) is var found and >= 0)
        {
            start = position + found;
            var length = text[start..].IndexOfAnyExcept(Address);
            end = length < 0 ? text.Length : start + length;
            position = end;
            var isAlone = (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            var run = text[start..end].TrimEnd(".:");
            if (isAlone && IsAddress(run))
            {
                end = start + run.Length;
                return true;
            }

            // 10.0.0.1:8080
            if (isAlone && run.IndexOf(':') is var colon and > 0 && IsAddress(run[..colon]))
            {
                end = start + colon;
                return true;
            }
        }

        return false;
    }

    static bool IsAddress(ReadOnlySpan<char> run)
    {
        var isV6 = run.Count(':') >= 2;
        return (isV6 || run.Count('.') == 3) && run.Length is >= 7 and <= 45 && IPAddress.TryParse(run, out var address)
            && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any);
    }
}

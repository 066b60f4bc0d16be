using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Inquest.Reports;

namespace Inquest.Grouping.V0;

/// <summary>
/// The first fingerprint. Frozen: a change of what it answers is a new version in a folder of its own.
/// </summary>
/// <remarks>
/// The types of the exceptions and the first three named calls of the app's own code decide. With fewer than two such
/// calls the first three named calls of any code join them; without any name the first three module offsets do;
/// without a stack the message without its numbers, ids and quotes does. Lines, addresses and load order never count.
/// </remarks>
static class FingerprintV0
{
    public const int Version = 0;

    const int Enough = 3;
    const int TooFewOfTheApp = 2;
    const int LongestTitle = 200;

    public static GroupingResult Group(Report report, NormalisedStack stack)
    {
        var deciding = Decide(stack, out var how);
        var parts = new List<string>();
        parts.AddRange(Types(report).Select(t => "type " + t));
        parts.AddRange(deciding.Select(KeyOf));
        if (deciding.Count == 0)
        {
            parts.Add("message " + MessageShape.Of(MessageOf(report)));
            how = "No stack: the message decided, without its numbers, ids and quoted text.";
        }

        var key = Hash(parts);
        if (ClientFingerprint.Expand(report, stack, key) is { } client)
        {
            key = Hash(client.Select(p => "client " + p));
            how = "The client's own fingerprint decided: " + string.Join(" · ", client);
        }

        var signature = deciding.Count > 0 ? string.Join(" | ", deciding.Select(NameOf)) : MessageShape.Of(MessageOf(report));
        return new GroupingResult(key, Version, Cut(signature, 1_000), Cut(TitleOf(report, deciding), LongestTitle), CulpritOf(report, deciding), deciding, how);
    }

    static List<LogicalFrame> Decide(NormalisedStack stack, out string how)
    {
        var code = stack.Frames.Where(f => f.Role == FrameRole.Code).ToList();
        var named = code.Where(IsNamed).ToList();
        var own = named.Where(f => f.InApp).Take(Enough).ToList();
        if (own.Count >= TooFewOfTheApp)
        {
            how = $"The first {own.Count} calls of the app's own code decided.";
            return own;
        }

        if (named.Count > 0)
        {
            var first = named.Take(Enough).ToList();
            first.AddRange(own.Where(f => !first.Contains(f)));
            how = "Too few calls of the app's own code have names; the first named calls of all code decided.";
            return first;
        }

        how = "No call has a name; places in modules decided.";
        var placed = code.Where(f => f.Module is not null && f.Offset is not null).Take(Enough).ToList();
        return placed.Count > 0 ? placed : [.. stack.Frames.Where(IsNamed).Take(Enough)];
    }

    static bool IsNamed(LogicalFrame frame) => frame.Function is not null || (frame.File is not null && frame.Offset is null);

    // A qualified name says where it is from; plain C names (init, run) need their module.
    static string KeyOf(LogicalFrame frame)
    {
        if (frame.Function is { } function)
        {
            return function.Contains("::", StringComparison.Ordinal) || function[0] is '-' or '+' ? "call " + function : $"call {frame.Module ?? frame.File}!{function}";
        }

        return frame.Offset is { } offset && frame.Module is not null ? $"place {frame.Module}+{offset:x}" : "file " + frame.File;
    }

    static string NameOf(LogicalFrame frame) => frame.Function is { } function ? function
        : frame.Offset is { } offset && frame.Module is not null ? $"{frame.Module} + 0x{offset:x}" : frame.File ?? "?";

    static IEnumerable<string> Types(Report report) =>
        report.Exceptions.Where(e => !e.Synthetic && e.Type is not null).Select(e => e.Type!).Distinct(StringComparer.Ordinal);

    static string MessageOf(Report report)
    {
        if (report.Exceptions.Count > 0 && (report.Exceptions[0].Value ?? report.Exceptions[0].Type) is { } value)
        {
            return value;
        }

        return report.MessageTemplate ?? report.Message ?? report.Crash?.Assertion ?? report.Crash?.Reason ?? report.Transaction ?? report.Kind;
    }

    static string TitleOf(Report report, List<LogicalFrame> deciding)
    {
        var exception = report.Exceptions.Count > 0 ? report.Exceptions[0] : null;
        if (exception is { Synthetic: false } or { Value: not null } && (exception.Type ?? exception.Value) is not null)
        {
            var value = FirstLine(exception.Value);
            return exception.Type is { } type ? value.Length > 0 ? $"{type}: {value}" : type : value;
        }

        if (report.Crash is { } crash && (crash.Assertion ?? crash.Reason) is { } reason)
        {
            var title = crash.Assertion is not null && crash.Reason is not null ? $"{crash.Reason}: {FirstLine(crash.Assertion)}" : FirstLine(reason);
            return crash.AddressMeaning is { } meaning && crash.Assertion is null ? $"{title}: {meaning}" : title;
        }

        return FirstLine(report.Message) is { Length: > 0 } message ? message
            : exception?.Type ?? (deciding.Count > 0 ? NameOf(deciding[0]) : report.Kind);
    }

    static string CulpritOf(Report report, List<LogicalFrame> deciding)
    {
        if (deciding.Count == 0)
        {
            return report.Transaction ?? "";
        }

        var first = deciding.Find(f => f.InApp) ?? deciding[0];
        return first.Module is { } module && first.Function is not null ? $"{first.Function} in {module}" : NameOf(first);
    }

    static string FirstLine(string? text)
    {
        var line = text?.TrimStart() ?? "";
        var end = line.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? line : line[..end];
    }

    static string Cut(string text, int longest) =>
        text.Length <= longest ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1), "…");

    static string Hash(IEnumerable<string> parts)
    {
        // Lengths keep ("ab", "c") apart from ("a", "bc").
        var text = new ArrayBufferWriter<byte>(512);
        text.Write("inquest-fingerprint-0\n"u8);
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetByteCount(part);
            text.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length}:")));
            text.Advance(Encoding.UTF8.GetBytes(part, text.GetSpan(length)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan).AsSpan(0, 16));
    }
}

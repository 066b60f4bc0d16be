using Inquest.Reports;

namespace Inquest.Grouping.V0;

/// <summary>A client's own fingerprint with its <c>{{ tokens }}</c> put in.</summary>
static class ClientFingerprint
{
    /// <summary>Null when the client left the decision to the server.</summary>
    public static List<string>? Expand(Report report, NormalisedStack stack, string defaultKey)
    {
        if (report.ClientFingerprint.Count == 0 || (report.ClientFingerprint.Count == 1 && Token(report.ClientFingerprint[0]) == "default"))
        {
            return null;
        }

        return [.. report.ClientFingerprint.Select(part => Token(part) is { } token ? Value(token, report, stack, defaultKey) : part)];
    }

    static string? Token(string part)
    {
        var text = part.AsSpan().Trim();
        return text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal) ? text[2..^2].Trim().ToString() : null;
    }

    static string Value(string token, Report report, NormalisedStack stack, string defaultKey)
    {
        var exception = report.Exceptions.Count > 0 ? report.Exceptions[0] : null;
        var frame = stack.Frames.FirstOrDefault(f => f.Role == FrameRole.Code && f.InApp) ?? stack.Frames.FirstOrDefault(f => f.Role == FrameRole.Code);
        return token switch
        {
            "default" => defaultKey,
            "type" or "error.type" => exception?.Type ?? "<no-type>",
            "value" or "error.value" => exception?.Value ?? "<no-value>",
            "function" or "stack.function" => frame?.Function ?? "<no-function>",
            "module" or "stack.module" => frame?.Module ?? "<no-module>",
            "package" or "stack.package" => frame?.Module ?? "<no-package>",
            "transaction" => report.Transaction ?? "<no-transaction>",
            "level" => report.Level,
            "logger" => report.Logger ?? "<no-logger>",
            "message" => report.Message ?? exception?.Value ?? "<no-message>",
            "stack.abs_path" or "stack.filename" => frame?.File ?? "<no-abs-path>",
            _ when token.StartsWith("tags.", StringComparison.Ordinal) => report.Tags.GetValueOrDefault(token[5..]) ?? $"<no-value-for-tag-{token[5..]}>",
            _ => $"{{{{ {token} }}}}",
        };
    }
}

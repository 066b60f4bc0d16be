namespace Inquest.Server.Ingest;

/// <summary>A path that clients send to, taken apart. Both spellings, with and without a slash at the end, are the same.</summary>
/// <param name="Project">The project as the path has it, null on <c>/api/store/</c> and <c>/submit</c>.</param>
/// <param name="Argument">Event id of the attachments route.</param>
/// <param name="PathKey">Key as a segment of the path (cron, unreal).</param>
public readonly record struct IngestRoute(IngestKind Kind, string? Project, string? Argument = null, string? PathKey = null)
{
    /// <summary>The route of a path, or <see cref="IngestKind.None"/>.</summary>
    public static IngestRoute Match(string path)
    {
        if (path.Equals("/submit", StringComparison.Ordinal) || path.Equals("/submit/", StringComparison.Ordinal))
        {
            return new IngestRoute(IngestKind.Socorro, null);
        }

        if (!path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return default;
        }

        var rest = path.AsSpan("/api/".Length).TrimEnd('/');
        var slash = rest.IndexOf('/');
        if (slash < 0)
        {
            return rest is "store" ? new IngestRoute(IngestKind.Store, null) : default;
        }

        var project = rest[..slash];
        rest = rest[(slash + 1)..];
        if (project is "0" or "v1")
        {
            return default;
        }

        var kind = rest switch
        {
            "envelope" => IngestKind.Envelope,
            "store" => IngestKind.Store,
            "minidump" => IngestKind.Minidump,
            "security" or "csp-report" => IngestKind.Security,
            "nel" => IngestKind.Nel,
            "integration/otlp/v1/traces" or "integration/otlp/v1/logs" or "otlp/v1/traces" or "otlp/v1/logs" => IngestKind.Otlp,
            _ => IngestKind.None,
        };
        return kind != IngestKind.None ? new IngestRoute(kind, project.ToString()) : MatchArguments(project, rest);
    }

    static IngestRoute MatchArguments(ReadOnlySpan<char> project, ReadOnlySpan<char> rest)
    {
        var parts = rest.ToString().Split('/');
        return parts switch
        {
            ["events", var id, "attachments"] => new IngestRoute(IngestKind.Attachments, project.ToString(), id),
            ["unreal", var key] => new IngestRoute(IngestKind.Unreal, project.ToString(), null, key),
            ["cron", var slug] => new IngestRoute(IngestKind.Cron, project.ToString(), slug),
            ["cron", var slug, var key] => new IngestRoute(IngestKind.Cron, project.ToString(), slug, key),
            _ => default,
        };
    }
}

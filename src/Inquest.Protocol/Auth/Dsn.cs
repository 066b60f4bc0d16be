namespace Inquest.Protocol.Auth;

/// <summary><c>{scheme}://{public_key}[:{secret}]@{host}[:{port}]/[{path}/]{project_id}</c> (§1.1).</summary>
/// <param name="Path">Prefix behind a reverse proxy, without outer slashes; usually empty.</param>
public sealed record Dsn(string Scheme, string PublicKey, string Host, int? Port, string Path, string ProjectId)
{
    public static bool TryParse(string? text, out Dsn? dsn)
    {
        dsn = null;
        if (text is null || text.Length > 2_000)
        {
            return false;
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var at = text.LastIndexOf('@');
        var slash = at < 0 ? -1 : text.LastIndexOf('/');
        if (scheme <= 0 || at < scheme || slash < at)
        {
            return false;
        }

        var credentials = text[(scheme + 3)..at];
        var key = credentials.Split(':')[0];
        var tail = text[(slash + 1)..];
        var project = tail.AsSpan().TrimEnd('/').ToString();
        var authority = text[(at + 1)..slash];
        var pathStart = authority.IndexOf('/', StringComparison.Ordinal);
        var path = pathStart < 0 ? "" : authority[(pathStart + 1)..].Trim('/');
        var host = pathStart < 0 ? authority : authority[..pathStart];
        if (!ClientAuth.IsKey(key) || !ClientAuth.IsProjectId(project) || !TrySplitPort(host, out var name, out var port))
        {
            return false;
        }

        dsn = new Dsn(text[..scheme].ToLowerInvariant(), key, name, port, path, project);
        return true;
    }

    /// <summary>The server without a project, and without a slash at the end: what <c>/api/crash/…</c> is appended to.</summary>
    public string ServerBase => Origin;

    /// <summary>The address that SDKs append <c>envelope/</c> and the like to.</summary>
    public string ApiBase => $"{Origin}/api/{ProjectId}/";

    public override string ToString() =>
        $"{Scheme}://{PublicKey}@{Authority}/{(Path.Length > 0 ? Path + "/" : "")}{ProjectId}";

    string Authority => Port is { } port ? $"{Host}:{port}" : Host;

    string Origin => $"{Scheme}://{Authority}{(Path.Length > 0 ? "/" + Path : "")}";

    static bool TrySplitPort(string authority, out string host, out int? port)
    {
        (host, port) = (authority, null);
        // The last colon of [::1]:9000 starts the port, that of [::1] does not.
        var colon = authority.LastIndexOf(':');
        if (colon >= 0 && authority.IndexOf(']', colon) < 0)
        {
            if (!ushort.TryParse(authority.AsSpan(colon + 1), out var number))
            {
                return false;
            }

            (host, port) = (authority[..colon], number);
        }

        return host.Length > 0;
    }
}

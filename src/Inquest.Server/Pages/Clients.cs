using Inquest.Storage.Queries;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Addresses that clients send to.</summary>
static class Clients
{
    /// <param name="origin"><c>https://host:port</c> as the browser knows it.</param>
    public static ClientSetup Of(string origin, ProjectEntry project, KeyEntry key) => new(
        Dsn(origin, project.Id, key.PublicKey),
        $"{origin}/api/{project.Id}/minidump/?sentry_key={key.PublicKey}",
        $"{origin}/api/{project.Id}/envelope/",
        key.PublicKey);

    public static string Dsn(string origin, long projectId, string publicKey)
    {
        var scheme = origin.IndexOf("://", StringComparison.Ordinal) + 3;
        return $"{origin[..scheme]}{publicKey}@{origin[scheme..]}/{projectId}";
    }
}

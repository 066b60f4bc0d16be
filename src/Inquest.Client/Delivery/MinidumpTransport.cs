namespace Inquest.Client.Delivery;

/// <summary>One POST of a form, as Breakpad and Crashpad send it, with the event in its <c>sentry</c> field.</summary>
sealed class MinidumpTransport(Wire wire)
{
    public async Task<ServerAnswer> SendAsync(Outgoing report, CancellationToken cancellation)
    {
        using var content = new DumpFormContent(report, wire.Options.Compression);
        return await wire.SendAsync(
            HttpMethod.Post, $"{wire.Dsn.ApiBase}minidump/?sentry_key={wire.Dsn.PublicKey}", content, report.Report.Size, null, cancellation).ConfigureAwait(false);
    }
}

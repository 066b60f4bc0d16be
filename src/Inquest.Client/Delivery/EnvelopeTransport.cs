using Inquest.Client.Spool;

namespace Inquest.Client.Delivery;

/// <summary>One POST of an envelope: any server that speaks Sentry's protocol.</summary>
sealed class EnvelopeTransport(Wire wire)
{
    public Task<ServerAnswer> SendAsync(Outgoing report, CancellationToken cancellation) => SendAsync(report.Report, report.EventJson, null, cancellation);

    public Task<ServerAnswer> TellAsync(IReadOnlyDictionary<DropReason, long> drops, CancellationToken cancellation) => SendAsync(null, [], drops, cancellation);

    async Task<ServerAnswer> SendAsync(SpooledReport? report, byte[] eventJson, IReadOnlyDictionary<DropReason, long>? drops, CancellationToken cancellation)
    {
        using var content = new EnvelopeContent(report, eventJson, drops, wire.Time.GetUtcNow(), wire.Options.Compression);
        return await wire.SendAsync(HttpMethod.Post, wire.Dsn.ApiBase + "envelope/", content, report?.Size ?? 0, null, cancellation).ConfigureAwait(false);
    }
}

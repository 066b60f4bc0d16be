using Inquest.Client.Delivery;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;

namespace Inquest.Handler;

/// <summary>Sends what waits in a spool, by the rules of every client: with backoff, once, and never for ever.</summary>
static class ReportSender
{
    /// <summary>Sends until all is sent, the server says "later", or time is up. What was not taken stays for the next launch.</summary>
    /// <param name="patience">Null: as long as the client's limits allow.</param>
    public static DeliveryResult? Send(SpoolFolder spool, string dsn, TimeSpan? patience)
    {
        if (!Dsn.TryParse(dsn, out var target))
        {
            return null;
        }

        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var timeout = new CancellationTokenSource();
        if (patience is { } some)
        {
            timeout.CancelAfter(some > TimeSpan.Zero ? some : TimeSpan.Zero);
        }

        try
        {
            return new ReportUploader(spool, target!, http).SendAllAsync(null, timeout.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}

using System.Net;

namespace Inquest.Client.Delivery;

/// <summary>A body that goes out no faster than so many bytes a second, in pieces of a tenth of a second.</summary>
sealed class PacedContent : HttpContent
{
    readonly HttpContent _inner;
    readonly long _bytesPerSecond;
    readonly TimeProvider _time;

    public PacedContent(HttpContent inner, long bytesPerSecond, TimeProvider time)
    {
        (_inner, _bytesPerSecond, _time) = (inner, bytesPerSecond, time);
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _inner.CopyToAsync(new PacedStream(stream, _bytesPerSecond, _time), context, cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

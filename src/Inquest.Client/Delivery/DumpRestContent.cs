using System.Net;
using System.Net.Http.Headers;

namespace Inquest.Client.Delivery;

/// <summary>A dump from some byte on, packed and streamed.</summary>
sealed class DumpRestContent : HttpContent
{
    readonly string _path;
    readonly long _first;
    readonly WireCompression _compression;

    public DumpRestContent(string path, long first, long size, WireCompression compression)
    {
        (_path, _first, _compression) = (path, first, compression);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Headers.ContentRange = new ContentRangeHeaderValue(first, size - 1, size);
        compression.Announce(Headers);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var dump = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, useAsync: true);
        dump.Position = _first;
        await using var packed = _compression.Open(stream);
        await dump.CopyToAsync(packed, cancellationToken).ConfigureAwait(false);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

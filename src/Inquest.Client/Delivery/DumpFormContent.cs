using System.Net;
using System.Net.Http.Headers;

namespace Inquest.Client.Delivery;

/// <summary>The form of a minidump, packed whole; the dump is streamed.</summary>
sealed class DumpFormContent : HttpContent
{
    readonly Outgoing _report;
    readonly WireCompression _compression;
    readonly string _boundary = "inquest-" + Guid.NewGuid().ToString("N");

    public DumpFormContent(Outgoing report, WireCompression compression)
    {
        (_report, _compression) = (report, compression);
        Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=" + _boundary);
        compression.Announce(Headers);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var packed = _compression.Open(stream);
        using var form = new MultipartFormDataContent(_boundary);
        form.Add(new ByteArrayContent(_report.EventJson), "sentry");
        await using var dump = new FileStream(_report.Report.DumpPath!, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, useAsync: true);
        var file = new StreamContent(dump);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "upload_file_minidump", _report.Report.Id + ".dmp");
        await form.CopyToAsync(packed, cancellationToken).ConfigureAwait(false);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

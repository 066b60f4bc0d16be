using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Inquest.Client.Spool;

namespace Inquest.Client.Delivery;

/// <summary>A report as a packed envelope: event, minidump, and what was dropped before. The dump is streamed: memory does not grow with it.</summary>
sealed class EnvelopeContent : HttpContent
{
    readonly SpooledReport? _report;
    readonly byte[] _event;
    readonly byte[] _clientReport;
    readonly WireCompression _compression;

    /// <param name="report">Null for an envelope that only tells of drops.</param>
    /// <param name="eventJson">The report's event, already read and bounded.</param>
    /// <param name="drops">Counts to tell; null when there are none.</param>
    /// <param name="now">Time stamp of the counts.</param>
    /// <param name="compression">How the body is packed.</param>
    public EnvelopeContent(
        SpooledReport? report, byte[] eventJson, IReadOnlyDictionary<DropReason, long>? drops, DateTimeOffset now, WireCompression compression)
    {
        _compression = compression;
        _report = report;
        _event = eventJson;
        _clientReport = drops is not null ? ClientReportJson.Write(drops, now) : [];
        Headers.ContentType = new MediaTypeHeaderValue("application/x-sentry-envelope");
        compression.Announce(Headers);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var packed = _compression.Open(stream);
        await packed.WriteAsync(Line(_report is null ? "{}" : $$"""{"event_id":"{{_report.Id}}"}"""), cancellationToken).ConfigureAwait(false);
        if (_report is not null)
        {
            await WriteItemAsync(packed, $$"""{"type":"event","length":{{_event.Length}}}""", _event, cancellationToken).ConfigureAwait(false);
            await WriteDumpAsync(packed, _report, cancellationToken).ConfigureAwait(false);
        }

        if (_clientReport.Length > 0)
        {
            await WriteItemAsync(packed, $$"""{"type":"client_report","length":{{_clientReport.Length}}}""", _clientReport, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        // Known only after compression: the body goes out chunked.
        length = 0;
        return false;
    }

    static async Task WriteDumpAsync(Stream output, SpooledReport report, CancellationToken cancellation)
    {
        if (report.DumpPath is null)
        {
            return;
        }

        await using var dump = new FileStream(report.DumpPath, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, useAsync: true);
        var header = $$"""{"type":"attachment","length":{{dump.Length}},"filename":"{{report.Id}}.dmp","attachment_type":"event.minidump"}""";
        await output.WriteAsync(Line(header), cancellation).ConfigureAwait(false);
        await dump.CopyToAsync(output, cancellation).ConfigureAwait(false);
        await output.WriteAsync("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
    }

    static async Task WriteItemAsync(Stream output, string header, byte[] payload, CancellationToken cancellation)
    {
        await output.WriteAsync(Line(header), cancellation).ConfigureAwait(false);
        await output.WriteAsync(payload, cancellation).ConfigureAwait(false);
        await output.WriteAsync("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
    }

    static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");
}

using System.IO.Compression;
using System.Text.Json;
using Inquest.Server.Api.Wire;
using Inquest.Storage;
using Inquest.Storage.Consent;
using Inquest.Storage.Events;

namespace Inquest.Server.Api;

/// <summary>Writes everything that a project has of one person.</summary>
sealed class UserExport(Database database, BlobStore blobs)
{
    public static async Task SendAsync(HttpContext context, long project, byte[] hash)
    {
        var (response, services) = (context.Response, context.RequestServices);
        response.ContentType = "application/zip";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"user-{Convert.ToHexStringLower(hash)[..12]}.zip\"";
        var export = new UserExport(services.GetRequiredService<Database>(), services.GetRequiredService<BlobStore>());
        await using var body = response.BodyWriter.AsStream();
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, null, context.RequestAborted);
        await export.WriteAsync(zip, services.GetRequiredService<ConsentStore>().Of(project, hash), project, hash, context.RequestAborted);
    }

    async Task WriteAsync(
        ZipArchive zip, IReadOnlyList<ConsentChange> choices, long project, byte[] hash, CancellationToken cancellation)
    {
        var body = choices.Select(change => new ConsentChangeBody(change.State, change.TextVersion, change.ChangedAt, change.ReceivedAt)).ToList();
        await using (var entry = await zip.CreateEntry("consent.json").OpenAsync(cancellation))
        {
            await JsonSerializer.SerializeAsync(entry, new UserConsentBody(body.Count > 0 ? body[0].State : "unknown", body), ApiJson.Default.UserConsentBody, cancellation);
        }

        foreach (var (row, id, dump) in Events(project, hash, ApiLimits.ExportedEventsMax))
        {
            if (Report(row) is { } report)
            {
                await using var entry = await zip.CreateEntry($"events/{id}.json").OpenAsync(cancellation);
                await entry.WriteAsync(report, cancellation);
            }

            if (dump is not null && blobs.Open(dump) is { } file)
            {
                await using (file)
                {
                    await using var entry = await zip.CreateEntry($"events/{id}.dmp").OpenAsync(cancellation);
                    await file.CopyToAsync(entry, cancellation);
                }
            }
        }
    }

    List<(long Row, string Id, byte[]? Dump)> Events(long project, byte[] hash, int count)
    {
        var user = UserHash.OfHashedId(UserHash.HashedIdPrefix + Convert.ToHexStringLower(hash));
        using var reader = database.Read();
        var events = new List<(long, string, byte[]?)>();
        var rows = reader.Prepare("SELECT id, event_id, dump_hash FROM event WHERE project_id = ?1 AND user_hash = ?2 ORDER BY id LIMIT ?3")
            .Bind(1, project).Bind(2, user).Bind(3, (long)count);
        while (rows.Step())
        {
            events.Add((rows.Int64(0), Convert.ToHexStringLower(rows.Blob(1)), rows.BlobOrNull(2)));
        }

        return events;
    }

    byte[]? Report(long row)
    {
        using var reader = database.Read();
        var body = reader.Prepare("SELECT report_zstd FROM event_body WHERE id = ?1").Bind(1, row);
        var packed = body.Step() ? body.BlobOrNull(0) : null;
        body.Reset();
        return packed is null ? null : Zstd.Unpack(packed);
    }
}

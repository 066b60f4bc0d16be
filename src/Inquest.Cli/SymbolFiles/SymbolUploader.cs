using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.SymbolFiles;

/// <summary>Brings files to the server in pieces; what the server has is not sent.</summary>
sealed class SymbolUploader(ServerConnection connection, string project, string? release, Action<long> sent)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    string Root => $"api/v1/projects/{Uri.EscapeDataString(project)}/symbols";

    /// <summary>The size that the server wants pieces to have.</summary>
    /// <exception cref="ServerRefusal">The server does not take this token or project.</exception>
    public async Task<int> ChunkBytesAsync(CancellationToken cancellation)
    {
        using var json = await AskAsync([], cancellation);
        return json.RootElement.GetProperty("chunkBytes").GetInt32();
    }

    /// <summary>Sends what is missing of some files and waits until the server has taken or refused each.</summary>
    /// <returns>The last answer for each; <c>assembling</c> when time ran out.</returns>
    public async Task<IReadOnlyList<AssembledAnswer>> UploadAsync(
        IReadOnlyList<UploadPlan> plans, TimeSpan patience, CancellationToken cancellation)
    {
        var answers = new Dictionary<string, AssembledAnswer>(StringComparer.Ordinal);
        var redo = new Dictionary<string, int>(StringComparer.Ordinal);
        var pause = FirstPause;
        var started = TimeProvider.System.GetTimestamp();
        var open = plans;
        while (open.Count > 0)
        {
            foreach (var answer in await StatesAsync(open, cancellation))
            {
                answers[answer.Sha256] = answer;
            }

            foreach (var plan in open.Where(plan => answers[plan.Sha256].State == "missing-chunks"))
            {
                await SendAsync(plan, answers[plan.Sha256].MissingChunks, cancellation);
                pause = TimeSpan.Zero;
            }

            open = [.. open.Where(plan => answers[plan.Sha256].State is "missing-chunks" or "assembling")];
            if (open.Count > 0 && TimeProvider.System.GetElapsedTime(started) > patience && open.All(plan => answers[plan.Sha256].State == "assembling"))
            {
                break;
            }

            if (open.Count > 0 && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, TimeProvider.System, cancellation);
            }

            pause = pause == TimeSpan.Zero ? FirstPause : pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }

        return [.. plans.Select(plan => answers[plan.Sha256])];
    }

    async Task<List<AssembledAnswer>> StatesAsync(IReadOnlyList<UploadPlan> plans, CancellationToken cancellation)
    {
        using var json = await AskAsync(plans, cancellation);
        var answers = new List<AssembledAnswer>();
        foreach (var file in json.RootElement.GetProperty("files").EnumerateArray())
        {
            answers.Add(new AssembledAnswer(
                file.GetProperty("sha256").GetString()!,
                file.GetProperty("state").GetString()!,
                file.GetProperty("missingChunks").EnumerateArray().Select(chunk => chunk.GetString()!).ToHashSet(StringComparer.Ordinal),
                file.TryGetProperty("detail", out var detail) ? detail.GetString() : null,
                file.GetProperty("eventsToRedo").GetInt32()));
        }

        return answers;
    }

    Task SendAsync(UploadPlan plan, IReadOnlySet<string> missing, CancellationToken cancellation) => Parallel.ForEachAsync(
        plan.Chunks.Index().Where(chunk => missing.Contains(chunk.Item)).DistinctBy(chunk => chunk.Item),
        new ParallelOptions { MaxDegreeOfParallelism = SymbolFileLimits.ChunksAtOnce, CancellationToken = cancellation },
        async (chunk, stopping) =>
        {
            var packed = plan.Pack(chunk.Index);
            using var answer = await RetryAsync(
                () => new HttpRequestMessage(HttpMethod.Put, $"{Root}/chunks/{chunk.Item}") { Content = Body(packed) }, stopping);
            await RefuseAsync(answer, stopping);
            sent(Math.Min(plan.ChunkBytes, plan.File.Size - ((long)chunk.Index * plan.ChunkBytes)));
        });

    async Task<JsonDocument> AskAsync(IReadOnlyList<UploadPlan> plans, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (release is not null)
            {
                json.WriteString("release", release);
            }

            json.WriteStartArray("files");
            foreach (var plan in plans)
            {
                json.WriteStartObject();
                json.WriteString("sha256", plan.Sha256);
                json.WriteString("name", plan.File.Name);
                json.WriteStartArray("chunks");
                foreach (var chunk in plan.Chunks)
                {
                    json.WriteStringValue(chunk);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var bytes = body.ToArray();
        using var answer = await RetryAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"{Root}/assemble") { Content = Body(bytes, "application/json") }, cancellation);
        await RefuseAsync(answer, cancellation);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>Tries again what a moment can repair: no connection, and errors of the server.</summary>
    async Task<HttpResponseMessage> RetryAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == SymbolFileLimits.AttemptsMax;
            try
            {
                using var message = request();
                var answer = await connection.SendAsync(message, cancellation);
                if (isLast || (answer.StatusCode < HttpStatusCode.InternalServerError && answer.StatusCode != HttpStatusCode.TooManyRequests))
                {
                    return answer;
                }

                answer.Dispose();
            }
            catch (HttpRequestException) when (!isLast)
            {
            }

            await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), TimeProvider.System, cancellation);
        }
    }

    static async Task RefuseAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new ServerRefusal(await ServerConnection.ExplainAsync(answer, cancellation));
        }
    }

    static ByteArrayContent Body(byte[] content, string type = "application/octet-stream")
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        return body;
    }
}

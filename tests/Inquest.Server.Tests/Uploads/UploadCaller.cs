using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Inquest.Testing;

namespace Inquest.Server.Tests.Uploads;

/// <summary>The three requests of an upload, as a client sends them.</summary>
static class UploadCaller
{
    public static string UserHash(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("id:" + id)));

    /// <summary>A dump of one thread that crashed in a module called game.exe.</summary>
    public static byte[] Dump(ulong at = 0x401234, int padding = 0)
    {
        var registers = new Dictionary<string, ulong> { ["rip"] = at, ["rsp"] = 0x7000 };
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux);
        builder.Module(0x400000, 0x10000, "/opt/game/game", builder.ElfBuildId(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
        builder.Thread(1, 0x7000, new byte[256], ContextBuilder.Amd64(registers));
        if (padding > 0)
        {
            var bytes = new byte[padding];
            new Random(7).NextBytes(bytes);
            builder.Memory(0x100000, bytes);
        }

        return builder.Exception(1, 11, 0, ContextBuilder.Amd64(registers)).Build();
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(TestServer test, string path, string json, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("X-Sentry-Auth", $"Sentry sentry_version=7, sentry_key={key ?? test.Key}");
        using var answer = await test.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    public static async Task<JsonElement> AskAsync(TestServer test, string crashId, long size, string? more = null)
    {
        var (status, body) = await PostAsync(test, "/api/crash/signed-url", $$"""{"crashId":"{{crashId}}","kind":"minidump","size":{{size}}{{(more is null ? "" : "," + more)}}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    public static async Task<HttpResponseMessage> PutAsync(TestServer test, string url, byte[] bytes, string? range = null, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes) };
        if (range is not null)
        {
            request.Content.Headers.ContentRange = ContentRangeHeaderValue.Parse(range);
        }

        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return await test.Client.SendAsync(request);
    }

    public static Task<(HttpStatusCode Status, JsonElement Body)> ConfirmAsync(TestServer test, string key, string? more = null, string? clientKey = null) =>
        PostAsync(test, "/api/crash/confirm", $$"""{"key":"{{key}}"{{(more is null ? "" : "," + more)}}}""", clientKey);

    /// <summary>The whole way; true when it was uploaded and false when it was counted only.</summary>
    public static async Task<bool> SendAsync(TestServer test, string crashId, byte[] dump, string labels)
    {
        var asked = await AskAsync(test, crashId, dump.Length, labels);
        if (asked.TryGetProperty("skip", out _))
        {
            return false;
        }

        using var put = await PutAsync(test, asked.GetProperty("url").GetString()!, dump);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var (status, _) = await ConfirmAsync(test, asked.GetProperty("key").GetString()!, labels);
        Assert.Equal(HttpStatusCode.Accepted, status);
        return true;
    }

    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

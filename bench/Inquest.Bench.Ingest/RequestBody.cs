using System.Text;

namespace Inquest.Bench.Ingest;

/// <summary>A request body with the places where each request writes its own event id and its own bug.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="ContentType">Header value.</param>
/// <param name="IdOffsets">Where the 32 hex digits of the event id stand.</param>
/// <param name="BugOffsets">Where the four digits that choose the bug stand.</param>
sealed record RequestBody(byte[] Bytes, string ContentType, int[] IdOffsets, int[] BugOffsets)
{
    const string IdMark = "0123456789abcdef0123456789abcdef";
    const string BugMark = "#bug";

    /// <param name="text"><c>envelope:SIZE</c> or <c>dump:FILE[:SIZE]</c>; sizes in bytes, a dump is padded at its end.</param>
    public static RequestBody Parse(string text)
    {
        var parts = text.Split(':');
        return parts[0] switch
        {
            "envelope" => Envelope(int.Parse(parts[1])),
            "dump" => Dump(parts[1], parts.Length > 2 ? int.Parse(parts[2]) : 0),
            _ => throw new ArgumentException($"'{text}' is neither envelope:SIZE nor dump:FILE[:SIZE]."),
        };
    }

    static RequestBody Dump(string file, int size)
    {
        var bytes = File.ReadAllBytes(file);
        Array.Resize(ref bytes, Math.Max(bytes.Length, size));
        return new RequestBody(bytes, "application/x-dmp", [], []);
    }

    static RequestBody Envelope(int size)
    {
        var start = $$"""
            {"event_id":"{{IdMark}}","timestamp":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},"platform":"node","level":"error","release":"shop@1.4.2","environment":"production","server_name":"web-3","tags":{"region":"eu-west","shard":"7"},"user":{"id":"u-{{BugMark}}"},"exception":{"values":[{"type":"TypeError","value":"basket {{BugMark}} has no total","mechanism":{"type":"generic","handled":true},"stacktrace":{"frames":[
            """;
        var frames = string.Join(',', Enumerable.Range(0, 8).Select(i =>
            $$"""{"function":"step{{i}}_{{BugMark}}","module":"basket/checkout{{i}}","filename":"/srv/shop/dist/basket/checkout{{i}}.js","lineno":{{i + 40}},"colno":12,"in_app":true,"context_line":"  return total(basket{{i}});"}"""));
        const string End = """]}}]},"contexts":{"runtime":{"name":"node","version":"v22.1.0"},"os":{"name":"Linux","version":"6.1"}},"breadcrumbs":[""";
        const string Crumb = """{"timestamp":1760000000.25,"category":"http","type":"http","level":"info","message":"GET /api/basket/lines","data":{"status_code":200,"url":"/api/basket/lines?page=2"}}""";
        const string Tail = """],"sdk":{"name":"sentry.javascript.node","version":"11.12.0"}}""";
        var crumbCount = Math.Max(1, (size - start.Length - frames.Length - End.Length - Tail.Length - 120) / (Crumb.Length + 1));
        var json = start + frames + End + string.Join(',', Enumerable.Repeat(Crumb, crumbCount)) + Tail;
        var text = $"{{\"event_id\":\"{IdMark}\",\"sdk\":{{\"name\":\"sentry.javascript.node\",\"version\":\"11.12.0\"}}}}\n{{\"type\":\"event\",\"length\":{Encoding.UTF8.GetByteCount(json)}}}\n{json}\n";
        return new RequestBody(Encoding.UTF8.GetBytes(text), "text/plain;charset=UTF-8", Places(text, IdMark), Places(text, BugMark));
    }

    /// <summary>Writes a request's own id and bug into a copy of the body.</summary>
    public void Personalise(Span<byte> body, ReadOnlySpan<byte> id, int bug)
    {
        foreach (var offset in IdOffsets)
        {
            id.CopyTo(body[offset..]);
        }

        Span<byte> digits = [(byte)('a' + bug / 1000 % 10), (byte)('a' + bug / 100 % 10), (byte)('a' + bug / 10 % 10), (byte)('a' + bug % 10)];
        foreach (var offset in BugOffsets)
        {
            digits.CopyTo(body[offset..]);
        }
    }

    static int[] Places(string text, string mark)
    {
        var places = new List<int>();
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            places.Add(at);
        }

        return [.. places];
    }
}

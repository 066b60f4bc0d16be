using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Inquest.Web;

namespace Inquest.Server.Tests.Pages;

/// <summary>Reports that were made to break a page, sent to the real server and looked at through its pages.</summary>
public sealed class HostileDisplayTests
{
    /// <summary>The ceiling of any page with everything it loads (docs/design: budgets), in bytes on the wire.</summary>
    const int PageBytesMax = 100 << 10;

    // A lone surrogate cannot be written by a serializer; it is put in by name and replaced in the text.
    const string Hostile = "<script>alert(1)</script>\u202Egpj.exe\"'`⟪NUL⟫⟪LONE⟫</title></textarea><img src=x onerror=alert(2)>\u2066\nforged: line";

    static readonly string[] Parts = ["", "/text", "/md", "/json", "/threads", "/threads/0", "/modules", "/memory", "/breadcrumbs", "?frames=all", "?system=hide"];

    [Fact]
    public async Task Nothing_that_a_report_says_is_markup_or_hides_itself()
    {
        await using var server = await TestServer.StartAsync();
        await SendAsync(server, Everywhere());
        using var visitor = new PageVisitor(server);
        foreach (var path in Pages(server).Append("/issues?q=" + Uri.EscapeDataString(Hostile)).Append("/issues?tab=" + Uri.EscapeDataString(Hostile)).Append("/login?next=" + Uri.EscapeDataString(Hostile)))
        {
            using var answer = await visitor.GetAsync(path);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            Assert.True((int)answer.StatusCode < 400, $"{path}: {answer.StatusCode}");
            if (answer.StatusCode != System.Net.HttpStatusCode.OK)
            {
                continue;
            }

            Assert.Contains("default-src", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            if (answer.Content.Headers.ContentType?.MediaType == "text/html")
            {
                foreach (var forbidden in (string[])["<script>", "<img", "</title></", "\u202E", "\u2066", "\0"])
                {
                    Assert.False(text.Contains(forbidden, StringComparison.OrdinalIgnoreCase), $"{path} has {forbidden.Replace("\0", "NUL", StringComparison.Ordinal)}");
                }
            }
            else if (!path.EndsWith("/json", StringComparison.Ordinal))
            {
                Assert.DoesNotContain('\u202E', text);
                Assert.DoesNotContain('\0', text);
            }
        }
    }

    [Fact]
    public async Task Ten_thousand_threads_are_a_page_of_ordinary_size_that_says_what_it_left_out()
    {
        await using var server = await TestServer.StartAsync();
        var threads = string.Join(',', Enumerable.Range(0, 10_000).Select(i =>
            Fill("""{"id":@0,"name":"worker @0","stacktrace":{"frames":[{"function":"wait@0","package":"libpool.so"},{"function":"run@1","package":"libpool.so"}]}}""", i, i * 7)));
        await SendAsync(server, Fill("""{"message":"Everything waits","platform":"native","threads":{"values":[@0]}}""", threads));
        await AssertSmallAsync(server);
        using var visitor = new PageVisitor(server);
        Assert.Contains("Of 10000 threads, 256 were kept.", await visitor.TextAsync("/issues/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_million_breadcrumbs_are_a_page_of_ordinary_size_that_says_what_it_left_out()
    {
        await using var server = await TestServer.StartAsync();
        var text = new StringBuilder("""{"message":"It remembers everything","platform":"native","breadcrumbs":[""");
        for (var i = 0; i < 1_000_000; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("{\"message\":\"b\"}");
        }

        await SendAsync(server, text.Append("]}").ToString());
        await AssertSmallAsync(server);
        using var visitor = new PageVisitor(server);
        Assert.Contains("999,800 breadcrumbs beyond the limit", await visitor.TextAsync("/issues/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Megabytes_in_single_values_are_cut_and_marked()
    {
        await using var server = await TestServer.StartAsync();
        var long1 = new string('x', 1 << 20);
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);
        await SendAsync(server, Fill("""
            {"message":"@0","platform":"native","release":"@1","transaction":"@0","server_name":"@0","tags":{"@2":"@0"},
             "exception":{"values":[{"type":"@0","value":"@0","stacktrace":{"frames":[{"function":"@0","module":"@0","filename":"@0","context_line":"@0","vars":{"v":"@0"}}]}}]},
             "extra":{"e":"@0","deep":@3},"contexts":{"c":{"k":"@0"}},"user":{"id":"@0"},"breadcrumbs":[{"message":"@0","data":{"k":"@0"}}],
             "request":{"url":"http://a/@0","headers":{"X":"@0"}}}
            """, long1, long1[..5000], long1[..3000], deep));
        await AssertSmallAsync(server);
        using var visitor = new PageVisitor(server);
        Assert.Contains("xxx…", await visitor.TextAsync("/issues/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_tags_frames_exceptions_and_modules_stay_small()
    {
        await using var server = await TestServer.StartAsync();
        var tags = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"tag{i}\":\"value {i}\""));
        var frames = string.Join(',', Enumerable.Range(0, 10_000).Select(i => Fill("""{"function":"f@0","filename":"src/f@0.c","in_app":true,"vars":{"a":"@0"}}""", i)));
        var exceptions = string.Join(',', Enumerable.Range(0, 1_000).Select(i => Fill("""{"type":"E@0","value":"v@0","stacktrace":{"frames":[{"function":"g@0"},{"function":"h@0"}]}}""", i)));
        var modules = string.Join(',', Enumerable.Range(0, 10_000).Select(i => Fill("""{"type":"elf","code_file":"/lib/lib@0.so","debug_id":"@1","image_addr":"0x@2","image_size":4096}""", i, i.ToString("x32"), ((i + 1) << 16).ToString("x"))));
        await SendAsync(server, Fill("""
            {"platform":"native","tags":{@0},"exception":{"values":[@1,{"type":"Last","value":"one","stacktrace":{"frames":[@2]}}]},"debug_meta":{"images":[@3]}}
            """, tags, exceptions, frames, modules));
        await AssertSmallAsync(server);
    }

    static string Fill(string template, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            template = template.Replace("@" + i, values[i].ToString(), StringComparison.Ordinal);
        }

        return template;
    }

    static async Task AssertSmallAsync(TestServer server)
    {
        var assets = WebAssets.Css.Brotli.Length + WebAssets.Script.Brotli.Length + WebAssets.Htmx.Brotli.Length + WebAssets.Chart.Brotli.Length + WebAssets.ChartCss.Brotli.Length;
        using var visitor = new PageVisitor(server);
        foreach (var path in Pages(server).Where(path => !path.EndsWith("/json", StringComparison.Ordinal) && !path.EndsWith("/text", StringComparison.Ordinal) && !path.EndsWith("/md", StringComparison.Ordinal)))
        {
            using var answer = await visitor.GetAsync(path);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                continue;
            }

            var size = assets + Packed(await answer.Content.ReadAsByteArrayAsync());
            Assert.True((int)answer.StatusCode < 400, $"{path}: {answer.StatusCode}");
            Assert.True(size <= PageBytesMax, $"{path} takes {size} bytes");
        }
    }

    static int Packed(byte[] page)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, new BrotliCompressionOptions { Quality = 4 }, leaveOpen: true))
        {
            brotli.Write(page);
        }

        return (int)target.Length;
    }

    static async Task SendAsync(TestServer server, string json)
    {
        using var answer = await server.PostAsync(server.EnvelopePath, TestServer.Envelope(TestServer.NewId(), json));
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        await server.DrainedAsync();
        Assert.Equal(1, server.Number("SELECT count(*) FROM event WHERE state = 'stored'"));
    }

    static IEnumerable<string> Pages(TestServer server) =>
        [.. Parts.Select(part => "/issues/1/events/1" + part), "/", "/issues", "/issues/1", "/symbols", "/outcomes", "/settings"];

    static string Everywhere()
    {
        var quoted = JsonSerializer.Serialize(Hostile).Replace("⟪NUL⟫", "\\u0000", StringComparison.Ordinal).Replace("⟪LONE⟫", "\\uD800", StringComparison.Ordinal)
            .Replace("\\u27EANUL\\u27EB", "\\u0000", StringComparison.Ordinal).Replace("\\u27EALONE\\u27EB", "\\uD800", StringComparison.Ordinal);
        Assert.Contains("\\uD800", quoted, StringComparison.Ordinal);
        return """
            {"message":H,"platform":"native","level":"fatal","release":H,"environment":H,"dist":H,"transaction":H,"server_name":H,"logger":H,
             "sdk":{"name":H,"version":H},"tags":{H:H,"ok":H},"user":{"id":H,"email":H,"username":H,"ip_address":H},"modules":{H:H},
             "fingerprint":[H],"extra":{H:{H:[H,{H:H}]}},"contexts":{H:{H:H},"os":{"name":H,"version":H},"device":{"model":H},"runtime":{"name":H,"version":H}},
             "request":{"url":H,"method":H,"headers":{H:H},"query_string":H,"data":H,"env":{H:H}},
             "breadcrumbs":[{"message":H,"category":H,"type":H,"level":H,"data":{H:H}}],
             "exception":{"values":[{"type":H,"value":H,"module":H,"mechanism":{"type":H,"handled":false},"stacktrace":{"frames":[
               {"function":H,"module":H,"filename":H,"abs_path":H,"package":H,"lineno":7,"context_line":H,"pre_context":[H],"post_context":[H],"vars":{H:H},"in_app":true,"instruction_addr":"0x1010"}]}}]},
             "threads":{"values":[{"id":H,"name":H,"crashed":true,"current":true,"state":H,"stacktrace":{"frames":[{"function":H,"package":H,"instruction_addr":"0x1020"}]}},{"id":2,"name":H}]},
             "debug_meta":{"images":[{"type":"elf","code_file":H,"debug_file":H,"debug_id":"01020304050607080910111213141516","code_id":H,"image_addr":"0x1000","image_size":4096}]}}
            """.Replace("H", quoted, StringComparison.Ordinal);
    }
}

using System.Text;
using System.Text.Json;
using CsCheck;
using Inquest.Processing.Scrub;
using Inquest.Reports;

namespace Inquest.Processing.Tests.Scrub;

public sealed class ScrubberTests
{
    const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";

    static readonly Scrubber Default = new(ScrubRules.Default);

    static string Json(string json, Scrubber? scrubber = null) =>
        Encoding.UTF8.GetString((scrubber ?? Default).ScrubJson(Encoding.UTF8.GetBytes(json)).Span).Replace("\\u27E8", "⟨", StringComparison.Ordinal).Replace("\\u27E9", "⟩", StringComparison.Ordinal);

    [Theory]
    [InlineData("/home/joe/app/main.py", "/home/⟨scrubbed: home directory⟩/app/main.py")]
    [InlineData("/Users/joe", "/Users/⟨scrubbed: home directory⟩")]
    [InlineData(@"C:\Users\Joe Smith\AppData\x.log", @"C:\Users\⟨scrubbed: home directory⟩\AppData\x.log")]
    [InlineData(@"C:\\Users\\joe\\x", @"C:\\Users\\⟨scrubbed: home directory⟩\\x")]
    [InlineData("cannot open /home/joe: denied", "cannot open /home/⟨scrubbed: home directory⟩: denied")]
    [InlineData("sentry sntryu_0123456789abcdef0123456789abcdef end", "sentry ⟨scrubbed: token⟩ end")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE.", "key ⟨scrubbed: token⟩.")]
    [InlineData("t=ghp_abcdefghijklmnopqrstuvwxyz0123", "t=⟨scrubbed: token⟩")]
    [InlineData("Authorization: Bearer abcdef0123456789abcdef", "Authorization: ⟨scrubbed: authorization⟩")]
    [InlineData("got Bearer abcdef0123456789abcdef", "got Bearer ⟨scrubbed: credentials⟩")]
    [InlineData("jwt " + Jwt, "jwt ⟨scrubbed: token⟩")]
    [InlineData("postgres://app:hunter2@db/prod", "postgres://⟨scrubbed: credentials⟩@db/prod")]
    [InlineData("Server=db;Password=hunter2;Timeout=3", "Server=db;Password=⟨scrubbed: secret⟩;Timeout=3")]
    [InlineData("GET /a?token=abc&b=1", "GET /a?token=⟨scrubbed: secret⟩&b=1")]
    [InlineData("{\"password\": \"x y\"}", "{\"password\": \"⟨scrubbed: secret⟩\"}")]
    [InlineData("tool --api-key abc run", "tool --api-key ⟨scrubbed: secret⟩ run")]
    [InlineData("card 4111 1111 1111 1111 declined", "card ⟨scrubbed: card number⟩ declined")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter", "⟨scrubbed: private key⟩\nafter")]
    public void Replaces_secrets_by_their_shape(string text, string expected) => Assert.Equal(expected, Default.Scrub(text));

    [Theory]
    [InlineData("https://example.com/home/page")]
    [InlineData("/Users/Shared/x and C:\\Users\\Public\\x")]
    [InlineData("order 4111111111111112")]
    [InlineData("1732291200123456789")]
    [InlineData("the password: must be long")]
    [InlineData("bearer tokens are nice")]
    [InlineData("System.Threading.CancellationToken=None")]
    [InlineData("https://0123456789abcdef0123456789abcdef@host/1")]
    public void Leaves_harmless_text_alone(string text) => Assert.Same(text, Default.Scrub(text));

    [Theory]
    [InlineData("{\"Authorization\":\"x\",\"Accept\":\"y\"}", "{\"Authorization\":\"⟨scrubbed: authorization⟩\",\"Accept\":\"y\"}")]
    [InlineData("[[\"X-Api-Key\",\"x\"],[\"Host\",\"y\"]]", "[[\"X-Api-Key\",\"⟨scrubbed: secret⟩\"],[\"Host\",\"y\"]]")]
    [InlineData("{\"cookies\":{\"sid\":\"x\",\"n\":1}}", "{\"cookies\":{\"sid\":\"⟨scrubbed: cookie⟩\",\"n\":\"⟨scrubbed: cookie⟩\"}}")]
    [InlineData("{\"user\":{\"passWord\":5,\"has_password\":true}}", "{\"user\":{\"passWord\":\"⟨scrubbed: secret⟩\",\"has_password\":true}}")]
    [InlineData("{\"max_tokens\":5}", "{\"max_tokens\":5}")]
    [InlineData("{\"name\":\"csrf\",\"value\":\"x\"}", "{\"name\":\"csrf\",\"value\":\"⟨scrubbed: secret⟩\"}")]
    [InlineData("{\"card\":4111111111111111}", "{\"card\":\"⟨scrubbed: card number⟩\"}")]
    [InlineData("{\"p\":\"\\/home\\/joe\\/x\"}", "{\"p\":\"/home/⟨scrubbed: home directory⟩/x\"}")]
    public void Replaces_values_of_secret_keys_in_trees(string json, string expected) => Assert.Equal(expected, Json(json));

    [Fact]
    public void Keeps_names_but_not_values_of_the_environment_that_send_event_sends()
    {
        var json = Json("{\"extra\":{\"environ\":{\"PATH\":\"/bin\",\"SENTRY_AUTH_TOKEN\":\"abc\",\"MY_THING\":\"v\",\"HOME\":\"/home/joe\"}}}");
        Assert.Equal("{\"extra\":{\"environ\":{\"PATH\":\"/bin\",\"SENTRY_AUTH_TOKEN\":\"⟨scrubbed: environment⟩\",\"MY_THING\":\"⟨scrubbed: environment⟩\",\"HOME\":\"/home/⟨scrubbed: home directory⟩\"}}}", json);
    }

    [Fact]
    public void Obeys_the_rules_of_a_project()
    {
        var rules = ScrubRules.Default with
        {
            ExtraKeys = ["Employee-No"], AllowedKeys = ["csrf_token"], Patterns = [@"ACME-\d+", @"(a)\1"], Emails = true, IpAddresses = true,
        };
        var scrubber = new Scrubber(rules);
        Assert.Equal("{\"employee_no\":\"⟨scrubbed: secret⟩\",\"csrfToken\":\"x\"}", Json("{\"employee_no\":\"7\",\"csrfToken\":\"x\"}", scrubber));
        Assert.Equal("⟨scrubbed: pattern⟩ by ⟨scrubbed: e-mail⟩ from ⟨scrubbed: address⟩:80", scrubber.Scrub("ACME-12 by a.b@c.org from 10.1.2.3:80"));
        Assert.Equal([@"(a)\1"], scrubber.BadPatterns);
        Assert.Equal(rules.Patterns, JsonSerializer.Deserialize(JsonSerializer.Serialize(rules, ScrubJson.Default.ScrubRules), ScrubJson.Default.ScrubRules)!.Patterns);
        var off = new Scrubber(new ScrubRules { Enabled = false });
        Assert.Equal("password=x1", off.Scrub("password=x1"));
    }

    [Fact]
    public void Cleans_every_corner_of_a_report()
    {
        const string secret = "sntryu_0123456789abcdef0123456789abcdef";
        using var tree = JsonDocument.Parse($"{{\"a\":[\"{secret}\"]}}");
        var element = tree.RootElement.Clone();
        var frame = new Frame { File = secret, AbsolutePath = secret, ContextLine = secret, PreContext = [secret], PostContext = [secret], Vars = element };
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = secret };
        var report = new Report
        {
            Message = secret, MessageTemplate = secret, Transaction = secret, ServerName = secret, Tags = pairs, Annotations = pairs,
            Exceptions = [new ReportException { Value = secret, Frames = [frame] }], Threads = [new ReportThread { Name = secret, Frames = [frame] }],
            Modules = [new ReportModule { CodeFile = secret, DebugFile = secret }], Breadcrumbs = [new Breadcrumb { Message = secret, Data = element }],
            Contexts = element, Extra = element, Request = element, Packages = element, ClientFingerprint = [secret],
            Crash = new CrashFacts { Assertion = secret }, User = new ReportUser(secret, secret, secret, secret, null),
        };
        var clean = JsonSerializer.Serialize(Default.Scrub(report), ReportJson.Default.Report);
        Assert.DoesNotContain("sntryu_", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void Returns_clean_json_as_it_is()
    {
        var json = "{\"message\":\"hello\",\"n\":[1,2,3]}"u8.ToArray();
        Assert.True(Default.ScrubJson(json).Span == json);
    }

    static readonly Gen<string> Nasty = Gen.OneOf(
        Gen.String,
        Gen.OneOf([.. new[] { "password=", "/home/", "C:\\Users\\", "joe", "Bearer ", "4111111111111111", "://", "a:b@", "\"", " ", "=", ":", "token", "--", Jwt, "\n", "⟨scrubbed: token⟩", "Cookie: " }
            .Select(Gen.Const)]).Array[1, 8].Select(parts => string.Concat(parts)));

    [Fact]
    public void Scrubbing_twice_changes_nothing() => Nasty.Sample(text =>
    {
        var once = Default.Scrub(text);
        Assert.Equal(once, Default.Scrub(once));
    });

    [Theory]
    [InlineData("/home/a/home/b/home/c/home/d", "/home/⟨scrubbed: home directory⟩/home/b/home/c/home/d")]
    [InlineData("AKIAIOSFODNN7EXAMPLEghp_abcdefghijklmnopqrstuvwxyz0123", "⟨scrubbed: token⟩⟨scrubbed: token⟩")]
    [InlineData("/home/joe⟨scrubbed: token⟩/x", "/home/⟨scrubbed: home directory⟩⟨scrubbed: token⟩/x")]
    public void A_marker_beside_text_hides_and_uncovers_nothing(string text, string expected)
    {
        Assert.Equal(expected, Default.Scrub(text));
        Assert.Equal(expected, Default.Scrub(expected));
    }

    [Fact]
    public void A_pattern_of_a_project_leaves_markers_whole()
    {
        var scrubber = new Scrubber(new ScrubRules { Patterns = ["scrubbed|token|x"] });
        Assert.Equal("⟨scrubbed: pattern⟩ ⟨scrubbed: token⟩", scrubber.Scrub("x ⟨scrubbed: token⟩"));
    }

    static readonly JsonSerializerOptions PlainText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Text_in_a_tree_is_scrubbed_as_text_alone_is() => Nasty.Sample(text =>
    {
        var json = $"{{\"a\":[{JsonSerializer.Serialize(text.ReplaceLineEndings(" "), PlainText)}]}}";
        var plain = JsonDocument.Parse(json).RootElement.GetProperty("a")[0].GetString()!;
        var clean = JsonDocument.Parse(Default.ScrubJson(Encoding.UTF8.GetBytes(json))).RootElement.GetProperty("a")[0].GetString();
        Assert.Equal(Default.Scrub(plain), clean);
    });

    [Fact]
    public void Never_throws_on_bytes() => Gen.Byte.Array[0, 100].Sample(bytes => Default.ScrubJson(bytes));
}

using System.Text.Json;
using Inquest.Protocol.Forms;
using Inquest.Protocol.Tests.Compression;

namespace Inquest.Protocol.Tests.Forms;

public sealed class MinidumpFormTests
{
    const string Boundary = "---MultipartBoundary-abc---";
    static readonly byte[] Dump = [.. "MDMP"u8, 0x93, 0xa7, 0, 0, (byte)'\r', (byte)'\n', (byte)'-', (byte)'-', 1, 2, 3];

    static byte[] Form(string newLine, bool close, params (string Header, byte[] Content)[] parts)
    {
        using var stream = new MemoryStream();
        foreach (var (header, content) in parts)
        {
            stream.Write(Encoding.UTF8.GetBytes($"--{Boundary}{newLine}{header.Replace("\n", newLine, StringComparison.Ordinal)}{newLine}{newLine}"));
            stream.Write(content);
            stream.Write(Encoding.ASCII.GetBytes(newLine));
        }

        stream.Write(Encoding.ASCII.GetBytes(close ? $"--{Boundary}--{newLine}" : ""));
        return stream.ToArray();
    }

    static (string, byte[]) Field(string name, string value) => ($"Content-Disposition: form-data; name=\"{name}\"", Encoding.UTF8.GetBytes(value));

    static (string, byte[]) File(string name, string file, byte[] content) =>
        ($"Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\nContent-Type: application/octet-stream", content);

    static FormError Read(byte[] body, out MinidumpForm form, string? type = $"multipart/form-data; boundary={Boundary}") =>
        MinidumpFormReader.Read(body, type, ProtocolLimits.Default, out form);

    [Theory]
    [InlineData("\r\n", true, "multipart/form-data; boundary=" + Boundary)]
    [InlineData("\n", true, "multipart/form-data; boundary=\"" + Boundary + "\"")]
    [InlineData("\r\n", true, "multipart/mixed; charset=x; boundary=" + Boundary)]
    [InlineData("\r\n", true, null)]
    public void Reads_what_crashpad_sends(string newLine, bool close, string? type)
    {
        var body = Form(newLine, close, Field("guid", "g-1"), Field("prod", "App"), Field("ver", "1.2"), File("log", "a;b.txt", "x"u8.ToArray()), File("upload_file_minidump", "u.dmp", Dump));
        Assert.Equal(FormError.None, Read(body, out var form, type));
        Assert.Equal(Dump, form.Dump.ToArray());
        Assert.Equal(("u.dmp", "1.2", "App", "g-1"), (form.DumpFileName, form.Release, form.Product, form.UserId));
        Assert.Equal("a;b.txt", form.Attachments.Single().FileName);
        Assert.Equal(["guid", "prod", "ver"], form.Fields.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_missing_final_boundary_keeps_the_dump()
    {
        Assert.Equal(FormError.None, Read(Form("\r\n", false, Field("ver", "1"), File("upload_file_minidump", "u", Dump)), out var form));
        Assert.Equal(Dump, form.Dump.ToArray()[..Dump.Length]);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-dmp")]
    [InlineData(null)]
    public void Takes_a_bare_dump(string? type)
    {
        Assert.Equal(FormError.None, Read(Dump, out var form, type));
        Assert.Equal(Dump, form.Dump.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Unpacks_the_dump(string packer)
    {
        Assert.Equal(FormError.None, Read(Form("\r\n", true, File("upload_file_minidump", "u.dmp.gz", ContentDecoderTests.Pack(packer, Dump))), out var form));
        Assert.Equal(Dump, form.Dump.ToArray());
        Assert.Equal("u.dmp", form.DumpFileName);
    }

    // `printf MDMPxyz | xz` and `| bzip2`.
    [Theory]
    [InlineData("/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAGTURNUHh5egAAVWAy8mf2DWUAAR8HFi64cx+2830BAAAAAARZWg==")]
    [InlineData("QlpoOTFBWSZTWePTjwgAAACGgAQCQAAAcCAAIYAMAWbl3F3JFOFCQ49OPCA=")]
    public void Unpacks_xz_and_bzip2(string packed)
    {
        var error = Read(Form("\r\n", true, File("upload_file_minidump", "u", Convert.FromBase64String(packed))), out var form);
        Assert.Equal((FormError.None, "MDMPxyz"), (error, Encoding.ASCII.GetString(form.Dump.Span)));
    }

    [Fact]
    public void Unwraps_the_form_within_the_form_of_old_electron()
    {
        var inner = Form("\r\n", true, Field("ver", "9"), File("upload_file_minidump", "u", Dump)).ToArray();
        var text = Encoding.Latin1.GetString(inner).Replace(Boundary, "inner", StringComparison.Ordinal);
        Assert.Equal(FormError.None, Read(Form("\r\n", true, File("upload_file_minidump", "u", Encoding.Latin1.GetBytes(text))), out var form));
        Assert.Equal(("9", "MDMP"), (form.Release, Encoding.ASCII.GetString(form.Dump.Span[..4])));
    }

    [Fact]
    public void Puts_the_event_together_from_every_kind_of_field()
    {
        byte[] packed = [0x81, 0xa5, .. "level"u8, 0xa5, .. "fatal"u8];
        byte[] crumbs1 = [0x82, 0xa7, .. "message"u8, 0xa1, (byte)'b', 0xa9, .. "timestamp"u8, 0xcb, 0x40, 0x24, 0, 0, 0, 0, 0, 0];
        byte[] crumbs2 = [0x82, 0xa7, .. "message"u8, 0xa1, (byte)'a', 0xa9, .. "timestamp"u8, 0xcb, 0x40, 0x14, 0, 0, 0, 0, 0, 0];
        var body = Form("\r\n", true,
            Field("sentry__2", "1\"}}"), Field("sentry__1", "{\"tags\":{\"a\":\""), Field("sentry[user][id]", "u7"), Field("sentry[release]", "app@2"),
            Field("sentry[fingerprint][]", "x"), Field("_version", "3"), Field("other", "kept"),
            File("__sentry-event", "__sentry-event", packed), File("__sentry-breadcrumb1", "__sentry-breadcrumb1", crumbs1),
            File("__sentry-breadcrumb2", "__sentry-breadcrumb2", crumbs2), File("upload_file_minidump", "u", Dump));
        Assert.Equal(FormError.None, Read(body, out var form));
        using var json = JsonDocument.Parse(form.EventJson!.Value);
        var root = json.RootElement;
        Assert.Equal("fatal", root.GetProperty("level").GetString());
        Assert.Equal("1", root.GetProperty("tags").GetProperty("a").GetString());
        Assert.Equal("u7", root.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal("app@2", root.GetProperty("release").GetString());
        Assert.Equal("[\"x\"]", root.GetProperty("fingerprint").GetRawText());
        Assert.Equal(["a", "b"], root.GetProperty("breadcrumbs").EnumerateArray().Select(c => c.GetProperty("message").GetString()!));
        Assert.Equal(("app@2", "kept"), (form.Release, form.Fields["other"]));
    }

    [Fact]
    public void Damaged_secondary_data_does_not_lose_the_dump()
    {
        var body = Form("\r\n", true, Field("sentry", "{broken"), File("__sentry-event", "e", [0x81]), File("upload_file_minidump", "u", Dump));
        Assert.Equal(FormError.None, Read(body, out var form));
        Assert.Equal(2, form.Findings.Count);
    }

    [Fact]
    public void Refuses_clearly()
    {
        Assert.Equal(FormError.MissingMinidump, Read(Form("\r\n", true, Field("a", "b")), out _));
        Assert.Equal(FormError.InvalidMinidump, Read(Form("\r\n", true, File("upload_file_minidump", "u", "nope"u8.ToArray())), out _));
        Assert.Equal(FormError.NoBoundary, Read("hello"u8.ToArray(), out _, "text/plain"));
        Assert.Equal(FormError.Empty, Read([], out _));
        Assert.Equal(FormError.InvalidCompression, Read(Form("\r\n", true, File("upload_file_minidump", "u", [0x1f, 0x8b, 8, 0, 1, 2])), out _));
    }

    [Fact]
    public void Reads_socorro_annotations_as_fields_or_as_json_but_not_both()
    {
        var dump = File("upload_file_minidump", "u", Dump);
        var type = $"multipart/form-data; boundary={Boundary}";
        var body = Form("\r\n", true, Field("extra", "{\"ProductName\":\"Fox\",\"Version\":\"1\",\"T\":{\"a\":1}}"), dump);
        Assert.Equal(FormError.None, MinidumpFormReader.ReadSocorro(body, type, ProtocolLimits.Default, out var form));
        Assert.Equal(("Fox", "1", "{\"a\":1}"), (form.Product, form.Release, form.Fields["T"]));
        Assert.False(form.Dump.IsEmpty);
        Assert.Equal(FormError.MixedAnnotations, MinidumpFormReader.ReadSocorro(Form("\r\n", true, Field("extra", "{}"), Field("a", "b"), dump), type, ProtocolLimits.Default, out _));
        Assert.Equal("CrashID=bp-9ec79c33-ec99-42ab-8353-589fcb2e04dc\n", SocorroAnswer.Accepted("9ec79c33ec9942ab8353589fcb2e04dc"));
    }

    [Fact]
    public void Store_bodies_come_in_four_dresses()
    {
        var json = "{\"message\":\"x\"}"u8.ToArray();
        var zlib = Convert.ToBase64String(ContentDecoderTests.Pack("zlib", json));
        foreach (var body in new[] { json, Encoding.ASCII.GetBytes(Convert.ToBase64String(json)), Encoding.ASCII.GetBytes(zlib), Encoding.ASCII.GetBytes("sentry_data=" + Uri.EscapeDataString(zlib)) })
        {
            Assert.Equal(Inquest.Protocol.Compression.DecodeStatus.Ok, StoreBody.Read(body, null, ProtocolLimits.Default, out var found));
            Assert.Equal(json, found.ToArray());
        }

        StoreBody.Read(default, "?sentry_data=" + Uri.EscapeDataString(zlib), ProtocolLimits.Default, out var fromQuery);
        Assert.Equal(json, fromQuery.ToArray());
    }

    [Fact]
    public void Never_throws() => Gen.Select(Gen.Byte.Array[0, 200], Gen.String).Sample((bytes, text) =>
    {
        Read(bytes, out _, text);
        Read([.. Encoding.ASCII.GetBytes($"--{Boundary}\r\n"), .. bytes], out _);
        Read(Form("\r\n", true, File("__sentry-event", "e", bytes), File("__sentry-breadcrumb1", "b", bytes), Field("sentry[" + text + "]", text), File("upload_file_minidump", "u", bytes)), out _);
        StoreBody.Read(bytes, text, ProtocolLimits.Default, out _);
    });
}

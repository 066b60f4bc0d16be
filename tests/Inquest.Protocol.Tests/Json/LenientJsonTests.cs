using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Tests.Json;

public sealed class LenientJsonTests
{
    static string? Repair(byte[] bytes)
    {
        using var document = LenientJson.Parse(bytes, ProtocolLimits.Default);
        return document?.RootElement.GetRawText();
    }

    static string? Repair(string text) => Repair(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("{\"a\":NaN,\"b\":-Infinity,\"c\":[Infinity]}", "{\"a\":null,\"b\":null,\"c\":[null]}")]
    [InlineData("{\"a\":\"x\\u0000y\"}", "{\"a\":\"xy\"}")]
    [InlineData("{\"a\":\"\\ud83d\"}", "{\"a\":\"\uFFFD\"}")]
    [InlineData("{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\U0001F600\"}")]
    [InlineData("{\"a\":\"line\nbreak\"}", "{\"a\":\"line\\u000abreak\"}")]
    [InlineData("{\"a\":\"\\x41\"}", "{\"a\":\"\\\\x41\"}")]
    public void Repairs_what_clients_write(string text, string expected) => Assert.Equal(expected, Repair(text));

    [Fact]
    public void Replaces_bytes_that_are_no_text() =>
        Assert.Equal("{\"a\":\"\uFFFDx\"}", Repair([.. "{\"a\":\""u8, 0xff, .. "x\"}"u8]));

    [Fact]
    public void Skips_a_byte_order_mark() => Assert.Equal("{}", Repair([0xef, 0xbb, 0xbf, .. "{}"u8]));

    [Fact]
    public void Cuts_what_is_nested_too_deeply_and_keeps_the_rest()
    {
        var bomb = new string('[', 100_000) + new string(']', 100_000);
        var text = Repair($"{{\"bomb\":{bomb},\"level\":\"fatal\"}}");
        Assert.NotNull(text);
        Assert.Contains("cut: nested too deeply", text, StringComparison.Ordinal);
        Assert.EndsWith("\"level\":\"fatal\"}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":\"unfinished")]
    [InlineData("{\"a\":")]
    [InlineData("hello")]
    [InlineData("")]
    public void Refuses_what_is_no_json(string text) => Assert.Null(Repair(text));

    [Fact]
    public void The_last_of_duplicate_keys_wins()
    {
        using var document = LenientJson.Parse("{\"a\":1,\"a\":2}"u8.ToArray(), ProtocolLimits.Default);
        Assert.Equal(2, document!.RootElement.GetProperty("a").GetInt32());
    }

    [Fact]
    public void Leaves_valid_json_alone() => Gen.String.Sample(text =>
    {
        var json = JsonSerializer.Serialize(text.Replace("\0", "", StringComparison.Ordinal));
        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(json), ProtocolLimits.Default, out _);
        Assert.Equal(JsonSerializer.Deserialize<string>(json), document!.RootElement.GetString());
    });

    [Fact]
    public void Never_throws_and_every_string_can_be_read() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        using var document = LenientJson.Parse((byte[])[.. "{\"a\":\""u8, .. bytes, .. "\"}"u8], ProtocolLimits.Default);
        foreach (var property in document is { RootElement.ValueKind: JsonValueKind.Object } ? document.RootElement.EnumerateObject() : default)
        {
            _ = property.Name + (property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : "");
        }
    });
}

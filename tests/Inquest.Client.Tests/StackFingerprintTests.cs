using System.Text;
using Inquest.Client.Dedup;

namespace Inquest.Client.Tests;

public sealed class StackFingerprintTests
{
    [Fact]
    public void Is_the_same_wherever_a_module_was_loaded() =>
        Assert.Equal(Of(Native(0x7f00_0000_0000)), Of(Native(0x5500_0000_0000)));

    [Fact]
    public void Differs_by_the_place_of_the_crash() =>
        Assert.NotEqual(Of(Native(0x7f00_0000_0000)), Of(Native(0x7f00_0000_0000, crash: 0x999)));

    [Fact]
    public void Frames_below_the_fifth_do_not_count() =>
        Assert.Equal(Of(Managed("x", "e", "d", "c", "b", "a")), Of(Managed("y", "e", "d", "c", "b", "a")));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"exception":5}""")]
    [InlineData("""{"exception":{"values":[{"stacktrace":{"frames":[1,null,{}]}}]}}""")]
    [InlineData("""{"exception":{"values":[3]}}""")]
    [InlineData("""{"debug_meta":{"images":[1]},"threads":{"values":[{"crashed":true,"stacktrace":{"frames":[{"instruction_addr":"0xzz"}]}}]}}""")]
    [InlineData("""{"message":"no stack"}""")]
    public void An_event_without_a_usable_stack_has_none(string json) => Assert.Null(Of(json));

    static string? Of(string json) => StackFingerprint.Of(Encoding.UTF8.GetBytes(json));

    static string Native(ulong load, int crash = 0x123) =>
        $$$"""
        {"debug_meta":{"images":[{"image_addr":"0x{{{load:x}}}","image_size":65536,"code_id":"abcd"}]},
         "threads":{"values":[{"stacktrace":{"frames":[{"instruction_addr":"0x1"}]}},
           {"crashed":true,"stacktrace":{"frames":[{"instruction_addr":"0x{{{load + 0x500:x}}}"},{"instruction_addr":"0x{{{load + (ulong)crash:x}}}"}]}}]}}
        """;

    static string Managed(params string[] functions) =>
        """{"exception":{"values":[{"stacktrace":{"frames":[""" + string.Join(',', functions.Select(name => $"{{\"function\":\"{name}\"}}")) + "]}}]}}";
}

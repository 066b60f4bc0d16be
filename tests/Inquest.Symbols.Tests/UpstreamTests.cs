using System.Net;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols.Tests;

/// <summary>Servers of others: how they are written, asked and kept at a distance.</summary>
public sealed class UpstreamTests
{
    const string BuildId = "5afbac813ba52653fba4439c36a202609269c902";

    [Theory]
    [InlineData("microsoft", UpstreamKind.SymbolServer, "https://msdl.microsoft.com/download/symbols/")]
    [InlineData("https://symbols.test/a", UpstreamKind.Breakpad, "https://symbols.test/a/")]
    [InlineData("debuginfod+https://me:pass%20word@debuginfod.test", UpstreamKind.Debuginfod, "https://debuginfod.test/")]
    [InlineData("s3+https://bucket.s3.test/prefix/", UpstreamKind.Folder, "https://bucket.s3.test/prefix/")]
    public void An_address_names_its_kind(string text, UpstreamKind kind, string root)
    {
        var address = UpstreamAddress.TryParse(text, out _)!;
        Assert.Equal((kind, root), (address.Kind, address.Root.AbsoluteUri));
        Assert.Equal(text.Contains('@', StringComparison.Ordinal) ? "Basic bWU6cGFzcyB3b3Jk" : null, address.Credentials);
    }

    [Theory]
    [InlineData("ftp+https://x")]
    [InlineData("debuginfod+file:///etc")]
    [InlineData("gopher://x/y")]
    public void What_cannot_be_asked_has_a_reason(string text)
    {
        Assert.Null(UpstreamAddress.TryParse(text, out var reason));
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Each_kind_is_asked_in_its_own_words()
    {
        var elf = new ModuleId("libapp.so", "81ACFB5AA53B5326FBA4439C36A202600", "libapp.so", BuildId);
        var pe = new ModuleId("my app.pdb", "0123456789ABCDEF0123456789ABCDEFA", "app.exe", "5f8a3b2c1e000");
        Assert.Equal([$"buildid/{BuildId}/debuginfo", $"buildid/{BuildId}/executable"], UpstreamPaths.Of(UpstreamKind.Debuginfod, elf));
        Assert.Empty(UpstreamPaths.Of(UpstreamKind.Debuginfod, pe));
        Assert.Equal(
            ["my%20app.pdb/0123456789ABCDEF0123456789ABCDEFa/my%20app.pdb", "app.exe/5F8A3B2C1e000/app.exe"], UpstreamPaths.Of(UpstreamKind.SymbolServer, pe));
        Assert.Contains($"_.debug/elf-buildid-sym-{BuildId}/_.debug", UpstreamPaths.Of(UpstreamKind.SymbolServer, elf));
        Assert.Contains("01/23456789abcdef0123456789abcdefa/debuginfo", UpstreamPaths.Of(UpstreamKind.Unified, pe));
        Assert.DoesNotContain(UpstreamPaths.Of(UpstreamKind.Folder, new ModuleId("../x", BuildId, "a/../b", "zz")), path => path.Contains("..", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("ff02::1")]
    public void Inner_addresses_are_not_public(string address) => Assert.False(PublicAddressHandler.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void Others_are(string address) => Assert.True(PublicAddressHandler.IsPublic(IPAddress.Parse(address)));

    /// <summary>The first example of the documentation of Signature Version 4 for S3: GET of a part of an object.</summary>
    [Fact]
    public void Requests_to_buckets_are_signed_as_documented()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com/test.txt");
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-9");
        S3Signature.Sign(
            request, new S3Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", null),
            new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));
        Assert.EndsWith(
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", request.Headers.NonValidated["Authorization"].ToString(), StringComparison.Ordinal);
    }
}

using Inquest.Grouping.Rules;
using Inquest.Reports;

namespace Inquest.Grouping.Tests.Rules;

public sealed class RuleSetTests
{
    static readonly Report Crash = new()
    {
        Platform = "csharp",
        Release = "game@1.2.0",
        Exceptions =
        [
            new ReportException
            {
                Type = "TimeoutException", Value = "no answer after 30 s", MechanismType = "AppDomain",
                Frames =
                [
                    new Frame { Module = "Vendor.Net", Function = "ConnectSlowly", File = "/src/vendor/net.cs", InApp = true },
                    new Frame { Module = "Game.Save", Function = "UploadState", File = "/src/game/save.cs", InApp = true },
                    new Frame { Module = "Game.Loop", Function = "AutosaveTick", File = "/src/game/loop.cs", InApp = true },
                ],
            },
        ],
    };

    static string Signature(string rules) => Grouper.Group(Crash, Parse(rules)).Signature;

    static RuleSet Parse(string text)
    {
        var file = RuleSet.Parse(text);
        Assert.Empty(file.Errors);
        return file.Rules!;
    }

    [Theory]
    [InlineData("", "Net.ConnectSlowly")]
    [InlineData("module:Vendor.* -app", "Save.UploadState")]
    [InlineData("path:**/VENDOR/** -app # whatever the case", "Save.UploadState")]
    [InlineData("function:Connect* ignore", "Save.UploadState")]
    [InlineData("function:/^(Connect|Upload).*$/ ignore", "Loop.AutosaveTick")]
    [InlineData("function:Connect* prefix", "Net.ConnectSlowly | Save.UploadState")]
    [InlineData("function:UploadState sentinel", "Save.UploadState")]
    [InlineData("module:Vendor.* fold=\"vendor code\"", "vendor code")]
    [InlineData("function:Connect* release:game@2.* ignore", "Net.ConnectSlowly")]
    [InlineData("function:Connect* !release:game@2.* mechanism:AppDomain platform:csharp ignore", "Save.UploadState")]
    [InlineData("module:Vendor.* +app\nmodule:* -app", "Net.ConnectSlowly")]
    public void Actions_on_frames(string rules, string signature) => Assert.Equal(signature, Signature(rules));

    [Fact]
    public void A_rules_fingerprint_decides_over_the_clients()
    {
        var report = Crash with { ClientFingerprint = ["mine"] };
        var own = Grouper.Group(report, RuleSet.None);
        var ruled = Grouper.Group(report, Parse("type:TimeoutException value:\"no answer*\" fingerprint=\"timeout\", {{ default }}"));
        Assert.NotEqual(own.Key, ruled.Key);
        Assert.Contains("timeout · default", ruled.Explanation, StringComparison.Ordinal);
        Assert.Contains("line 1", ruled.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_types_count_as_one()
    {
        var renamed = Crash with { Exceptions = [Crash.Exceptions[0] with { Type = "DeadlineException" }] };
        var rules = Parse("type:TimeoutException merge-type=DeadlineException");
        Assert.NotEqual(Grouper.Group(Crash).Key, Grouper.Group(renamed).Key);
        Assert.Equal(Grouper.Group(Crash, rules).Key, Grouper.Group(renamed, rules).Key);
    }

    [Fact]
    public void Every_error_is_told_with_its_place()
    {
        var file = RuleSet.Parse(
            """
            # fine
            function:foo ignore
            colour:red ignore
            function:foo explode
              function:"open ignore
            function:foo
            ignore
            function:/a(?=b)/ ignore
            type:A ignore
            function:foo fold=
            pin 123 GAME-1
            function:foo merge-type=B
            """);
        Assert.Null(file.Rules);
        Assert.Equal([(3, 1), (4, 14), (5, 12), (6, 12), (7, 1), (8, 10), (9, 1), (10, 19), (11, 5), (12, 1)], file.Errors.Select(error => (error.Line, error.Column)));
        Assert.Contains("backtracking", file.Errors[5].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_of_Sentry_are_taken_over_as_far_as_they_map()
    {
        var imported = SentryRules.Import(
            """
            # enhancements
            stack.abs_path:**/node_modules/** -app
            family:native stack.function:std::* -group
            [ stack.function:a ] | stack.function:b -app
            stack.function:foo max-frames=3
            error.type:DatabaseUnavailable -> system-down, {{ transaction }} title="x"
            """);
        Assert.Equal([4, 5], imported.NotMapped.Select(left => left.Line));
        Assert.Contains("platform:native function:\"std::*\" ignore", imported.Text, StringComparison.Ordinal);
        Assert.Contains("type:\"DatabaseUnavailable\" fingerprint=\"system-down\", \"{{ transaction }}\"", imported.Text, StringComparison.Ordinal);
        Assert.Equal(3, Parse(imported.Text).Count);
    }

    [Fact]
    public void Pins_are_read()
    {
        var pin = Assert.Single(Parse("pin 9f2c41aa-0000-0000-0000-000000000001 GAME-12").Pins);
        Assert.Equal(("9f2c41aa000000000000000000000001", "GAME-12"), (pin.EventId, pin.Issue));
    }

    [Fact]
    public void Expressions_take_linear_time()
    {
        var rules = Parse("function:/^(a+)+$/ ignore\nfunction:*a*a*a*a*a*a*a*a*a*b ignore");
        var long_ = Crash with { Exceptions = [Crash.Exceptions[0] with { Frames = [new Frame { Module = "M", Function = new string('a', 500) + "!", InApp = true }] }] };
        // With backtracking this would not end.
        Assert.Equal(32, Grouper.Group(long_, rules).Key.Length);
    }
}

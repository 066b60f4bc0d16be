using Inquest.Agreement;
using Inquest.Testing;

namespace Inquest.Processing.Tests;

/// <summary>Holds what <c>bench/agreement</c> shows: shares as lower bounds, and that no malformed file throws.</summary>
public sealed class CorpusAgreementTests
{
    [Fact]
    public void Where_the_older_tools_agree_we_agree_with_them()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var agreement = new PeerAgreement();
        foreach (var one in CorpusCase.All(Corpus.Root!, "minidump", "unwind"))
        {
            agreement.Add(one);
        }

        Assert.True(agreement.Dumps >= 40, $"{agreement.Dumps} dumps");
        Assert.True(agreement.CrashedShare >= 0.99, $"crashed threads: {agreement.CrashedSame} of {agreement.CrashedAgreed}");
        Assert.True(agreement.AllShare >= 0.98, $"all threads: {agreement.AllSame} of {agreement.AllAgreed}");
    }

    [Fact]
    public void Where_the_truth_is_known_we_find_more_of_it_and_invent_less()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var (ours, breakpad, rust) = (new TrueFrames(0, 0, 0), new TrueFrames(0, 0, 0), new TrueFrames(0, 0, 0));
        foreach (var one in CorpusCase.All(Corpus.Root!, "unwind").Where(static c => c.Expected is not null))
        {
            var expected = TrueFrames.Expected(one.Expected!);
            ours += TrueFrames.Score(expected, TrueFrames.Ours(OwnStacks.Walk(one)));
            breakpad += TrueFrames.Score(expected, TrueFrames.Breakpad(one.BreakpadHuman));
            rust += TrueFrames.Score(expected, TrueFrames.Rust(one.Rust));
        }

        Assert.True(ours.Found >= 0.75 * ours.True, $"{ours.Found} of {ours.True}");
        Assert.True(ours.Found > Math.Max(breakpad.Found, rust.Found), $"{ours.Found}, they {breakpad.Found} and {rust.Found}");
        Assert.True(ours.Invented <= Math.Min(breakpad.Invented, rust.Invented), $"{ours.Invented}, they {breakpad.Invented} and {rust.Invented}");
    }

    [Fact]
    public void With_the_binaries_alone_the_true_frames_are_found()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var sum = new TrueFrames(0, 0, 0);
        foreach (var one in CorpusCase.All(Corpus.Root!, "unwind").Where(static c => c.Expected is not null))
        {
            sum += TrueFrames.Score(TrueFrames.Expected(one.Expected!), TrueFrames.Ours(OwnStacks.WalkByBinaries(one)));
        }

        Assert.True(sum.Found >= 0.95 * sum.True, $"{sum.Found} of {sum.True}");
        Assert.True(sum.Invented <= 1, $"{sum.Invented} invented");
    }

    [Fact(Timeout = 300_000)]
    public async Task No_malformed_file_throws_or_hangs()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        foreach (var one in CorpusCase.All(Corpus.Root!, "malformed"))
        {
            // A refusal is an answer; an exception or a hang is not.
            await Task.Run(() => OwnStacks.Walk(one), TestContext.Current.CancellationToken);
        }
    }
}

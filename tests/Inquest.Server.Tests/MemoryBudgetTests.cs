using Inquest.Server.Ingest;

namespace Inquest.Server.Tests;

public sealed class MemoryBudgetTests
{
    [Fact]
    public async Task Who_finds_too_little_waits_in_line()
    {
        var budget = new MemoryBudget(100);
        var first = await budget.TakeAsync(60, TestContext.Current.CancellationToken);
        var second = budget.TakeAsync(50, TestContext.Current.CancellationToken).AsTask();
        // It would fit, and would let the one before it starve.
        var third = budget.TakeAsync(10, TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted || third.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        using var all = await budget.TakeAsync(100, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task More_than_all_of_it_is_all_of_it()
    {
        var budget = new MemoryBudget(100);
        var all = await budget.TakeAsync(1_000, TestContext.Current.CancellationToken);
        var next = budget.TakeAsync(1, TestContext.Current.CancellationToken).AsTask();
        Assert.False(next.IsCompleted);
        all.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_line()
    {
        var budget = new MemoryBudget(100);
        var all = await budget.TakeAsync(100, TestContext.Current.CancellationToken);
        using var impatient = new CancellationTokenSource();
        var waiting = budget.TakeAsync(100, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        all.Dispose();
        (await budget.TakeAsync(100, TestContext.Current.CancellationToken)).Dispose();
    }
}

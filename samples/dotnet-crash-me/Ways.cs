using System.Runtime.InteropServices;
using Inquest.Client;

namespace Inquest.Samples.DotnetCrashMe;

/// <summary>The ways in which a .NET process dies, or must not.</summary>
static partial class Ways
{
    public static IReadOnlyDictionary<string, Func<Task>> All { get; } = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
    {
        ["exit"] = () => Task.CompletedTask,
        ["unhandled"] = () => Run(static () => new Shelf().Lend("Moby Dick")),
        ["inner"] = () => Run(static () => new Shelf().LendWrapped("Emma")),
        ["aggregate"] = () => Run(static () => throw new AggregateException(Failure.Of(1), Failure.Of(2))),
        ["async"] = static () => new Shelf().LendAsync("Ulysses"),
        ["thread"] = () => Run(static () =>
        {
            var thread = new Thread(static () => new Shelf().Lend("Dracula")) { Name = "lender" };
            thread.Start();
            thread.Join();
        }),
        ["lambda"] = () => Run(static () => new[] { 1 }.ToList().ForEach(static n => throw new InvalidOperationException($"lambda {n}"))),
        ["local-function"] = () => Run(Shelf.Outer),
        ["null"] = () => Run(static () => Shelf.Broken!.Lend("nobody")),
        ["divide"] = () => Run(static () => Console.WriteLine(1 / Shelf.Zero)),
        ["liar"] = () => Run(static () => throw new LiarException()),
        ["no-exception-text"] = () => Run(static () => throw new InvalidOperationException(new string('x', 5_000_000))),
        ["out-of-memory"] = () => Run(static () => GC.KeepAlive(new byte[Array.MaxLength][].Select(static _ => new byte[1 << 30]).ToList())),
        ["caught"] = () => Run(static () => Shelf.FailAndGoOn(200)),
        ["caught-then-native"] = () => Run(static () =>
        {
            Shelf.FailAndGoOn(200);
            _ = StringLength(8);
        }),
        ["caught-then-unhandled"] = () => Run(static () =>
        {
            Shelf.FailAndGoOn(200);
            new Shelf().Lend("Persuasion");
        }),
        ["handled"] = () => Run(static () => InquestSdk.CaptureException(Failure.Of(3))),
        ["handled-flood"] = () => Run(static () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                InquestSdk.CaptureException(Failure.Of(4));
            }
        }),
        ["unobserved"] = static async () =>
        {
            Forget();
            for (var i = 0; i < 20; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        },
        ["fail-fast"] = () => Run(static () => Environment.FailFast("the books are burning", Failure.Of(5))),
        ["stack-overflow"] = () => Run(static () => Console.WriteLine(Shelf.Deep(1))),
        ["stack-overflow-thread"] = () => Run(static () =>
        {
            var thread = new Thread(static () => Console.WriteLine(Shelf.Deep(1))) { Name = "diver" };
            thread.Start();
            thread.Join();
        }),
        ["native-fault"] = () => Run(static () => Console.WriteLine(StringLength(8))),
        ["native-abort"] = () => Run(Abort),
        ["kill"] = () => Run(static () => System.Diagnostics.Process.GetCurrentProcess().Kill()),
    };

    static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    static void Forget() => _ = Task.Run(static () => throw Failure.Of(6));

    // An address that nothing is mapped at.
    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nint StringLength(nint text);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();
}

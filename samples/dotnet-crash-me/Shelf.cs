using System.Runtime.CompilerServices;

namespace Inquest.Samples.DotnetCrashMe;

/// <summary>Something to fail in, a few calls deep. Line numbers of this file are looked for by the tests.</summary>
sealed class Shelf
{
    public static Shelf? Broken { get; set; }

    public static int Zero { get; set; }

    readonly List<string> _lent = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Lend(string title)
    {
        _lent.Add(title);
        Find(title); // line: Lend
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void LendWrapped(string title)
    {
        try
        {
            Find(title);
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException("cannot lend", nameof(title), e); // line: LendWrapped
        }
    }

    public async Task LendAsync(string title)
    {
        await Task.Yield();
        await FindAsync(title); // line: LendAsync
    }

    public static void Outer()
    {
        Inner();

        static void Inner() => throw new InvalidOperationException("from inside");
    }

    /// <summary>Faults that the runtime turns into exceptions, which are caught: none of it is anybody's business.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FailAndGoOn(int times)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                Broken!._lent.Add("x");
            }
            catch (NullReferenceException)
            {
                // Expected.
            }

            try
            {
                Zero = i / Zero;
            }
            catch (DivideByZeroException)
            {
                // Expected.
            }
        }

        Console.WriteLine($"caught {times * 2}");
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static int Deep(int n) => Deep(n + 1) + Deep(n + 2);

    async Task FindAsync(string title)
    {
        await Task.Yield();
        Find(title);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Find(string title) =>
        throw new InvalidOperationException($"'{title}' is lent out"); // line: Find
}

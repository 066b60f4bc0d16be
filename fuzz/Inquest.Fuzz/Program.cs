using Inquest.Fuzz;
using SharpFuzz;

// Usage: fuzz TARGET          under afl-fuzz, bytes on standard input
//        fuzz TARGET FILE…    runs each file once: for the corpus and for what the fuzzer found
if (args.Length == 0 || !Targets.ByName.TryGetValue(args[0], out var target))
{
    Console.Error.WriteLine($"usage: fuzz TARGET [FILE…]; targets: {string.Join(' ', Targets.ByName.Keys)}");
    return 2;
}

if (args.Length > 1)
{
    foreach (var file in args.Skip(1))
    {
        target(File.ReadAllBytes(file));
    }

    Console.WriteLine($"{args.Length - 1} inputs, no exception");
    return 0;
}

Fuzzer.OutOfProcess.Run(stream =>
{
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    target(bytes.ToArray());
});
return 0;

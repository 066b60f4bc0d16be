using Inquest.Fuzz;
using SharpFuzz;

// Usage: fuzz TARGET          under afl-fuzz, bytes on standard input
//        fuzz TARGET FILE…    runs each file once: for the corpus and for what the fuzzer found
//        fuzz --seeds FOLDER  writes the seeds that are made by builders
if (args is ["--seeds", var folder])
{
    Seeds.Write(folder);
    return 0;
}

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
